import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonSource } from "./json-source";

test("a kept value is found by its path and given letter for letter", () => {
  const text =
    '{"a": [ {"input" : [1.0 , 2 ] }, {"in\\u0070ut":{"input":"no, \\"}]","x":1e2},"input":  {"y" : "}" } }], "arguments":-0.0 }';
  const value = JSON.parse(text);
  const source = new JsonSource(text);
  expect(source.exactly("input", value.a[0].input, "a[0].input")).toBe("[1.0 , 2 ]");
  expect(source.exactly("input", value.a[1].input, "a[1].input")).toBe('{"y" : "}" }');
  expect(source.exactly("arguments", value.arguments, "arguments")).toBe("-0.0");
});

test("however the value is written and wherever it stands, the slice says the same value", () => {
  const spaces = fc.constantFrom(0, 1, 3, "\t");
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ maxDepth: 4 }), { minLength: 1, maxLength: 5 }),
      fc.jsonValue(),
      spaces,
      (inputs, other, indent) => {
        const plain = inputs.filter((input) => typeof input !== "string");
        const text = JSON.stringify({ other, list: plain.map((input) => ({ input, more: other })) }, null, indent);
        const source = new JsonSource(text);
        plain.forEach((input, i) => {
          const slice = source.exactly("input", input, `list[${i}].input`);
          expect(JSON.parse(slice)).toEqual(JSON.parse(JSON.stringify(input)));
          expect(text).toContain(slice);
        });
      },
    ),
  );
});
