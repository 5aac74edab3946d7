import { expect, it } from "vitest";
import { asksForAsync } from "@/lib/http/prefer";

it.each([
  ["respond-async", true],
  ["Respond-Async; wait=10", true],
  ["return=minimal, respond-async", true],
  ["return=minimal", false],
  ["x-respond-async", false],
  [undefined, false],
])("Prefer: %s: %s", (prefer, asked) => {
  expect(asksForAsync(new Request("http://localhost/", { headers: prefer === undefined ? {} : { prefer } }))).toBe(asked);
});
