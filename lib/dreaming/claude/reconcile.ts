import type { Effort } from "@/lib/domain/claude";
import type { BaseMemory } from "@/lib/domain/dream";
import { isStopWord, stem, words } from "@/lib/domain/text/words";
import type { Candidate } from "@/lib/dreaming/claude/candidates";
import { withInstructions } from "@/lib/dreaming/claude/extract";
import type { Shard } from "@/lib/dreaming/claude/groups";
import { operationsSchema, type ReconcileAnswer } from "@/lib/dreaming/claude/operations";
import { RECONCILE_PROMPT, RECONCILE_VERSION } from "@/lib/dreaming/claude/prompts/reconcile";
import { cutInto, fenced } from "@/lib/dreaming/claude/render";
import type { Question } from "@/lib/dreaming/claude/request";

/** A longer memory goes in as the lines that the candidates speak of, with their neighbours. */
const MAX_MEMORY_CHARS = 6_000;
const MAX_TOKENS = 8_192;

/** What to ask about candidates that belong together. `facts` are sentences that code has counted over all sessions. */
export function reconcileQuestion(
  shard: Shard,
  facts: readonly string[],
  how: { model: string; effort: Effort | null; instructions: string | null },
): Question<ReconcileAnswer> {
  const stems = new Set(shard.candidates.flatMap((c) => stemsOf(c.statement)));
  const parts = [
    ...(facts.length > 0
      ? [`Counted by code, and proposed already; do not repeat:\n${fenced("counted", "", facts.map((f) => `- ${f}`).join("\n"))}`]
      : []),
    ...shard.memories.map((m) => memoryBlock(m, stems)),
    fenced("candidates", "", shard.candidates.map(lineOf).join("\n")),
  ];
  return {
    phase: "reconcile",
    model: how.model,
    effort: how.effort,
    prompt: `reconcile ${RECONCILE_VERSION}`,
    system: withInstructions(RECONCILE_PROMPT, how.instructions),
    user: parts.join("\n\n"),
    schema: operationsSchema,
    maxTokens: MAX_TOKENS,
  };
}

const stemsOf = (text: string): string[] =>
  words(text)
    .filter((w) => !isStopWord(w.text))
    .map((w) => stem(w.text));

const lineOf = (c: Candidate): string =>
  `${c.n} ${c.kind} ${c.trust}${c.at ? ` ${c.at.slice(0, 10)}` : ""}${c.sessions.length > 1 ? ` ${c.sessions.length} sessions` : ""}: ${c.statement}`;

export function memoryBlock(memory: BaseMemory, stems: ReadonlySet<string> | null): string {
  const attributes = `path="${memory.path.replaceAll('"', "'")}" kind="${memory.kind}"${memory.evidenceAt ? ` newest="${memory.evidenceAt.slice(0, 10)}"` : ""}`;
  return fenced(
    "memory",
    attributes,
    stems === null ? (cutInto(memory.content, MAX_MEMORY_CHARS)[0] ?? "") : excerpt(memory.content, stems),
  );
}

/** The whole text where it is short; else the lines that share a word with what is asked, and one line around each. */
function excerpt(content: string, stems: ReadonlySet<string>): string {
  if (content.length <= MAX_MEMORY_CHARS) return content;
  const lines = content.split("\n");
  const wanted = new Set<number>();
  lines.forEach((line, i) => {
    if (stemsOf(line).some((s) => stems.has(s))) for (const j of [i - 1, i, i + 1]) wanted.add(j);
  });
  const shown: string[] = [];
  let size = 0;
  lines.forEach((line, i) => {
    if (!wanted.has(i) || size > MAX_MEMORY_CHARS) {
      if (shown.at(-1) !== "[...]") shown.push("[...]");
      return;
    }
    shown.push(line);
    size += line.length;
  });
  return shown.join("\n");
}
