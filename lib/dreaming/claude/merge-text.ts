import type { BaseMemory, DraftChange } from "@/lib/domain/dream";
import type { DraftEvidence } from "@/lib/domain/evidence";
import { sentences } from "@/lib/domain/text/sentences";
import { saySame } from "@/lib/dreaming/claude/say-same";

const MAX_QUOTE = 2_000;

/**
 * A merge in the memories' own words: the first stays byte for byte, and each sentence of the others that it does not have comes after it. So nothing
 * that a person might miss is lost, and no word is a model's.
 */
export function composedMerge(first: BaseMemory, others: readonly BaseMemory[], reason: string): DraftChange {
  let after = first.content.trimEnd();
  const marker = /(?:^|\n)([ \t]*[-*+] )[^\n]*$/.exec(after)?.[1] ?? "";
  const had = sentencesOf(first.content);
  for (const memory of others)
    for (const sentence of sentencesOf(memory.content)) {
      if (isHeading(sentence) || had.some((s) => saySame(bare(s), bare(sentence)))) continue;
      had.push(sentence);
      after += `\n${marker}${marker === "" ? sentence : bare(sentence)}`;
    }
  const evidence = [first, ...others].map(
    (m): DraftEvidence => ({ source: "memory", path: m.path, quote: m.content.slice(0, MAX_QUOTE).toWellFormed(), start: 0 }),
  );
  return {
    op: "merge",
    kind: first.kind,
    path: first.path,
    sources: [first.path, ...others.map((m) => m.path)],
    after: first.content.endsWith("\n") ? `${after}\n` : after,
    reason,
    key: first.key,
    evidence,
  };
}

const bare = (sentence: string): string => sentence.replace(/^(?:[-*+]|\d{1,3}[.)])[ \t]+/, "");
/** The heading of a note that becomes part of another says nothing there. */
const isHeading = (sentence: string): boolean => /^#{1,6}[ \t]/.test(sentence);

const sentencesOf = (text: string): string[] =>
  sentences(text)
    .map((s) => text.slice(s.start, s.end).trim())
    .filter((s) => s !== "");
