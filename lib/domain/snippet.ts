import type { Span } from "@/lib/domain/evidence";

/** Around the words that were found, in what the database answers; both are of the private use area, and taken out of the text before. */
export const HIT_START = "\ue000";
export const HIT_END = "\ue001";

export type Snippet = { text: string; marks: Span[] };

/** A text with its hits between `HIT_START` and `HIT_END`, as the plain text and the ranges of the hits in UTF-16 units. */
export function parseSnippet(marked: string): Snippet {
  let text = "";
  const marks: Span[] = [];
  let start: number | null = null;
  for (const piece of marked.split(/([\ue000\ue001])/)) {
    if (piece === HIT_START) start = text.length;
    else if (piece === HIT_END) {
      if (start !== null) marks.push({ start, end: text.length });
      start = null;
    } else text += piece;
  }
  return { text, marks };
}
