import type { SessionEvent } from "@/lib/domain/transcript";
import { normalised } from "@/lib/dreaming/local/facts/words";

/** Shorter sentences occur in tool results by chance. */
const MIN_WORDS = 5;
const MAX_RESULT_CHARACTERS = 200_000;

export type Echo = { has(sentence: string, seq: number): boolean };

/**
 * Whether a sentence of a user's turn also stands in a tool result of the session: then it was read to them, or pasted, and is not their own. A later
 * result counts unless a call between had the sentence first: a tool that repeats its arguments.
 */
export function echoOf(events: readonly SessionEvent[]): Echo {
  let read: { seq: number; type: string; text: string }[] | null = null;
  const all = () => {
    read ??= events
      .filter((e) => e.type === "tool_result" || e.type === "tool_call")
      .map((e) => ({
        seq: e.seq,
        type: e.type,
        text: ` ${normalised(e.text.slice(0, MAX_RESULT_CHARACTERS).replace(/\\[ntr"]/g, " "))} `,
      }));
    return read;
  };
  return {
    has(sentence, seq) {
      const words = normalised(sentence);
      if (words.split(" ").length < MIN_WORDS) return false;
      const needle = ` ${words} `;
      let called = false;
      for (const event of all()) {
        if (!event.text.includes(needle)) continue;
        if (event.type === "tool_call") called ||= event.seq > seq;
        else if (event.seq < seq || !called) return true;
      }
      return false;
    },
  };
}
