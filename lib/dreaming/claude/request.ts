import type Anthropic from "@anthropic-ai/sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import type { Effort } from "@/lib/domain/claude";
import { capabilitiesOf } from "@/lib/domain/claude-models";
import type { DreamPhase } from "@/lib/domain/dream";
import type { Reply } from "@/lib/dreaming/claude/stream";

/** Something to ask a model, and the form of its answer. */
export type Question<T> = {
  phase: DreamPhase;
  model: string;
  effort: Effort | null;
  /** Version of the prompt, with its name: part of the key. */
  prompt: string;
  system: string;
  user: string;
  schema: z.ZodType<T>;
  maxTokens: number;
};

/** What was found out about a model by its refusals: parameters that it does not take, and how long an answer it gives at most. */
export type Without = { effort: boolean; format: boolean; most: number | null };
export const WITHOUT_NOTHING: Without = { effort: false, format: false, most: null };

export const without = (a: Without, b: Without): Without => ({
  effort: a.effort || b.effort,
  format: a.format || b.format,
  most: a.most === null ? b.most : Math.min(a.most, b.most ?? a.most),
});

/**
 * Everything that reaches the prompt, as SHA-256: model, effort, prompt and its version, schema, the text with its masks and the dream's instructions.
 * Two questions with one key have one answer.
 */
export function keyOf(question: Question<unknown>): string {
  const { model, effort, prompt, system, user, schema } = question;
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([prompt, model, effort, system, user, z.toJSONSchema(schema)]))));
}

/** The least that a request needs, and what the model is known to take besides. */
export function bodyOf(
  question: Question<unknown>,
  maxTokens: number,
  left: Without,
  ttl: "5m" | "1h",
): Anthropic.MessageCreateParamsNonStreaming {
  const can = capabilitiesOf(question.model);
  const effort = question.effort !== null && can.efforts.includes(question.effort) && !left.effort ? question.effort : null;
  const structured = can.structured && !left.format;
  const config = {
    ...(structured ? { format: formatOf(question.schema) } : {}),
    ...(effort === null ? {} : { effort }),
  };
  const system = structured
    ? question.system
    : `${question.system}\n\nAnswer with one JSON document and nothing else. Its schema: ${JSON.stringify(z.toJSONSchema(question.schema))}`;
  return {
    model: question.model,
    max_tokens: Math.min(maxTokens, can.maxOutputTokens, left.most ?? can.maxOutputTokens),
    system: [{ type: "text", text: system, cache_control: ttl === "1h" ? { type: "ephemeral", ttl } : { type: "ephemeral" } }],
    messages: [{ role: "user", content: question.user }],
    ...(Object.keys(config).length > 0 ? { output_config: config } : {}),
  };
}

function formatOf(schema: z.ZodType): Anthropic.JSONOutputFormat {
  const { type, schema: json } = zodOutputFormat(schema);
  return { type, schema: withoutBounds(json) as typeof json };
}

/** The bounds of a safe integer, which the SDK writes out for each: paid for with every request, and no news to a model. */
function withoutBounds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutBounds);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([name, value]) => name !== "description" || !/^\{minimum: -9007199254740991/.test(String(value)),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, withoutBounds(value)]));
}

export type Read<T> = { ok: true; value: T } | { ok: false; why: string };

/** The answer's JSON, whatever stands around its text blocks. Blocks are told apart by their type: thinking may come first. */
export function readAnswer<T>(message: Pick<Reply, "content">, schema: z.ZodType<T>): Read<T> {
  const text = message.content.map((block) => (block.type === "text" ? (block.text ?? "") : "")).join("");
  if (text.trim() === "") return { ok: false, why: "the answer has no text" };
  const value = jsonIn(text);
  if (value === undefined) return { ok: false, why: "the answer is not JSON" };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, why: `the answer does not fit the schema at ${issue?.path.join(".") || "its root"}: ${issue?.message ?? "invalid"}` };
}

/** JSON as it is, out of a fence of Markdown or from between words, where a model without structured output put it; undefined where there is none. */
function jsonIn(text: string): unknown {
  const fence = /```(?:json)?\s*\n([\s\S]*?)\n\s*```/i.exec(text)?.[1];
  const [from, to] = [text.indexOf("{"), text.lastIndexOf("}")];
  for (const piece of [text, fence, from >= 0 && to > from ? text.slice(from, to + 1) : undefined]) {
    if (piece === undefined) continue;
    try {
      // A field that is null is one that the model had nothing for.
      return JSON.parse(piece, (_, value) => (value === null ? undefined : value));
    } catch {}
  }
  return undefined;
}
