import { shown } from "@/lib/domain/checks/check";
import { type BaseMemory, CHANGE_OPS, type ChangeOp, type Considered, type DraftChange } from "@/lib/domain/dream";
import type { DraftEvidence } from "@/lib/domain/evidence";
import { INDEX_PATH, MAX_MEMORY_BYTES, MEMORY_KINDS, type MemoryKind, pathProblem } from "@/lib/domain/memory";

/** A draft that can be looked at: its op fits what stands in the base, its paths are paths, its text is Unicode. */
export type SoundDraft = {
  op: ChangeOp;
  kind: MemoryKind;
  path: string;
  newPath: string | null;
  /** Memory at `path`. */
  memory: BaseMemory | null;
  /** Base memories that a merge consumes, each once. */
  sources: BaseMemory[];
  after: string | null;
  reason: string;
  key: string | null;
  evidence: DraftEvidence[];
  possibleContradiction: boolean;
  errorPhrase: string | null;
};

export type Refusal = { rule: string };

/** Text far over the limit cannot be edited into a memory; a little over can. */
const MAX_TEXT_UNITS = 4 * MAX_MEMORY_BYTES;
const MAX_REASON_UNITS = 2_000;
const MAX_KEY_UNITS = 1_000;

/**
 * Makes a draft sound, or says by which rule it is dropped. Repairs: U+0000 and lone surrogates become U+FFFD; a path gets its leading slash and
 * Unicode form C; a create over a memory is an update, an update of nothing a create; a rename keeps the content; a merge leaves out sources that are
 * not there and takes in a memory that it would overwrite; with one source left it is an update of it.
 */
export function soundDraft(given: unknown, memories: ReadonlyMap<string, BaseMemory>): SoundDraft | Refusal {
  if (typeof given !== "object" || given === null) return { rule: "not-a-change" };
  const draft = given as Partial<Record<keyof DraftChange, unknown>>;
  if (!CHANGE_OPS.includes(draft.op as ChangeOp)) return { rule: "unknown-op" };
  if (!MEMORY_KINDS.includes(draft.kind as MemoryKind)) return { rule: "unknown-kind" };
  const op = draft.op as ChangeOp;
  const path = soundPath(draft.path);
  const newPath = op === "rename" ? soundPath(draft.newPath) : null;
  if (path === null || (op === "rename" && newPath === null)) return { rule: "invalid-path" };
  if (path === INDEX_PATH || newPath === INDEX_PATH) return { rule: "derived-index" };
  const text = typeof draft.after === "string" ? wellFormed(draft.after) : null;
  if (text !== null && text.length > MAX_TEXT_UNITS) return { rule: "too-large" };
  const memory = memories.get(path) ?? null;
  const common = {
    kind: draft.kind as MemoryKind,
    path,
    newPath,
    memory,
    sources: [],
    after: text,
    reason: shown(typeof draft.reason === "string" ? wellFormed(draft.reason) : "", MAX_REASON_UNITS),
    key: typeof draft.key === "string" && draft.key !== "" ? wellFormed(draft.key).slice(0, MAX_KEY_UNITS) : null,
    evidence: soundEvidence(draft.evidence),
    possibleContradiction: draft.possibleContradiction === true,
    errorPhrase: soundPhrase(draft.errorPhrase, text),
  };
  switch (op) {
    case "create":
    case "update":
      return withText({ ...common, op: memory ? "update" : "create" });
    case "merge":
      return soundMerge({ ...common, op }, draft.sources, memories);
    case "rename":
      if (!memory) return { rule: "no-such-memory" };
      return newPath === path ? { rule: "no-change" } : { ...common, op, kind: memory.kind, after: memory.content, errorPhrase: null };
    case "delete":
      return memory ? { ...common, op, kind: memory.kind, after: null, errorPhrase: null } : { rule: "no-such-memory" };
    default:
      return op satisfies never;
  }
}

function withText(draft: SoundDraft): SoundDraft | Refusal {
  if (draft.after === null || draft.after.trim() === "") return { rule: "no-text" };
  if (draft.memory && draft.memory.content === draft.after) return { rule: "no-change" };
  return draft;
}

function soundMerge(draft: SoundDraft, given: unknown, memories: ReadonlyMap<string, BaseMemory>): SoundDraft | Refusal {
  const names = new Set((Array.isArray(given) ? given : []).flatMap((p) => soundPath(p) ?? []));
  // What stands at the result's path would be overwritten: then it is one of the sources.
  if (draft.memory) names.add(draft.path);
  const sources = [...names].flatMap((p) => memories.get(p) ?? []);
  const [only] = sources;
  if (!only) return { rule: "merge-without-sources" };
  if (sources.length === 1) return only.path === draft.path ? withText({ ...draft, op: "update" }) : { rule: "merge-of-one" };
  if (draft.after === null || draft.after.trim() === "") return { rule: "no-text" };
  return { ...draft, sources };
}

function soundPath(given: unknown): string | null {
  if (typeof given !== "string" || given.length > 4_096) return null;
  const path = (given.startsWith("/") ? given : `/${given}`).normalize("NFC");
  return pathProblem(path) === null ? path : null;
}

/** The phrase counts only as it stands in the text. */
function soundPhrase(given: unknown, after: string | null): string | null {
  return typeof given === "string" && given.trim() !== "" && after?.includes(given) === true ? given : null;
}

function soundEvidence(given: unknown): DraftEvidence[] {
  if (!Array.isArray(given)) return [];
  return given.filter((e): e is DraftEvidence => {
    if (typeof e !== "object" || e === null) return false;
    const evidence = e as Partial<Record<string, unknown>>;
    if (evidence.source === "memory") return typeof evidence.path === "string";
    return evidence.source === "transcript" && typeof evidence.transcriptId === "string";
  });
}

const wellFormed = (text: string) => text.replaceAll("\0", "\ufffd").toWellFormed();

/** What became of a draft that was dropped, in words that repeat little of it. */
export function droppedText(given: unknown): Considered["text"] {
  const draft = (typeof given === "object" && given !== null ? given : {}) as Partial<Record<string, unknown>>;
  const op = typeof draft.op === "string" ? shown(draft.op, 20) : "change";
  const path = typeof draft.path === "string" ? shown(wellFormed(draft.path), 120) : "without a path";
  return `${op} ${path}`;
}
