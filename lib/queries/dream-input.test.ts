import { expect, it } from "vitest";
import { inputOf } from "@/lib/queries/dream-input";

it("a tool call's input is its JSON, its text where it is none, and its text where it nests too deep to be printed again", () => {
  const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  const quoted = { text: "[".repeat(5_000), quote: '\\" [' };
  expect([inputOf('{"a": 1.0}'), inputOf("not json"), inputOf(deep)]).toEqual([{ a: 1 }, "not json", deep]);
  expect(inputOf(JSON.stringify(quoted))).toEqual(quoted);
  expect(JSON.stringify({ input: inputOf(deep) })).toContain(deep);
});
