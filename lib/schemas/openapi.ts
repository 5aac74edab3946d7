import type { Method } from "@/lib/schemas/operation";

// The parts of OpenAPI 3.1 and of JSON Schema 2020-12 that the API's document is made of.

export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};

export type Content = Record<string, { schema?: JsonSchema; example?: unknown }>;
export type Parameter = { name: string; in: "path" | "query" | "header"; required: boolean; description?: string; schema: JsonSchema };
export type Described = {
  description: string;
  headers?: Record<string, { description: string; schema: JsonSchema }>;
  content?: Content;
};

export type OperationObject = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  /** The least role of a person and the scope of a key. */
  "x-permission"?: { role: string; scope: string; agent_key: boolean };
  parameters?: Parameter[];
  /** `x-file`: where a file is taken, a name that one could have. */
  requestBody?: { required: boolean; description?: string; "x-file"?: unknown; content: Content };
  responses: Record<string, Described | { $ref: string }>;
};

export type OpenApiDocument = {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  tags: { name: string; description: string }[];
  paths: Record<string, Partial<Record<Lowercase<Method>, OperationObject>>>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, Described>;
    securitySchemes: Record<string, Record<string, string>>;
  };
};
