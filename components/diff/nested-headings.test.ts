import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headingLevels } from "@/components/diff/nested-headings";

describe("headings of a memory on a page", () => {
  it("begin below the page's own and keep their nesting", () => {
    expect(headingLevels([1, 2, 2, 1], 2)).toEqual([3, 4, 4, 3]);
    expect(headingLevels([4, 1, 6], 2)).toEqual([3, 3, 4]);
  });

  it("never skip a level, whatever the text does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 })), fc.integer({ min: 1, max: 3 }), (depths, under) => {
        let last = under;
        for (const level of headingLevels(depths, under)) {
          expect(level).toBeGreaterThan(under);
          expect(level).toBeLessThanOrEqual(Math.min(6, last + 1));
          last = level;
        }
      }),
    );
  });
});
