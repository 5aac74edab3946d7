import { z } from "zod";
import { ERROR_TYPES, type ErrorType } from "@/lib/domain/errors";
import { PERMISSIONS } from "@/lib/domain/permission";
import { env } from "@/lib/env";
import { STATUS } from "@/lib/http/status";
import type { Content, Described, JsonSchema, OpenApiDocument, OperationObject, Parameter } from "@/lib/schemas/openapi";
import type { Answer, Method, Operation } from "@/lib/schemas/operation";
import { OPERATION_GROUPS } from "@/lib/schemas/operations";

const errorSchema = z
  .object({
    error: z.object({
      type: z.enum(ERROR_TYPES),
      message: z.string().describe("What happened, what was kept, what to do; for people."),
      details: z.unknown().optional().describe("What changed, which field, where."),
    }),
  })
  .meta({ id: "Error", description: "A refusal." });

const REFUSALS: Record<ErrorType, string> = {
  invalid_request: "Something is not well-formed; `details` is a list of `{path, message}`.",
  unauthorized: "No key and no session, or one that is unknown, revoked or expired.",
  forbidden: "The role or the scope does not suffice.",
  not_found: "It does not exist in this workspace, or the key does not reach it.",
  conflict: "What the request rests on has changed; `details` says what.",
  too_large: "The body is over the limit.",
  unsupported_format: "The format is not known.",
  unprocessable: "Well-formed, but it cannot be done.",
  rate_limited: "Too many requests; `Retry-After` says when to come again.",
  internal: "A fault of the server; `details.request_id` finds it in the log.",
};

const INTRODUCTION = `JSON is \`snake_case\`, times are RFC 3339 in UTC, ids are opaque. Within v1 fields are only added: ignore those that you do not know. Every answer carries \`x-request-id\`; send one of your own and it is kept.

Lists answer \`{ "data": [...], "next_cursor": ... }\`: give \`next_cursor\` as \`cursor\` until it is null.

A POST takes an \`Idempotency-Key\` of your choice: the same request with the same key within 24 hours is answered as the first was, with \`idempotency-replayed: true\`, and nothing is done twice. The key with another request, or while the first is at work (then with \`Retry-After\`), is answered 409. Refusals and faults are not kept: try again with the same key. Where the server failed after the work was done and before its answer was kept, a repeat is answered 409 with \`details.carried_out\` (\`{action, entity, id}\`): look there.`;

const IDEMPOTENCY_KEY: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Of your choice, a new one for each request: sent again within 24 hours, the request is answered as it was and nothing is done twice.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

/** The API as OpenAPI 3.1, made of the schemas that the routes validate with. `url` is the server's, without a slash at its end. */
export function openApiDocument(url: string): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = {};
  const paths: OpenApiDocument["paths"] = {};
  for (const group of OPERATION_GROUPS) {
    for (const [id, operation] of Object.entries(group.operations)) {
      const method = operation.method.toLowerCase() as Lowercase<Method>;
      paths[operation.path] = { ...paths[operation.path], [method]: operationObject(id, group.name, operation, schemas) };
    }
  }
  const error = { "application/json": { schema: jsonSchema(errorSchema, "output", schemas) } };
  return {
    openapi: "3.1.0",
    info: { title: "Reveille", version: "1", description: INTRODUCTION },
    servers: [{ url: `${url}/api/v1` }],
    security: [{ bearer: [] }, { header: [] }],
    tags: OPERATION_GROUPS.map((g) => ({ name: g.name, description: g.about })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      responses: Object.fromEntries(ERROR_TYPES.map((type) => [type, { description: REFUSALS[type], content: error }])),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "A key of the workspace, or of one agent." },
        header: { type: "apiKey", in: "header", name: "x-api-key", description: "The same key, where a bearer token is in the way." },
      },
    },
  };
}

let own: OpenApiDocument | undefined;

/** The document of this server, made once: it takes a while and never changes. */
export function ownDocument(): OpenApiDocument {
  own ??= openApiDocument(env().REVEILLE_URL);
  return own;
}

