import { diff3Merge, diffPatch } from "node-diff3";

// The library's own types are loose: this is what it answers for arrays of lines.
type Part = { ok?: string[]; conflict?: { a: string[]; o: string[]; b: string[] } };
type Hunk = Record<"buffer1" | "buffer2", { offset: number; length: number; chunk: string[] }>;

/** A stretch of a merged text: lines that stand, or lines on which both sides disagree. */
export type MergeRegion =
  | { kind: "same"; text: string }
  /** `base` is what both started from, `head` what stands now, `proposed` what the change would make of it. */
  | { kind: "conflict"; base: string; head: string; proposed: string };

export type Merged = { ok: true; text: string } | { ok: false; regions: MergeRegion[] };

/** Lines as they are, so that joining them gives the text back byte by byte: a last line break is an empty last line. */
const linesOf = (text: string) => text.split("\n");

/**
 * Three-way merge of a memory, by lines: what one side changed stands, what both changed alike stands once, what both changed differently (or in
 * adjacent lines, as in git) is a conflict.
 */
export function mergeTexts(base: string, head: string, proposed: string): Merged {
  if (head === base) return { ok: true, text: proposed };
  if (proposed === base || proposed === head) return { ok: true, text: head };
  // Strings would be split at every blank and lose their line breaks: the library is given lines.
  const parts = diff3Merge(linesOf(head), linesOf(base), linesOf(proposed), { excludeFalseConflicts: true }) as Part[];
  const regions = parts.map((p): MergeRegion => {
    if (p.ok) return { kind: "same", text: p.ok.join("\n") };
    const side = p.conflict ?? { a: [], o: [], b: [] };
    return { kind: "conflict", base: side.o.join("\n"), head: side.a.join("\n"), proposed: side.b.join("\n") };
  });
  if (regions.some((r) => r.kind === "conflict")) return { ok: false, regions };
  return { ok: true, text: parts.flatMap((p) => p.ok ?? []).join("\n") };
}

/** What a step from one text to another takes away and puts in, hunk by hunk, wherever in the text it stands. */
function hunksOf(from: string, to: string): string {
  const patch = diffPatch(linesOf(from), linesOf(to)) as Hunk[];
  return JSON.stringify(patch.map((h) => [h.buffer1.chunk, h.buffer2.chunk]));
}

/** True when the step `base` -> `proposed` is word for word the step `head` -> `merged`: whoever accepted the one has read the other. */
export function samePatch(base: string, proposed: string, head: string, merged: string): boolean {
  return hunksOf(base, proposed) === hunksOf(head, merged);
}

/**
 * Spans of `from` as they stand in `to`, counted in UTF-16 units. A span that touches a line which `to` no longer has as it was is left out: what was
 * said of it is not said of the new line.
 */
export function shiftSpans<T extends { start: number; end: number }>(from: string, to: string, spans: readonly T[]): T[] {
  if (from === to || spans.length === 0) return [...spans];
  const a = linesOf(from);
  const startsA = startsOf(a);
  const startsB = startsOf(linesOf(to));
  // Of each line of `from` the line of `to` that it became, or none.
  const became: (number | undefined)[] = a.map((_, i) => i);
  let offset = 0;
  let at = 0;
  for (const { buffer1, buffer2 } of diffPatch(a, linesOf(to)) as Hunk[]) {
    for (; at < buffer1.offset; at++) became[at] = at + offset;
    for (; at < buffer1.offset + buffer1.length; at++) became[at] = undefined;
    offset += buffer2.length - buffer1.length;
  }
  for (; at < a.length; at++) became[at] = at + offset;
  return spans.flatMap((span) => {
    const first = lineAt(startsA, span.start);
    const last = lineAt(startsA, Math.max(span.start, span.end - 1));
    const goal = became[first];
    if (goal === undefined) return [];
    for (let line = first; line <= last; line++) if (became[line] !== goal + line - first) return [];
    const by = (startsB[goal] ?? 0) - (startsA[first] ?? 0);
    const moved = { ...span, start: span.start + by, end: span.end + by };
    // A span that ends in the break of a last line that has none any more.
    return to.slice(moved.start, moved.end) === from.slice(span.start, span.end) ? [moved] : [];
  });
}

function startsOf(lines: readonly string[]): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  return starts;
}

/** Index of the line in which `at` lies. */
function lineAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
