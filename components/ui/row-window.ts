/** Rows `from` to before `to`. */
export type Rows = { from: number; to: number };
/** What stands in a list one after the other: rows that are drawn, and the room of those that are not. */
export type Segment = ({ kind: "rows" } & Rows) | { kind: "room"; px: number; from: number };

/** Where each row begins, and at the end where the last one ends. */
export function offsetsOf(count: number, heightOf: (row: number) => number): Float64Array {
  const offsets = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) offsets[i + 1] = (offsets[i] ?? 0) + heightOf(i);
  return offsets;
}

/** The rows of which something lies between two places. */
export function rowsWithin(offsets: Float64Array, top: number, bottom: number): Rows {
  const count = offsets.length - 1;
  const from = firstWhere(count, (i) => (offsets[i + 1] ?? 0) > top);
  return {
    from: Math.min(from, count),
    to: Math.max(
      from,
      firstWhere(count, (i) => (offsets[i] ?? 0) >= bottom),
    ),
  };
}

/** The smallest number below `count` from which on it holds, `count` where it never does. */
function firstWhere(count: number, holds: (i: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The rows that are drawn with the room between them; `kept` are drawn wherever they stand, in rising order. */
export function segmentsOf(offsets: Float64Array, shown: Rows, kept: readonly number[]): Segment[] {
  const count = offsets.length - 1;
  const near = { from: Math.min(shown.from, count), to: Math.min(shown.to, count) };
  const apart = kept.filter((row) => row < near.from || (row >= near.to && row < count)).map((row) => ({ from: row, to: row + 1 }));
  const runs = [near, ...apart].filter((r) => r.to > r.from).sort((a, b) => a.from - b.from);
  const segments: Segment[] = [];
  let at = 0;
  for (const run of [...runs, { from: count, to: count }]) {
    if (run.from > at) segments.push({ kind: "room", px: (offsets[run.from] ?? 0) - (offsets[at] ?? 0), from: at });
    if (run.to > run.from) segments.push({ kind: "rows", ...run });
    at = run.to;
  }
  return segments;
}
