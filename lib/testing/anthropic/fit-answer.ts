import type { Found, Operation } from "./dream-prompt";
import { type Asked, fillSchema } from "./fill-schema";
import type { Answer } from "./model-request";

// A pipeline names the fields of its schema as it likes. Whatever a field is called among these names, it gets what it means.

const LIST_OF_FOUND = ["statement", "claim", "fact", "quote", "evidence"];
const LIST_OF_OPERATIONS = ["op", "operation", "action"];
const SAME_OP: Record<Operation["op"], readonly string[]> = {
  create: ["create", "add", "new", "insert", "write"],
  update: ["update", "edit", "replace", "revise", "modify"],
  keep: ["keep", "noop", "none", "skip", "ignore", "no_change"],
  delete: ["delete", "remove", "forget", "archive"],
  merge: ["merge", "combine", "consolidate"],
};

/** Under all the names that a field may have. */
const named = (names: readonly string[], value: unknown): Record<string, unknown> =>
  value === undefined ? {} : Object.fromEntries(names.map((name) => [name, value]));

const oneOf =
  (words: readonly string[]) =>
  ({ options }: Asked): unknown =>
    options.length === 0 ? words[0] : options.find((option) => words.includes(String(option).toLowerCase()));

function foundFields({ kind, statement, evidence }: Found): Record<string, unknown> {
  const quotes = evidence.map(({ seq, quote }) => ({
    ...named(["event_seq", "seq", "event", "event_id", "event_index", "message_id", "message", "index"], seq),
    ...named(["quote", "text", "excerpt", "words"], quote),
  }));
  return {
    ...named(["statement", "claim", "fact", "text", "content", "summary"], statement),
    ...named(["kind", "type", "category"], oneOf([kind])),
    ...named(["evidence", "quotes", "sources", "citations"], quotes),
    // A schema with one quote a candidate has its fields beside the statement.
    ...(quotes[0]
      ? { ...named(["event_seq", "seq", "event", "event_id", "message_id"], evidence[0]?.seq), quote: evidence[0]?.quote }
      : {}),
    ...named(["confidence", "score"], oneOf(["high"])),
  };
}

function operationFields({ op, candidates, path, text, replaces, sources, reason }: Operation): Record<string, unknown> {
  return {
    ...named(LIST_OF_OPERATIONS, oneOf(SAME_OP[op])),
    ...named(["type"], oneOf(SAME_OP[op])),
    ...named(["candidates", "candidate_ids", "candidate_numbers", "ids", "evidence"], [...candidates]),
    ...named(["path", "memory", "memory_path", "file", "target"], path),
    ...named(["text", "content", "after", "statement", "new_text"], text),
    ...named(["replaces", "old_text", "quote", "old"], replaces),
    ...named(["sources", "from", "merge_paths"], sources && [...sources]),
    ...named(["reason", "why", "rationale"], reason),
  };
}

type Schema = Record<string, unknown> | null;

/** Candidates as JSON that fits a schema; without a schema `{candidates: [{kind, statement, evidence: [{event_seq, quote}]}]}`. */
export function foundAnswer(schema: Schema, found: readonly Found[]): Answer {
  if (!schema)
    return { candidates: found.map((f) => ({ ...f, evidence: f.evidence.map(({ seq, quote }) => ({ event_seq: seq, quote })) })) };
  return fitted(schema, LIST_OF_FOUND, found.map(foundFields));
}

/** Operations as JSON that fits a schema; without a schema `{operations: [...]}` as they are. */
export function operationsAnswer(schema: Schema, operations: readonly Operation[]): Answer {
  return schema ? fitted(schema, LIST_OF_OPERATIONS, operations.map(operationFields)) : { operations };
}

function fitted(schema: Record<string, unknown>, listOf: readonly string[], items: readonly unknown[]): Answer {
  const fill = ({ type, itemProperties }: Asked) =>
    type === "array" && itemProperties.some((name) => listOf.includes(name)) ? items : undefined;
  return JSON.stringify(fillSchema(schema, fill));
}
