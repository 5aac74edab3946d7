import { invalid } from "./api-error";

type Schema = Record<string, unknown>;

const WHERE = "output_config.format.schema";
const FORMATS = new Set(["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"]);
const TYPES = new Set(["object", "array", "string", "integer", "number", "boolean", "null"]);
const NUMBERS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
// Keywords a grammar cannot be compiled from. The SDK's helpers move what they can of them into the description before they send a schema.
const REFUSED: Record<string, readonly string[]> = {
  object: ["patternProperties", "minProperties", "maxProperties", "propertyNames", "dependentRequired", "if", "then", "else", "not"],
  array: ["maxItems", "uniqueItems", "contains", "prefixItems"],
  string: ["minLength", "maxLength"],
  integer: NUMBERS,
  number: NUMBERS,
};
const MOST = { optional: 24, union: 16 };

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

/** Refuses a schema that structured outputs do not take: recursion, open objects, bounds, foreign references, too many optional or union fields. */
export function checkOutputSchema(root: unknown): void {
  if (!isSchema(root)) throw invalid(`${WHERE}: Input should be a valid dictionary`);
  const count = { optional: 0, union: 0 };
  walk(root, root, WHERE, [], count);
  if (count.optional > MOST.optional)
    throw invalid(`${WHERE}: Schemas contains too many optional parameters (${count.optional}), limit: ${MOST.optional}`);
  if (count.union > MOST.union)
    throw invalid(`${WHERE}: Schemas contains too many parameters with union types (${count.union}), limit: ${MOST.union}`);
}

function walk(schema: unknown, root: Schema, at: string, path: readonly string[], count: typeof MOST): void {
  if (!isSchema(schema)) throw invalid(`${at}: Input should be a valid dictionary`);
  if (typeof schema.$ref === "string") {
    const { $ref } = schema;
    if (path.includes($ref)) throw invalid(`${WHERE}: Recursive schemas are not supported (${$ref})`);
    walk(definition(root, $ref), root, $ref, [...path, $ref], count);
    return;
  }
  if ("oneOf" in schema) throw invalid(`${at}: 'oneOf' is not supported, use 'anyOf'`);
  for (const key of ["anyOf", "allOf"] as const) {
    const variants = schema[key];
    if (!Array.isArray(variants)) continue;
    if (key === "anyOf") count.union++;
    for (const [i, variant] of variants.entries()) walk(variant, root, `${at}.${key}.${i}`, path, count);
    return;
  }
  if (Array.isArray(schema.enum) || "const" in schema) {
    const values: unknown[] = Array.isArray(schema.enum) ? schema.enum : [schema.const];
    if (values.some((value) => typeof value === "object" && value !== null))
      throw invalid(`${at}: 'enum' values must be strings, numbers, booleans or null`);
    return;
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (types.length > 1) count.union++;
  for (const type of types) walkType(schema, String(type), root, at, path, count);
}

function walkType(schema: Schema, type: string, root: Schema, at: string, path: readonly string[], count: typeof MOST): void {
  if (!TYPES.has(type)) throw invalid(`${at}: a 'type' is required, of: ${[...TYPES].join(", ")}`);
  for (const key of REFUSED[type] ?? []) if (key in schema) throw invalid(`${at}: For '${type}' type, property '${key}' is not supported`);
  if (type === "string" && schema.format !== undefined && !FORMATS.has(String(schema.format)))
    throw invalid(`${at}: string format '${String(schema.format)}' is not supported`);
  if (type === "array") {
    if (schema.minItems !== undefined && schema.minItems !== 0 && schema.minItems !== 1)
      throw invalid(`${at}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`);
    if (schema.items !== undefined) walk(schema.items, root, `${at}.items`, path, count);
  }
  if (type !== "object") return;
  if (schema.additionalProperties !== false)
    throw invalid(`${at}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (const [name, property] of Object.entries(isSchema(schema.properties) ? schema.properties : {})) {
    if (!required.includes(name)) count.optional++;
    walk(property, root, `${at}.properties.${name}`, path, count);
  }
}

/** What a reference into the schema's own definitions points to. */
export function definition(root: Schema, ref: string): unknown {
  const found = ref.startsWith("#")
    ? ref
        .slice(1)
        .split("/")
        .filter((part) => part !== "")
        .reduce<unknown>((here, part) => (isSchema(here) ? here[part.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined), root)
    : undefined;
  if (found === undefined)
    throw invalid(`${WHERE}: '$ref' '${ref}' could not be resolved: only definitions within the schema are supported`);
  return found;
}
