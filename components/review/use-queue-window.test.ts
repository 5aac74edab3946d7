import fc from "fast-check";
import { expect, it } from "vitest";
import { inSight } from "@/components/review/use-queue-window";

const startsOf = (heights: readonly number[]) => {
  let at = 0;
  return [0, ...heights.map((h) => (at += h))];
};

it("every entry of which a pixel is in sight lies between the first and the last, and both are in sight", () => {
  const heights = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(heights, fc.nat(4_000), fc.integer({ min: 1, max: 900 }), (all, top, height) => {
      const starts = startsOf(all);
      const { from, to } = inSight(starts, { top, height });
      const seen = all.flatMap((h, i) => ((starts[i] ?? 0) < top + height && (starts[i] ?? 0) + h > top ? [i] : []));
      if (seen.length > 0) expect([from, to]).toEqual([seen[0], seen.at(-1)]);
      expect(to).toBeLessThan(all.length);
    }),
  );
});

it("a queue that is not on the screen yet, or begins below its edge, begins with its first entry", () => {
  expect(inSight(startsOf([32, 58, 58]), { top: -100, height: 150 })).toEqual({ from: 0, to: 1 });
  expect(inSight(startsOf([32, 58, 58]), { top: 0, height: 0 })).toEqual({ from: 0, to: 0 });
});
