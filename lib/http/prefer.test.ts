import { expect, it } from "vitest";
import { prefers } from "@/lib/http/prefer";

it.each([
  ["respond-async", true, false],
  ["Respond-Async; wait=10", true, false],
  ["return=minimal, respond-async", true, true],
  ['return = "minimal"', false, true],
  ["return=representation", false, false],
  ["x-respond-async", false, false],
  [undefined, false, false],
])("Prefer: %s: answered early %s, in short %s", (prefer, early, short) => {
  const request = new Request("http://localhost/", { headers: prefer === undefined ? {} : { prefer } });
  expect([prefers(request, "respond-async"), prefers(request, "return=minimal")]).toEqual([early, short]);
});
