import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutToHunks, headOf, isLong, sentenceLines } from "@/components/diff/line-window";

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

describe("the head of a long difference", () => {
  it("is the beginning of both texts, and ends where three lines are the same in both", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const head = headOf({ before, after });
        if (!head) return;
        const [a, b] = [head.before.split("\n"), head.after.split("\n")];
        expect(before.split("\n").slice(0, a.length)).toEqual(a);
        expect(after.split("\n").slice(0, b.length)).toEqual(b);
        expect(a.slice(-3)).toEqual(b.slice(-3));
        expect(head.before).not.toBe(head.after);
      }),
    );
  });
  it("holds the first difference of a text in which every tenth line is another, and as many more as fit", () => {
    const text = (word: string) => Array.from({ length: 5_000 }, (_, n) => `l${n} ${n % 10 === 5 ? word : "as it was"}`).join("\n");
    const head = headOf({ before: text("so"), after: text("other") });
    expect(head?.before.split("\n").filter((l) => l.endsWith(" so"))).toHaveLength(8);
  });
  it("is nothing where the texts do not meet again soon, or do not differ", () => {
    const numbers = (from: number) => Array.from({ length: 500 }, (_, n) => String(from + n)).join("\n");
    expect(headOf({ before: numbers(0), after: numbers(1_000) })).toBeUndefined();
    expect(headOf({ before: numbers(0), after: numbers(0) })).toBeUndefined();
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
