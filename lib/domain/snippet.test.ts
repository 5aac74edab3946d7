import { expect, it } from "vitest";
import { HIT_END, HIT_START, parseSnippet } from "@/lib/domain/snippet";

const hit = (s: string) => `${HIT_START}${s}${HIT_END}`;

it("tells where the hits stand in the plain text", () => {
  const { text, marks } = parseSnippet(`😀 send ${hit("invoices")} as ${hit("PDF")}.`);
  expect(text).toBe("😀 send invoices as PDF.");
  expect(marks.map((m) => text.slice(m.start, m.end))).toEqual(["invoices", "PDF"]);
});

it("leaves a text without a hit as it is, and ignores a border without its partner", () => {
  expect(parseSnippet("nothing")).toEqual({ text: "nothing", marks: [] });
  expect(parseSnippet(`${HIT_END}a${HIT_START}b`)).toEqual({ text: "ab", marks: [] });
});