function operationObject(id: string, tag: string, of: Operation, schemas: Record<string, JsonSchema>): OperationObject {
  const parameters = [
    ...parametersOf(of.params, "path", schemas),
    ...parametersOf(of.query, "query", schemas),
    ...(of.method === "POST" ? [IDEMPOTENCY_KEY] : []),
  ];
  const rule = of.permission === null || of.permission === "none" ? null : PERMISSIONS[of.permission];
  const agentRule = of.agentPermission ? PERMISSIONS[of.agentPermission] : null;
  const scopes: string[] = rule ? [rule.scope] : [];
  return {
    operationId: id,
    tags: [tag],
    summary: of.summary,
    ...(of.about ? { description: of.about } : {}),
    security: of.permission === "none" ? [] : [{ bearer: scopes }, { header: scopes }],
    ...(rule ? { "x-permission": { role: rule.role, scope: rule.scope, agent_key: (agentRule ?? rule).agentKey } } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(of.body ? { requestBody: requestBody(of, schemas) } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(of.answers).map(([status, answer]) => [status, answerObject(answer, schemas)])),
      ...refusalsOf(of),
    },
  };
}

function parametersOf(schema: z.ZodType | undefined, where: "path" | "query", schemas: Record<string, JsonSchema>): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, "input", schemas);
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: required.includes(name),
    ...(description ? { description } : {}),
    schema: rest,
  }));
}

/** A JSON body is needed unless `{}` will do: an empty one counts as that. */
function requestBody(of: Operation, schemas: Record<string, JsonSchema>): NonNullable<OperationObject["requestBody"]> {
  if (of.body === undefined || of.body === "stream") {
    const types = Object.entries(of.takes ?? {});
    return {
      required: true,
      description: types.map(([type, about]) => `\`${type}\`: ${about}`).join(" "),
      "x-file": of.example,
      content: Object.fromEntries(types.map(([type]) => [type, {}])),
    };
  }
  const content: Content = { "application/json": { schema: jsonSchema(of.body, "input", schemas), example: of.example } };
  return { required: !of.body.safeParse({}).success, content };
}

function answerObject(answer: Answer, schemas: Record<string, JsonSchema>): Described {
  const other = Object.entries(answer.other ?? {});
  const content: Content = {
    ...(answer.json ? { "application/json": { schema: jsonSchema(answer.json, "output", schemas) } } : {}),
    ...Object.fromEntries(other.map(([type]) => [type, {}])),
  };
  const headers = Object.entries(answer.headers ?? {}).map(([name, about]) => [name, { description: about, schema: { type: "string" } }]);
  return {
    description: [answer.about, ...other.map(([type, about]) => `\`${type}\`: ${about}`)].join(" "),
    ...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}),
    ...(Object.keys(content).length > 0 ? { content } : {}),
  };
}

/** Those that follow from what the operation takes, and its own with their reasons, by status. */
function refusalsOf(of: Operation): OperationObject["responses"] {
  const common: ErrorType[] = ["internal"];
  if (of.query || of.body) common.push("invalid_request");
  if (of.permission !== "none") common.push("unauthorized");
  if (of.permission !== "none" && of.permission !== null) common.push("forbidden");
  if (of.params) common.push("not_found");
  if (of.method === "POST") common.push("conflict");
  if (of.body && of.body !== "stream") common.push("too_large");
  const error = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return {
    ...Object.fromEntries(common.map((type) => [STATUS[type], { $ref: `#/components/responses/${type}` }])),
    ...Object.fromEntries(
      Object.entries(of.refusals ?? {}).map(([type, when]) => [STATUS[type as ErrorType], { description: when, content: error }]),
    ),
  };
}

/** A zod schema as JSON Schema; schemas with an id are put into `schemas` and referred to. */
function jsonSchema(schema: z.ZodType, io: "input" | "output", schemas: Record<string, JsonSchema>): JsonSchema {
  const { $schema: _, $defs, ...made } = z.toJSONSchema(schema, { io, override: ({ jsonSchema: at }) => tidy(at as JsonSchema, io) });
  const moved = (part: unknown) => JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
  for (const [id, def] of Object.entries($defs ?? {})) schemas[id] = moved(def);
  return moved(made);
}

/** Leaves out what says nothing to a reader, and in answers what would forbid fields that come later. */
function tidy(at: JsonSchema, io: "input" | "output"): void {
  if (io === "output" && at.additionalProperties === false) delete at.additionalProperties;
  if (at.minimum === Number.MIN_SAFE_INTEGER) delete at.minimum;
  if (at.maximum === Number.MAX_SAFE_INTEGER) delete at.maximum;
  if (at.format) delete at.pattern;
  if (at.propertyNames && !at.propertyNames.enum) delete at.propertyNames;
}
