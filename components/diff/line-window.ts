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

/** Lines of each text among which the first difference is looked for, and after it the next three that are the same. */
const HEAD_LINES = 80;

/**
 * The first differences of a long window, for whoever waits for the rest: both texts up to three lines that are equal in both, so that what is told of
 * these lines holds without those that follow. Undefined where the texts do not meet again soon.
 */
export function headOf({ before, after }: Pick<LineWindow, "before" | "after">): { before: string; after: string } | undefined {
  const a = before.split("\n", HEAD_LINES);
  const b = after.split("\n", HEAD_LINES);
  let end: [number, number] | undefined;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      i++;
      j++;
      continue;
    }
    const met = meeting(a, b, i, j);
    if (!met) break;
    [i, j] = end = [met[0] + CONTEXT_LINES, met[1] + CONTEXT_LINES];
  }
  return end && { before: a.slice(0, end[0]).join("\n"), after: b.slice(0, end[1]).join("\n") };
}

/** The nearest places from `i` and `j` on where the next three lines are the same. */
function meeting(a: readonly string[], b: readonly string[], i: number, j: number): [number, number] | undefined {
  for (let far = 1; i + far < a.length || j + far < b.length; far++) {
    for (let down = 0; down <= far; down++) {
      const [x, y] = [i + far - down, j + down];
      const same = Array.from({ length: CONTEXT_LINES }, (_, n) => x + n < a.length && y + n < b.length && a[x + n] === b[y + n]);
      if (same.every(Boolean)) return [x, y];
    }
  }
  return undefined;
}

/** From this many lines on, both texts together, a difference is drawn by lines and only where it is in sight. */
const LONG_LINES = 1_200;

export const isLong = (before: string | null, after: string | null): boolean => lines(before) + lines(after) > LONG_LINES;
const lines = (text: string | null) => (text === null ? 0 : text.split("\n").length);
