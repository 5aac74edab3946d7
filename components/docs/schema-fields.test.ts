import { expect, it } from "vitest";
import { shapeOf, type TypePart, typeOf } from "@/components/docs/schema-fields";
import { openApiDocument } from "@/lib/http/openapi";

const words = (parts: TypePart[]) => parts.map((p) => ("text" in p ? p.text : "code" in p ? p.code : `[${p.object}]`)).join("");
const rows = (schema: Parameters<typeof shapeOf>[0]) =>
  shapeOf(schema).fields.map((f) => `${f.name}${f.required ? "" : "?"}: ${words(f.type)}`);

it.each([
  [{ type: "integer", minimum: 1, maximum: 100, default: 20 }, "integer, 1 to 100, else 20"],
  [{ type: "integer", minimum: 1, maximum: 2_147_483_647 }, "integer"],
  [{ type: "string", format: "date-time" }, "time"],
  [{ type: ["string", "null"] }, "text or null"],
  [{ type: "string", maxLength: 1 }, "text, at most 1 character"],
  [{ enum: ["a", "b", "c"] }, '"a", "b" or "c"'],
  [{ anyOf: [{ $ref: "#/components/schemas/Agent" }, { type: "null" }] }, "[Agent] or null"],
  [{ type: "array", items: { $ref: "#/components/schemas/Agent" }, minItems: 1, maxItems: 500 }, "list of [Agent], 1 to 500 of them"],
  [{ type: "object", additionalProperties: { type: "integer" } }, "object of integer"],
  [{ type: "object", additionalProperties: {} }, "object of anything"],
  [{}, "anything"],
])("%j is %s", (schema, expected) => expect(words(typeOf(schema))).toBe(expected));

it("fields of objects without a name stand below them", () => {
  const change = { type: "object", properties: { id: { type: "string" }, note: { type: "string" } }, required: ["id"] };
  const schema = { type: "object", properties: { batch: change, decisions: { type: "array", items: change } }, required: ["decisions"] };
  expect(rows(schema)).toEqual([
    "batch?: object",
    "batch.id: text",
    "batch.note?: text",
    "decisions: list of object",
    "decisions[].id: text",
    "decisions[].note?: text",
  ]);
});

it("alternatives keep their own fields", () => {
  const one = (kind: string) => ({ type: "object", properties: { kind: { const: kind } }, required: ["kind"] });
  expect(shapeOf({ oneOf: [one("a"), one("b")] }).alternatives.map((a) => a.fields.map((f) => words(f.type)))).toEqual([['"a"'], ['"b"']]);
});

it("every object of the API's document has something to show", () => {
  for (const schema of Object.values(openApiDocument("http://x").components.schemas)) {
    const { fields, alternatives } = shapeOf(schema);
    expect(fields.length + alternatives.length).toBeGreaterThan(0);
  }
});
