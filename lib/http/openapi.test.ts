import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openApiDocument } from "@/lib/http/openapi";
import type { JsonSchema } from "@/lib/schemas/openapi";
import { METHODS, type Operation } from "@/lib/schemas/operation";
import { OPERATION_GROUPS } from "@/lib/schemas/operations";

const ROUTES = "app/api/v1";
const document = openApiDocument("https://reveille.example.com");
const operations = OPERATION_GROUPS.flatMap((g) => Object.entries(g.operations));
const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

/** `METHOD /path operationId` of every handler that a route file exports, and the methods that it refuses. */
const handlers = readdirSync(ROUTES, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("route.ts"))
  .flatMap((file) => {
    const source = readFileSync(`${ROUTES}/${file}`, "utf8");
    const path = `/${file.replace(/\/route\.ts$/, "").replace(/\[(\w+)\]/g, "{$1}")}`;
    const made = [...source.matchAll(/^export const (\w+) = (?:route|open)\(\s*\w+\.(\w+)/gm)].map((m) => `${m[1]} ${path} ${m[2]}`);
    const refused = /^export const \{ ([^}]*) \} = notAllowed\(([^)]*)\)/m.exec(source);
    const others = [...source.matchAll(/^export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/gm)];
    return [{ file, made, methods: others.map((m) => m[1]), refused: refused?.[1]?.split(", ") ?? [], allowed: refused?.[2] ?? "" }];
  });

// What OpenAPI 3.1 asks of the parts that this document has; an unknown member anywhere is a mistake.
const reference = z.strictObject({ $ref: z.string().startsWith("#/components/") });
const content = z.record(
  z.string().regex(/^\w+\/[\w.+-]+$/),
  z.strictObject({ schema: z.looseObject({}).optional(), example: z.unknown().optional() }),
);
const answer = z.strictObject({
  description: z.string().min(1),
  headers: z.record(z.string(), z.strictObject({ description: z.string().min(1), schema: z.looseObject({}) })).optional(),
  content: content.optional(),
});
const security = z.array(z.partialRecord(z.enum(["bearer", "header"]), z.array(z.string())));
const operationShape = z.strictObject({
  operationId: z.string().regex(/^[a-z]\w+$/),
  tags: z.array(z.string()).length(1),
  summary: z.string().regex(/\.$/, "is a sentence"),
  description: z.string().min(1).optional(),
  security,
  "x-permission": z.strictObject({ role: z.string(), scope: z.string(), agent_key: z.boolean() }).optional(),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        in: z.enum(["path", "query", "header"]),
        required: z.boolean(),
        description: z.string().optional(),
        schema: z.looseObject({}),
      }),
    )
    .optional(),
  requestBody: z
    .strictObject({ required: z.boolean(), description: z.string().optional(), "x-file": z.string().optional(), content })
    .optional(),
  responses: z.record(z.string().regex(/^[2345]\d\d$/), answer.or(reference)),
});
const shape = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })).min(1),
  security,
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(z.string().startsWith("/"), z.partialRecord(z.enum(["get", "post", "put", "patch", "delete"]), operationShape)),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[\w.-]+$/), z.looseObject({})),
    responses: z.record(z.string(), answer),
    securitySchemes: z.record(z.string(), z.record(z.string(), z.string())),
  }),
});

describe("the document and the routes", () => {
  const order = (quoted: string) => METHODS.indexOf(quoted.slice(1, -1) as (typeof METHODS)[number]);

  it("every handler of a route is a documented operation, and the reverse", () => {
    const real = handlers.flatMap((h) => h.made).sort();
    expect(documented.map((d) => `${d.method} ${d.path} ${d.operation.operationId}`).sort()).toEqual(real);
    expect(real.length).toBeGreaterThan(35);
  });

  it.each(handlers)(
    "$file has no handler that is not made of an operation, and refuses every other method",
    ({ made, methods, refused, allowed }) => {
      expect(methods.sort()).toEqual(made.map((m) => m.split(" ")[0]).sort());
      expect([...methods, ...refused].sort()).toEqual([...METHODS].sort());
      expect(allowed).toBe(
        methods
          .map((m) => `"${m}"`)
          .sort((a, b) => order(a) - order(b))
          .join(", "),
      );
    },
  );
});

