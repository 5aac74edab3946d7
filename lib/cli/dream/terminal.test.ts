import fc from "fast-check";
import { expect, test } from "vitest";
import { cut, jsonDocument, oneLine, paintFor, visible, widthOf, wrap } from "./terminal";

test("what acts on a terminal or hides from a reader is shown as an escape", () => {
  expect(visible("a\u001b[31mred\u0007\r\u009b2J\u202eend\u200b")).toBe("a\\u001b[31mred\\u0007\\u000d\\u009b2J\\u202eend\\u200b");
  expect(visible("tag \u{e0041}\u{e0042}")).toBe("tag \\u{e0041}\\u{e0042}");
  expect(visible("half \ud83d")).toBe("half \\ud83d");
});

test("ordinary text, tabs, line feeds and emoji stay", () => {
  const text = "Größe:\t42 €\n日本語 👩‍🚀 ok";
  expect(visible(text)).toBe(text);
});

const nasty = fc.string({ unit: "binary", maxLength: 80 });

test("no control character but tab and line feed survives", () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(visible(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(oneLine(text)).not.toMatch(/[\n\t]/);
    }),
  );
});

test("a JSON document reads back as what it was, and nothing in it acts on a terminal", () => {
  fc.assert(
    fc.property(fc.array(nasty), (texts) => {
      const document = jsonDocument({ texts });
      expect(JSON.parse(document)).toEqual({ texts });
      expect(document).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }),
  );
});

test("lines keep within the width, and no word is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), fc.integer({ min: 24, max: 60 }), (words, width) => {
      const lines = wrap(words.join(" "), width, "  Reason  ").split("\n");
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      expect(lines.join(" ").trim().split(/ +/)).toEqual(["Reason", ...words]);
    }),
  );
});

test("cut keeps whole characters", () => expect(cut("👍👍👍👍", 3)).toBe("👍👍…"));

test("colours only on a terminal, and never with NO_COLOR", () => {
  expect(paintFor({ isTTY: true }, {})("red", "x")).toBe("\u001b[31mx\u001b[39m");
  expect(paintFor({ isTTY: true }, { NO_COLOR: "1" })("red", "x")).toBe("x");
  expect(paintFor({ isTTY: true }, { TERM: "dumb" })("red", "x")).toBe("x");
  expect(paintFor({}, {})("red", "x")).toBe("x");
  expect([widthOf({ isTTY: true, columns: 72 }), widthOf({ isTTY: true, columns: 400 }), widthOf({})]).toEqual([72, 120, 100]);
});
