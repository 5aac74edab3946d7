import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proseParts } from "@/components/diff/prose-parts";

const without = (parts: ReturnType<typeof proseParts>, kind: "added" | "removed") =>
  parts
    .filter((p) => p.kind !== kind)
    .map((p) => p.text)
    .join("");

const text = fc
  .array(fc.constantFrom("refund", "limit", "is", "50", "100", "\n", " ", "  ", "ü", "never", "."), { maxLength: 40 })
  .map((w) => w.join(" "));

describe("the parts of a prose diff", () => {
  it("give the old text without what was added and the new one without what was removed", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = proseParts(before, after);
        expect(without(parts, "added")).toBe(before);
        expect(without(parts, "removed")).toBe(after);
      }),
    );
  });
  it("are all same for equal texts", () => {
    expect(proseParts("one two", "one two")).toEqual([{ kind: "same", text: "one two" }]);
  });
  it("join neighbouring words into a phrase", () => {
    expect(proseParts("send it as a Word file today please now", "send it as a PDF document today please now")).toEqual([
      { kind: "same", text: "send it as a " },
      { kind: "removed", text: "Word file" },
      { kind: "added", text: "PDF document" },
      { kind: "same", text: " today please now" },
    ]);
  });
  it("change a time, an amount or a name as a whole", () => {
    const parts = proseParts("The cut-off for refund_order is 16:00 now.", "The cut-off for refund_card is 14:30 now.");
    expect(parts.filter((p) => p.kind !== "same").map((p) => p.text)).toEqual(["refund_order", "refund_card", "16:00", "14:30"]);
  });
  it("put one text after the other where they share almost nothing", () => {
    const parts = proseParts("Alpha beta gamma delta.", "Quite another sentence altogether!");
    expect(parts.map((p) => p.kind)).toEqual(["removed", "added"]);
  });
});