describe("the document", () => {
  it("has the shape of OpenAPI 3.1", () => expect(shape.safeParse(document).error?.issues ?? []).toEqual([]));

  it("names every operation once, and every tag", () => {
    const ids = documented.map((d) => d.operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...new Set(documented.flatMap((d) => d.operation.tags))].sort()).toEqual(document.tags.map((t) => t.name).sort());
  });

  it.each(documented)("$method $path: parameters are those of its path, once each", ({ path, operation }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
    const parameters = operation.parameters ?? [];
    expect(parameters.filter((p) => p.in === "path").map((p) => p.name)).toEqual(inPath);
    expect(parameters.filter((p) => p.in === "path").every((p) => p.required)).toBe(true);
    expect(new Set(parameters.map((p) => p.name)).size).toBe(parameters.length);
  });

  it.each(documented)("$method $path takes an idempotency key when it is a POST, and only then", ({ method, operation }) => {
    const headers = (operation.parameters ?? []).filter((p) => p.in === "header");
    expect(headers.map((p) => [p.name, p.required])).toEqual(method === "POST" ? [["Idempotency-Key", false]] : []);
  });

  it("every list is read page by page", () => {
    const lists = operations.filter(([, of]) =>
      JSON.stringify(z.toJSONSchema(of.answers[200]?.json ?? z.never())).includes('"next_cursor"'),
    );
    expect(lists.length).toBeGreaterThan(8);
    const taken = (id: string) => documented.find((d) => d.operation.operationId === id)?.operation.parameters?.map((p) => p.name) ?? [];
    for (const [id] of lists) expect([id, ...taken(id)]).toEqual(expect.arrayContaining([id, "limit", "cursor"]));
    // And what is named a list is one: nothing answers rows without an end.
    const named = operations.filter(([id]) => id.startsWith("list")).map(([id]) => id);
    expect(named.sort()).toEqual(lists.map(([id]) => id).sort());
  });

  it("every reference leads somewhere, and nothing is kept that nothing refers to", () => {
    const text = JSON.stringify(document);
    const references = new Set([...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w.-]+)"/g)].map((m) => `${m[1]}/${m[2]}`));
    expect(text.match(/"\$ref":"(?!#\/components\/)/)).toBeNull();
    const known = Object.keys(document.components.schemas).map((s) => `schemas/${s}`);
    expect([...references].filter((r) => r.startsWith("schemas/")).sort()).toEqual(known.sort());
    for (const r of references) if (r.startsWith("responses/")) expect(document.components.responses).toHaveProperty(r.slice(10));
  });

  it("every schema can be read as JSON Schema", () => {
    const $defs = document.components.schemas;
    const read = (schema: JsonSchema) =>
      z.fromJSONSchema(JSON.parse(JSON.stringify({ ...schema, $defs }).replaceAll("#/components/schemas/", "#/$defs/")));
    const schemas = documented.flatMap(({ operation: o }) => [
      ...(o.parameters ?? []).map((p) => p.schema),
      ...Object.values(o.requestBody?.content ?? {}).flatMap((c) => c.schema ?? []),
      ...Object.values(o.responses).flatMap((r) => ("content" in r ? Object.values(r.content ?? {}).flatMap((c) => c.schema ?? []) : [])),
    ]);
    expect(schemas.length).toBeGreaterThan(100);
    for (const schema of schemas) expect(() => read(schema)).not.toThrow();
  });

  it("forbids nothing in an answer that a later version may add", () => {
    for (const { operation } of documented) expect(JSON.stringify(operation.responses)).not.toContain('"additionalProperties":false');
    expect(JSON.stringify(document.components.schemas)).not.toContain('"additionalProperties":false');
  });
});

describe("an operation", () => {
  it.each(operations)("%s: a body has an example, and it is taken", (_, of: Operation) => {
    if (of.body === "stream") expect(typeof of.example).toBe("string");
    else if (of.body) expect(of.body.safeParse(of.example).error).toBeUndefined();
    else expect(of.example).toBeUndefined();
  });

  it.each(operations)("%s: what it says in words ends like a sentence", (_, of: Operation) => {
    const said = [of.summary, of.about ?? ".", ...Object.values(of.answers).map((a) => a.about), ...Object.values(of.refusals ?? {})];
    for (const words of said) expect(words).toMatch(/[.`)]$/);
  });
});
