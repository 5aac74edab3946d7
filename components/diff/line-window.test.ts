import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutToHunks, isLong, sentenceLines } from "@/components/diff/line-window";

const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 30 }).map((l) => l.join("\n"));

describe("the window of lines around a difference", () => {
  it("leaves out only lines that are equal in both", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const cut = cutToHunks(before, after);
        const whole = (text: string, part: string) => {
          const all = text.split("\n");
          return [...all.slice(0, cut.above), ...part.split("\n"), ...all.slice(all.length - cut.below)].join("\n");
        };
        if (before === after && cut.above + cut.below > 0) return;
        expect(whole(before, cut.before)).toBe(before);
        expect(whole(after, cut.after)).toBe(after);
        expect(before.split("\n").slice(0, cut.above)).toEqual(after.split("\n").slice(0, cut.above));
      }),
    );
  });
  it("keeps three lines on either side", () => {
    const text = (x: string) => ["1", "2", "3", "4", "5", x, "7", "8", "9", "10", "11"].join("\n");
    expect(cutToHunks(text("old"), text("new"))).toMatchObject({ above: 2, below: 2, before: "3\n4\n5\nold\n7\n8\n9" });
  });
});

it("a paragraph of one long line is shown a sentence a line, a short one as it is", () => {
  const sentence = "The refund goes back to the card that was charged. ";
  expect(sentenceLines(sentence.repeat(10)).split("\n")).toHaveLength(10);
  expect(sentenceLines("Short. Two.")).toBe("Short. Two.");
});

it("a difference is long by the lines of both texts, a text that is not there has none", () => {
  const lines = (n: number) => Array.from({ length: n }, (_, i) => `line ${i}`).join("\n");
  expect(isLong(lines(601), lines(600))).toBe(true);
  expect(isLong(lines(600), lines(600))).toBe(false);
  expect(isLong(null, null)).toBe(false);
});
