import { definition } from "./output-schema";

type Schema = Record<string, unknown>;

/** Where a value is asked for: the name of the property (an array's items have its name), and the schema there. */
export type Asked = { name: string; type: string | null; options: readonly unknown[]; properties: readonly string[] };

/** Gives a value for a place, or undefined: then the smallest value that fits is taken. */
export type Fill = (asked: Asked) => unknown;

/**
 * A value that fits a schema: empty lists, nulls where they are allowed, the first of what may be chosen. `fill` is asked first at every
 * place; what it gives for an object is completed with the properties that it left out.
 */
export function fillSchema(schema: Schema, fill: Fill = () => undefined): unknown {
  return valueAt(schema, schema, "", fill, undefined);
}

function valueAt(given: Schema, root: Schema, name: string, fill: Fill, known: unknown): unknown {
  const schema = typeof given.$ref === "string" ? (definition(root, given.$ref) as Schema) : given;
  const variants = (schema.anyOf ?? schema.allOf) as Schema[] | undefined;
  if (variants) return valueOfVariants(variants, root, name, fill, known);
  const options = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : [];
  const types = [schema.type].flat().map(String);
  const type = options.length > 0 ? null : (types.find((t) => t !== "null") ?? "null");
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const value = known ?? fill({ name, type, options, properties: Object.keys(properties) });
  if (options.length > 0) return options.includes(value) ? value : options[0];
  if (value === undefined && types.includes("null")) return null;
  switch (type) {
    case "object": {
      const has = (value ?? {}) as Record<string, unknown>;
      return Object.fromEntries(Object.entries(properties).map(([key, of]) => [key, valueAt(of, root, key, fill, has[key])]));
    }
    case "array": {
      const items = Array.isArray(value) ? value : schema.minItems === 1 ? [undefined] : [];
      return items.map((item) => valueAt((schema.items ?? {}) as Schema, root, name, fill, item));
    }
    case "string":
      return typeof value === "string" ? value : value === undefined ? "" : String(value);
    case "integer":
    case "number":
      return typeof value === "number" ? value : 0;
    case "boolean":
      return value === true;
    default:
      return value ?? null;
  }
}

/** Null when nothing is known and nothing is allowed; of several objects the one that has most of the known properties. */
function valueOfVariants(variants: readonly Schema[], root: Schema, name: string, fill: Fill, known: unknown): unknown {
  const resolved = variants.map((variant) => (typeof variant.$ref === "string" ? (definition(root, variant.$ref) as Schema) : variant));
  const isNull = (variant: Schema) => variant.type === "null" || variant.const === null;
  const real = resolved.filter((variant) => !isNull(variant));
  const asked: Asked = {
    name,
    type: typeof real[0]?.type === "string" ? real[0].type : null,
    options: real.flatMap((variant) => (Array.isArray(variant.enum) ? variant.enum : "const" in variant ? [variant.const] : [])),
    properties: real.flatMap((variant) => Object.keys((variant.properties ?? {}) as Schema)),
  };
  const value = known ?? fill(asked);
  if (value === undefined && resolved.some(isNull)) return null;
  const fits = (variant: Schema): number => {
    if (typeof value !== "object" || value === null)
      return typeof value === variant.type || (variant.type === "integer" && typeof value === "number") ? 1 : 0;
    if (Array.isArray(value)) return variant.type === "array" ? 1 : 0;
    return Object.entries(value).reduce((sum, [key, v]) => {
      const property = ((variant.properties ?? {}) as Record<string, Schema>)[key];
      if (!property) return sum;
      const wanted = "const" in property ? [property.const] : Array.isArray(property.enum) ? property.enum : null;
      return sum + (wanted ? (wanted.includes(v) ? 100 : -100) : 1);
    }, 0);
  };
  const best = [...real].sort((a, b) => fits(b) - fits(a))[0];
  return best ? valueAt(best, root, name, fill, value) : null;
}
