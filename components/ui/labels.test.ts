import { expect, it } from "vitest";
import { usd } from "@/components/ui/labels";

it("an amount of money shows cents, and a small one two figures", () => {
  expect([0, 12.5, 1234.567, 0.1, 0.0999, 0.05, 0.0123, 0.005, 0.00034, 0.00001].map(usd)).toEqual([
    "$0.00",
    "$12.50",
    "$1,234.57",
    "$0.10",
    "$0.10",
    "$0.05",
    "$0.012",
    "$0.005",
    "$0.0003",
    "under $0.0001",
  ]);
});
