import { definition } from "./output-schema";

type Schema = Record<string, unknown>;

/** A place where a value is asked for: the property's name (a list's items have the list's), what may stand there, and what its items hold. */
export type Asked = { name: string; type: string | null; options: readonly unknown[]; itemProperties: readonly string[] };

/** Gives a value for a place, or undefined: then the smallest value that fits is taken. */
export type Fill = (asked: Asked) => unknown;

/**
 * A value that fits a schema: empty lists, nulls where they are allowed, the first of what may be chosen, nothing that is optional. `fill` is
 * asked first at every place. Objects that it gives may hold more than is asked for: the rest is left out, what is missing is filled; a
 * function in them is asked like `fill`.
 */
export function fillSchema(schema: Schema, fill: Fill = () => undefined): unknown {
  return valueAt(schema, schema, "", fill, undefined);
}

const resolve = (schema: Schema, root: Schema): Schema =>
  typeof schema.$ref === "string" ? (definition(root, schema.$ref) as Schema) : schema;
const variantsOf = (schema: Schema): Schema[] | undefined => (schema.anyOf ?? schema.allOf) as Schema[] | undefined;
const isNull = (schema: Schema): boolean => schema.type === "null" || schema.const === null;
const propertiesOf = (schema: Schema): Record<string, Schema> => (schema.properties ?? {}) as Record<string, Schema>;

function optionsOf(schema: Schema): unknown[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  return "const" in schema ? [schema.const] : [];
}

function askedAt(name: string, schemas: readonly Schema[], root: Schema): Asked {
  const items = schemas.flatMap((schema) => (schema.items ? [resolve(schema.items as Schema, root)] : []));
  const shapes = items.flatMap((item) => variantsOf(item)?.map((variant) => resolve(variant, root)) ?? [item]);
  const types = schemas.flatMap((schema) => [schema.type].flat().map(String)).filter((type) => type !== "null");
  return {
    name,
    type: types[0] ?? null,
    options: schemas.flatMap(optionsOf),
    itemProperties: [...new Set(shapes.flatMap((shape) => Object.keys(propertiesOf(shape))))],
  };
}

const given = (known: unknown, asked: Asked, fill: Fill): unknown =>
  typeof known === "function" ? (known as Fill)(asked) : known === undefined ? fill(asked) : known;

function valueAt(at: Schema, root: Schema, name: string, fill: Fill, known: unknown): unknown {
  const schema = resolve(at, root);
  const variants = variantsOf(schema)?.map((variant) => resolve(variant, root));
  if (variants) {
    const real = variants.filter((variant) => !isNull(variant));
    const value = given(known, askedAt(name, real, root), fill);
    if ((value === undefined || value === null) && real.length < variants.length) return null;
    const best = [...real].sort((a, b) => suits(b, value) - suits(a, value))[0];
    return best ? valueAt(best, root, name, fill, value) : null;
  }
  const asked = askedAt(name, [schema], root);
  const value = given(known, asked, fill);
  if (asked.options.length > 0) return asked.options.includes(value) ? value : asked.options[0];
  if ((value === undefined || value === null) && [schema.type].flat().includes("null")) return null;
  return typed(schema, asked.type, root, name, fill, value);
}

function typed(schema: Schema, type: string | null, root: Schema, name: string, fill: Fill, value: unknown): unknown {
  switch (type) {
    case "object": {
      const has = (value ?? {}) as Record<string, unknown>;
      const required = (schema.required ?? []) as string[];
      const entries = Object.entries(propertiesOf(schema)).flatMap(([key, of]) => {
        const known = given(has[key], askedAt(key, [resolve(of, root)], root), fill);
        return known === undefined && !required.includes(key) ? [] : [[key, valueAt(of, root, key, fill, known)] as const];
      });
      return Object.fromEntries(entries);
    }
    case "array": {
      const items = Array.isArray(value) ? value : schema.minItems === 1 ? [undefined] : [];
      return items.map((item) => valueAt((schema.items ?? {}) as Schema, root, name, fill, item));
    }
    case "string":
      return value === undefined || value === null ? "" : String(value);
    case "integer":
    case "number":
      return Number.isFinite(Number(value ?? 0)) ? Number(value ?? 0) : 0;
    case "boolean":
      return value === true;
    default:
      return value ?? null;
  }
}

/** How well a variant takes a value: by its type, for objects by the properties, where what may be chosen there outweighs the rest. */
function suits(variant: Schema, value: unknown): number {
  if (Array.isArray(value)) return variant.type === "array" ? 1 : 0;
  if (typeof value !== "object" || value === null) {
    if (optionsOf(variant).includes(value)) return 2;
    return typeof value === variant.type || (typeof value === "number" && variant.type === "integer") ? 1 : 0;
  }
  return Object.entries(value).reduce((sum, [key, known]) => {
    const property = propertiesOf(variant)[key];
    if (!property) return sum;
    const options = optionsOf(property);
    const one = typeof known === "function" ? (known as Fill)(askedAt(key, [property], variant)) : known;
    return sum + (options.length === 0 ? 1 : options.includes(one) ? 100 : -100);
  }, 0);
}
