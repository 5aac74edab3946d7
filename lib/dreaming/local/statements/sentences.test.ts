import fc from "fast-check";
import { expect, test } from "vitest";
import { plainSentence, sentencesOf } from "@/lib/dreaming/local/statements/sentences";

const split = (text: string) => sentencesOf(text).map((s) => s.text);

test.each([
  ["Ask Dr. Holt first. Then call.", ["Ask Dr. Holt first.", "Then call."]],
  ["Use a cache, e.g. Redis. It helps.", ["Use a cache, e.g. Redis.", "It helps."]],
  ["J. R. Berg signed it. Done.", ["J. R. Berg signed it.", "Done."]],
  ['Say "Hello. How are you?" to them. Then stop.', ['Say "Hello. How are you?" to them.', "Then stop."]],
  ["- first item\n- second item", ["first item", "second item"]],
  ["1. Open it.\n2. Close it.", ["Open it.", "Close it."]],
  ["The limit is\nfifty euros. Fine.", ["The limit is\nfifty euros.", "Fine."]],
  ['An open " quote. And another sentence.', ['An open " quote.', "And another sentence."]],
])("%j", (text, parts) => {
  expect(split(text)).toEqual(parts);
});

test("every sentence stands verbatim where it says, in order, without overlap", () => {
  const piece = fc.constantFrom(
    "Mr. Berg",
    " said ",
    '"',
    "No. ",
    "e.g. ",
    "\n",
    "- ",
    "It is. ",
    "why? ",
    "“",
    "”",
    "42",
    "\n\n",
    "&amp;",
    " ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
      const text = parts.join("");
      let end = 0;
      for (const s of sentencesOf(text)) {
        expect(s.start).toBeGreaterThanOrEqual(end);
        expect(text.slice(s.start, s.end)).toBe(s.text);
        end = s.end;
      }
    }),
  );
});

test("entities are decoded and white space collapsed", () => {
  expect(plainSentence("say &#x27;hi&#x27;\n &amp; go")).toBe("say 'hi' & go");
});
