import { expect, it } from "vitest";
import { priceNameOf } from "@/lib/domain/claude";

it("a model has the price of its own id, else of the longest id that its own goes on from", () => {
  const names = ["claude-opus-5", "claude-opus-5-5", "claude-haiku-5-5"];
  expect(priceNameOf(names, "claude-opus-5")).toBe("claude-opus-5");
  expect(priceNameOf(names, "claude-opus-5-5-20260922")).toBe("claude-opus-5-5");
  expect(priceNameOf(names, "claude-haiku-5-5@eu")).toBe("claude-haiku-5-5");
  expect(priceNameOf(names, "claude-opus-52")).toBeUndefined();
});
