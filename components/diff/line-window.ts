import { spellHidden } from "@/components/diff/visible-text";

const CONTEXT_LINES = 3;
/** Word marks are drawn only within lines of at most 500 characters; longer ones are shown a sentence a line. */
const LONG_LINE = 400;

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** The text with long lines broken at sentences and hidden characters spelled out: for display, not for counting lines. */
export function sentenceLines(text: string): string {
  return spellHidden(text)
    .split("\n")
    .flatMap((line) => (line.length <= LONG_LINE ? [line] : [...segmenter.segment(line)].map((s) => s.segment.trimEnd())))
    .join("\n");
}

export type LineWindow = {
  before: string;
  after: string;
  /** Equal lines left out at either end. */
  above: number;
  below: number;
  /** Upper bound of the rows that will be drawn. */
  rows: number;
};

/** Leaves out what is equal at the start and at the end of both, but for three lines around what differs. */
export function cutToHunks(before: string, after: string): LineWindow {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const above = Math.max(0, start - CONTEXT_LINES);
  const below = Math.max(0, end - CONTEXT_LINES);
  const window = (lines: string[]) => lines.slice(above, lines.length - below);
  return {
    before: window(a).join("\n"),
    after: window(b).join("\n"),
    above,
    below,
    rows: window(a).length + window(b).length,
  };
}

/** From this many lines on, both texts together, a difference is drawn by lines and only where it is in sight. */
const LONG_LINES = 1_200;

export const isLong = (before: string | null, after: string | null): boolean => lines(before) + lines(after) > LONG_LINES;
const lines = (text: string | null) => (text === null ? 0 : text.split("\n").length);
