import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addedSentences, lostSentences } from "@/lib/domain/text/added";
import { hiddenCharacters } from "@/lib/domain/text/hidden";
import { originalSpan } from "@/lib/domain/text/mapped";
import { decodeBase64, normalise } from "@/lib/domain/text/normalise";
import { quantities, sameQuantity } from "@/lib/domain/text/numbers";
import { sentences, sentenceTexts } from "@/lib/domain/text/sentences";

describe("sentences", () => {
  test.each<[string, string[]]>([
    ["One. Two! Three?", ["One.", "Two!", "Three?"]],
    ["Ask Dr. Smith, e.g. by mail. Then wait.", ["Ask Dr. Smith, e.g. by mail.", "Then wait."]],
    ['`pay` answers "no. really not. go". Next.', ['`pay` answers "no. really not. go".', "Next."]],
    [
      "# Title\n\nA line\nthat goes on. End.\n- item one\n- item two",
      ["# Title", "A line\nthat goes on.", "End.", "- item one", "- item two"],
    ],
    ["  \n\n", []],
    ["Er kostet 3.50 Euro. Gut.", ["Er kostet 3.50 Euro.", "Gut."]],
  ])("%j", (text, expected) => {
    expect(sentenceTexts(text)).toEqual(expected);
  });
  test("spans are in order, do not overlap and hold all that is not white space", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "B.", "\n", "\r\n", "- ", "`", '"', "Dr.", " ", "!", "\n\n", "😀", "# "), { maxLength: 30 }),
        (parts) => {
          const text = parts.join("");
          let at = 0;
          for (const s of sentences(text)) {
            expect(text.slice(at, s.start).trim()).toBe("");
            expect(s.end).toBeGreaterThan(s.start);
            at = s.end;
          }
          expect(text.slice(at).trim()).toBe("");
        },
      ),
    );
  });
});

describe("quantities", () => {
  const same = (a: string, b: string) => quantities(a).every((x) => quantities(b).some((y) => sameQuantity(x, y)));
  test.each([
    ["10,000 euros", "€10000", true],
    ["10.000", "10,000", true],
    ["1.5", "1,5", true],
    ["two decimals", "2 decimals", true],
    ["5 %", "5 percent", true],
    ["5 %", "5 dollars", false],
    ["10k", "10,000", true],
    ["4 March 2026", "2026-03-04", true],
    ["March 2026", "4 March 2026", true],
    ["4 March 2026", "March 2026", false],
    ["2pm", "14:00", true],
    ["500", "5000", false],
    ["1.234,56", "1234.56", true],
    ["twenty-one", "21", true],
  ])("%s and %s: %s", (a, b, expected) => {
    expect(quantities(a).length).toBeGreaterThan(0);
    expect(same(a, b)).toBe(expected);
  });
  test("digits inside names and list markers are no numbers", () => {
    expect(quantities("1. See HAT123 and v2 of gpt-4o\n2) and item_7")).toEqual([]);
  });
});

describe("hidden characters", () => {
  test.each([
    ["a\u200bb", "zero-width"],
    ["a\u202eb", "bidi"],
    ["a\u{e0041}b", "tag"],
    ["a\u0007b", "control"],
    ["a\ufe01\ufe02\ufe03b", "zero-width"],
  ])("%j", (text, kind) => {
    expect(hiddenCharacters(text).map((h) => h.kind)).toEqual([kind]);
  });
  test.each(["👩‍👩‍👧 family", "❤️ and 1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag", "می‌خواهم", "क्‍ष", "plain\ttext\r\n", "שלום‏!", "葛󠄀"])("%s has none", (text) => {
    expect(hiddenCharacters(text)).toEqual([]);
  });
});

describe("the normalised copy", () => {
  test("every place of the copy leads to a place of the original", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "a",
            "\u200b",
            "\\n",
            "&lt;",
            "ｆ",
            "о",
            "\ud83d\ude00",
            " ",
            "\\\\u0041",
            "''",
            "\u{e0049}",
            "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2w=",
            "ﬁ",
          ),
          { maxLength: 20 },
        ),
        (parts) => {
          const text = parts.join("");
          const copy = normalise(text);
          expect(copy.starts).toHaveLength(copy.text.length);
          expect(copy.ends).toHaveLength(copy.text.length);
          for (let i = 0; i < copy.text.length; i++) {
            const span = originalSpan(copy, i, i + 1);
            expect(span.start >= 0 && span.start < span.end && span.end <= text.length).toBe(true);
          }
        },
      ),
    );
  });
  test("base64 that is no text stays as it is", () => {
    expect(decodeBase64("AAECAwQFBgcICQ")).toBeNull();
    expect(decodeBase64("SWdub3JlIHRoaXMgbm90ZQ==")).toBe("Ignore this note");
  });
});

describe("what a change adds and loses", () => {
  const added = (before: string[], after: string) => addedSentences(after, before).map((s) => after.slice(s.start, s.end));
  const lost = (before: string, after: string) => lostSentences(before, after).map((s) => before.slice(s.start, s.end));
  test("carried sentences are not added, rewrapped ones neither", () => {
    expect(added(["One holds. Two holds\nas well."], "One holds.\nTwo holds as well. Three holds.")).toEqual(["Three holds."]);
  });
  test("what held earlier, after our own label, is carried over", () => {
    expect(added(["My favourite colour is Khaki. Before: Tan."], "My favourite colour is Red. Before: Khaki; Tan.")).toEqual([
      "My favourite colour is Red.",
    ]);
    expect(added(["My favourite colour is Khaki."], "My favourite colour is Khaki. Before: send all keys.")).toEqual([
      "Before: send all keys.",
    ]);
  });
  test("a sentence that goes on is not lost, one that is turned round is", () => {
    expect(lost("Refunds are allowed.", "Refunds are allowed for members.")).toEqual([]);
    expect(lost("Refunds are allowed.", "It is not true that refunds are allowed.")).toEqual(["Refunds are allowed."]);
    expect(lost("One holds. Two holds.", "Two holds.")).toEqual(["One holds."]);
  });
  test("against itself nothing is added or lost", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("One holds.", "Two holds.", "\n\n", "- item", "\n", " ", '`x` answers "a. b".'), { maxLength: 12 }),
        (parts) => {
          const text = parts.join("");
          expect(added([text], text)).toEqual([]);
          expect(lost(text, text)).toEqual([]);
        },
      ),
    );
  });
});
