import type { JsonSchema } from "@/lib/schemas/openapi";

/** A piece of a type in words: plain text, a literal, or the name of an object that is described elsewhere. */
export type TypePart = { text: string } | { code: string } | { object: string };

export type Field = { name: string; required: boolean; type: TypePart[]; about: string | null };

/** What a schema looks like: the fields of an object, those of each of its alternatives, or just a type. */
export type Shape = { fields: Field[]; alternatives: { fields: Field[] }[]; type: TypePart[] };

export const objectName = (schema: JsonSchema) => schema.$ref?.split("/").at(-1) ?? null;

/** Reads a schema into rows; fields of objects without a name of their own stand below them, as `policy.mode` and `decisions[].verdict`. */
export function shapeOf(schema: JsonSchema): Shape {
  const options = (schema.oneOf ?? schema.anyOf ?? []).filter((o) => o.properties);
  if (options.length > 1) return { fields: [], alternatives: options.map((o) => ({ fields: fieldsOf(o, "") })), type: [] };
  return schema.properties
    ? { fields: fieldsOf(schema, ""), alternatives: [], type: [] }
    : { fields: [], alternatives: [], type: typeOf(schema) };
}

function fieldsOf(schema: JsonSchema, prefix: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = prefix + key;
    const row = { name, required: schema.required?.includes(key) ?? false, type: typeOf(value), about: value.description ?? null };
    return [row, ...inner(value, name)];
  });
}

/** Rows of an object that stands inside: directly, in a list, or beside null. */
function inner(schema: JsonSchema, name: string): Field[] {
  if (schema.properties) return fieldsOf(schema, `${name}.`);
  if (schema.items) return inner(schema.items, `${name}[]`);
  return (schema.anyOf ?? []).flatMap((option) => inner(option, name));
}

/** A type in words, with its bounds and its default. */
export function typeOf(schema: JsonSchema): TypePart[] {
  const parts = [...bareType(schema), ...bounds(schema)];
  if (schema.examples) parts.push({ text: ", such as " }, { code: JSON.stringify(schema.examples[0]) });
  if (schema.default !== undefined) parts.push({ text: ", else " }, { code: JSON.stringify(schema.default) });
  return parts;
}

function bareType(schema: JsonSchema): TypePart[] {
  const name = objectName(schema);
  if (name) return [{ object: name }];
  if (schema.const !== undefined) return [{ code: JSON.stringify(schema.const) }];
  if (schema.enum) return joined(schema.enum.map((value) => [{ code: JSON.stringify(value) }]));
  const options = schema.oneOf ?? schema.anyOf;
  if (options) return joined(options.map(typeOf));
  if (Array.isArray(schema.type)) return joined(schema.type.map((type) => bareType({ ...schema, type })));
  switch (schema.type) {
    case "array":
      return [{ text: "list of " }, ...bareType(schema.items ?? {})];
    case "object":
      return schema.properties || !schema.additionalProperties
        ? [{ text: "object" }]
        : [{ text: "object of " }, ...bareType(schema.additionalProperties === true ? {} : schema.additionalProperties)];
    case "string":
      return [{ text: schema.format === "date-time" ? "time" : "text" }];
    case "boolean":
      return [{ text: "true or false" }];
    case undefined:
      return [{ text: "anything" }];
    default:
      return [{ text: schema.type }];
  }
}

const joined = (options: TypePart[][]): TypePart[] =>
  options.flatMap((parts, i) => (i === 0 ? parts : [{ text: i === options.length - 1 ? " or " : ", " }, ...parts]));

const plain = new Intl.NumberFormat("en");
const many = (n: number, one: string) => `${plain.format(n)} ${one}${n === 1 ? "" : "s"}`;

function bounds({ minimum, maximum, minItems, maxItems, maxLength, minLength }: JsonSchema): TypePart[] {
  const said: string[] = [];
  // 2147483647 is the database's bound, and 0 and 1 are where counting begins: neither tells a reader anything.
  const top = maximum === 2_147_483_647 ? undefined : maximum;
  if (minimum !== undefined && top !== undefined) said.push(`${plain.format(minimum)} to ${plain.format(top)}`);
  else if (top !== undefined) said.push(`at most ${plain.format(top)}`);
  if (maxLength !== undefined) said.push(`at most ${many(maxLength, "character")}`);
  if (minLength && maxLength === undefined) said.push(`at least ${many(minLength, "character")}`);
  if (maxItems !== undefined)
    said.push(minItems ? `${minItems} to ${plain.format(maxItems)} of them` : `at most ${plain.format(maxItems)} of them`);
  return said.map((text) => ({ text: `, ${text}` }));
}
