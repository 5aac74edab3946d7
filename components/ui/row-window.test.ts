import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offsetsOf, rowsWithin, segmentsOf } from "@/components/ui/row-window";

const heights = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 300 });
const place = fc.integer({ min: -2_000, max: 60_000 });

describe("rows that are drawn", () => {
  it("are exactly those of which something lies between two places", () => {
    fc.assert(
      fc.property(heights, place, fc.integer({ min: 1, max: 5_000 }), (px, top, height) => {
        const offsets = offsetsOf(px.length, (i) => px[i] ?? 0);
        const { from, to } = rowsWithin(offsets, top, top + height);
        const within = px.flatMap((h, i) => ((offsets[i] ?? 0) < top + height && (offsets[i] ?? 0) + h > top ? [i] : []));
        expect(Array.from({ length: to - from }, (_, i) => from + i)).toEqual(within);
      }),
    );
  });
  it("and the room of the others cover every row once, in order, and take as much as all rows would", () => {
    fc.assert(
      fc.property(heights, fc.nat(310), fc.nat(310), fc.uniqueArray(fc.nat(310), { maxLength: 5 }), (px, a, b, kept) => {
        const offsets = offsetsOf(px.length, (i) => px[i] ?? 0);
        const segments = segmentsOf(
          offsets,
          { from: Math.min(a, b), to: Math.max(a, b) },
          kept.sort((x, y) => x - y),
        );
        let row = 0;
        let total = 0;
        const drawn = new Set<number>();
        for (const [i, s] of segments.entries()) {
          if (s.kind === "rows") {
            expect(s.from).toBe(row);
            for (row = s.from; row < s.to; row++) drawn.add(row);
            total += (offsets[s.to] ?? 0) - (offsets[s.from] ?? 0);
            continue;
          }
          total += s.px;
          const next = segments[i + 1];
          row = next?.kind === "rows" ? next.from : px.length;
        }
        expect(row).toBe(px.length);
        expect(total).toBe(offsets[px.length]);
        for (const k of kept) if (k < px.length) expect(drawn.has(k)).toBe(true);
      }),
    );
  });
});
