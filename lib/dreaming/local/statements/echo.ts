import type { SessionEvent } from "@/lib/domain/transcript";
import { normalised } from "@/lib/dreaming/local/facts/words";

/** Shorter sentences occur in tool results by chance. */
const MIN_WORDS = 5;
const MAX_RESULT_CHARACTERS = 200_000;

/** Up to so many runs of words are remembered, so that a sentence with none of them costs no search. */
const MAX_RUNS = 2_000_000;

/** A number for five words from place `at`; equal runs have equal numbers. */
function runAt(words: readonly string[], at: number): number {
  let hash = 5381;
  for (let i = at; i < at + MIN_WORDS; i++) {
    const word = words[i] ?? "";
    for (let c = 0; c < word.length; c++) hash = (Math.imul(hash, 33) ^ word.charCodeAt(c)) | 0;
    hash = (Math.imul(hash, 33) ^ 32) | 0;
  }
  return hash;
}

function runsIn(texts: readonly { text: string }[]): Set<number> | null {
  const runs = new Set<number>();
  for (const { text } of texts) {
    const words = text.trim().split(" ");
    for (let i = 0; i + MIN_WORDS <= words.length; i++) runs.add(runAt(words, i));
    if (runs.size > MAX_RUNS) return null;
  }
  return runs;
}

export type Echo = { has(sentence: string, seq: number): boolean };

/**
 * Whether a sentence of a user's turn also stands in a tool result of the session: then it was read to them, or pasted, and is not their own. A later
 * result counts unless a call between had the sentence first: a tool that repeats its arguments.
 */
export function echoOf(events: readonly SessionEvent[]): Echo {
  let read: { seq: number; type: string; text: string }[] | null = null;
  let runs: Set<number> | null = null;
  const all = () => {
    if (read) return read;
    read = events
      .filter((e) => e.type === "tool_result" || e.type === "tool_call")
      .map((e) => ({
        seq: e.seq,
        type: e.type,
        text: ` ${normalised(e.text.slice(0, MAX_RESULT_CHARACTERS).replace(/\\[ntr"]/g, " "))} `,
      }));
    runs = runsIn(read);
    return read;
  };
  return {
    has(sentence, seq) {
      const words = normalised(sentence);
      const list = words.split(" ");
      if (list.length < MIN_WORDS) return false;
      const texts = all();
      if (runs && !runs.has(runAt(list, 0))) return false;
      const needle = ` ${words} `;
      let called = false;
      for (const event of texts) {
        if (!event.text.includes(needle)) continue;
        if (event.type === "tool_call") called ||= event.seq > seq;
        else if (event.seq < seq || !called) return true;
      }
      return false;
    },
  };
}
