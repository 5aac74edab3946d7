import { z } from "zod";
import type { Effort } from "@/lib/domain/claude";
import type { BaseMemory, Considered, DraftChange } from "@/lib/domain/dream";
import { comparePaths } from "@/lib/domain/memory";
import { isStopWord, stem, words } from "@/lib/domain/text/words";
import { shortly } from "@/lib/dreaming/claude/candidates";
import { composedMerge } from "@/lib/dreaming/claude/merge-text";
import { mayBecomeOne } from "@/lib/dreaming/claude/people";
import { PRUNE_PROMPT, PRUNE_VERSION } from "@/lib/dreaming/claude/prompts/prune";
import { memoryBlock } from "@/lib/dreaming/claude/reconcile";
import type { Question } from "@/lib/dreaming/claude/request";
import { verbatim } from "@/lib/dreaming/claude/verbatim";

export const pruneSchema = z.object({
  operations: z.array(
    z.object({
      op: z.enum(["keep", "merge", "delete"]),
      path: z.string(),
      sources: z.array(z.string()).optional(),
      quote: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
});
export type PruneAnswer = z.infer<typeof pruneSchema>;

/** Memories that one dream asks the model about at most, and a memory that is a note and not a document. */
const MAX_SUSPECTS = 40;
const MAX_NOTE_CHARS = 3_000;
/** Share of the smaller memory's words that two have in common, from which they may say the same. */
const MIN_SHARED = 0.5;
const MIN_WORDS = 4;
const DATED =
  /\b(?:until|till|through|by|valid|expires?|ends?|as of|currently|temporar\p{L}*|for now|this (?:week|month|quarter|year))\b/iu;

/**
 * Memories that may say the same as another, or that speak of their own end: the only ones that a model is asked to prune. `touched` are left out: this
 * dream changes them already. Protected memories are left out too.
 */
export function suspectsOf(memories: readonly BaseMemory[], asOf: string, touched: ReadonlySet<string>): BaseMemory[] {
  const notes = [...memories]
    .filter((m) => !touched.has(m.path) && !m.protected && m.kind !== "index" && m.content.length <= MAX_NOTE_CHARS)
    .sort((a, b) => comparePaths(a.path, b.path));
  const stems = notes.map((m) => new Set(words(m.content).flatMap((w) => (isStopWord(w.text) ? [] : [stem(w.text)]))));
  const byStem = new Map<string, number[]>();
  stems.forEach((set, i) => {
    for (const s of set) byStem.set(s, [...(byStem.get(s) ?? []), i]);
  });
  const found = new Set<number>();
  const rare = Math.max(8, Math.ceil(notes.length / 10));
  stems.forEach((set, i) => {
    const shared = new Map<number, number>();
    for (const s of set) {
      const list = byStem.get(s) ?? [];
      if (list.length <= rare) for (const j of list) if (j > i) shared.set(j, (shared.get(j) ?? 0) + 1);
    }
    for (const [j, both] of shared) {
      const smaller = Math.min(set.size, stems[j]?.size ?? 0);
      if (smaller >= MIN_WORDS && both / smaller >= MIN_SHARED && notes[i]?.kind === notes[j]?.kind) for (const k of [i, j]) found.add(k);
    }
  });
  notes.forEach((m, i) => {
    if (ranOut(m.content, asOf)) found.add(i);
  });
  return [...found]
    .sort((a, b) => a - b)
    .slice(0, MAX_SUSPECTS)
    .flatMap((i) => notes[i] ?? []);
}

/** Speaks of an end, and of a year that has come. */
const ranOut = (text: string, asOf: string): boolean =>
  DATED.test(text) && Array.from(text.matchAll(/\b(20\d\d)\b/g)).some((y) => Number(y[1]) <= Number(asOf.slice(0, 4)));

export function pruneQuestion(
  suspects: readonly BaseMemory[],
  asOf: string,
  how: { model: string; effort: Effort | null },
): Question<PruneAnswer> {
  return {
    phase: "prune",
    model: how.model,
    effort: how.effort,
    prompt: `prune ${PRUNE_VERSION}`,
    system: PRUNE_PROMPT,
    user: [`The newest session is of ${asOf.slice(0, 10)}.`, ...suspects.map((m) => memoryBlock(m, null))].join("\n\n"),
    schema: pruneSchema,
    maxTokens: 4_096,
  };
}

/** Drafts of what the model would prune, within `room` removals; the rest as considered. */
export function pruneDrafts(
  answer: PruneAnswer,
  suspects: readonly BaseMemory[],
  room: number,
  asOf: string,
): { changes: DraftChange[]; considered: Considered[] } {
  const byPath = new Map(suspects.map((m) => [m.path, m]));
  const done = new Set<string>();
  const changes: DraftChange[] = [];
  const considered: Considered[] = [];
  let left = room;
  for (const op of answer.operations) {
    const drop = (rule: string) => considered.push({ text: `${op.op} ${shortly(op.path)}`, outcome: "dropped", rule });
    const own = op.reason?.replace(/\s+/g, " ").trim().slice(0, 400);
    const reason = own ? `The model's reason: ${own}` : "";
    const paths = op.op === "merge" ? [...new Set([op.path, ...(op.sources ?? [])])] : [op.path];
    const memories = paths.filter((p) => !done.has(p)).flatMap((p) => byPath.get(p) ?? []);
    const [first] = memories;
    if (op.op === "keep") continue;
    if (!first || first.path !== op.path) drop("no-such-memory");
    else if (left <= 0) drop("prune-bound");
    else if (op.op === "merge") {
      if (memories.length < 2 || !memories.every((m) => mayBecomeOne(first, m))) {
        drop(memories.length < 2 ? "merge-of-one" : "of-different-people");
        continue;
      }
      for (const m of memories) done.add(m.path);
      left -= memories.length - 1;
      changes.push(composedMerge(first, memories.slice(1), reason));
      considered.push({ text: `${paths.slice(1).join(", ")} into ${first.path}`, outcome: "proposed", rule: "merge" });
    } else {
      const place = op.quote ? verbatim(first.content, op.quote) : null;
      if (!place || !ranOut(place.quote, asOf)) {
        drop(place ? "no-evidence" : "quote-not-found");
        continue;
      }
      done.add(first.path);
      left--;
      const evidence = [{ source: "memory" as const, path: first.path, ...place }];
      changes.push({ op: "delete", kind: first.kind, path: first.path, after: null, reason, key: first.key, evidence });
      considered.push({ text: first.path, outcome: "proposed", rule: "pruned" });
    }
  }
  return { changes, considered };
}
