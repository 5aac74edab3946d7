import * as z from "zod";
import { invalid } from "./api-error";

// The bodies that the routes take, strict at every level: the API refuses a field that it does not know.

const cacheControl = z.strictObject({ type: z.literal("ephemeral"), ttl: z.enum(["5m", "1h"]).optional() }).nullish();
const citations = z.strictObject({ enabled: z.boolean().optional() }).nullish();
const text = z.strictObject({
  type: z.literal("text"),
  text: z.string(),
  cache_control: cacheControl,
  citations: z.array(z.unknown()).nullish(),
});
const source = z.looseObject({ type: z.enum(["base64", "text", "content", "url", "file"]) });
const image = z.strictObject({ type: z.literal("image"), source, cache_control: cacheControl });
const document = z.strictObject({
  type: z.literal("document"),
  source,
  title: z.string().nullish(),
  context: z.string().nullish(),
  citations,
  cache_control: cacheControl,
});
const searchResult = z.strictObject({
  type: z.literal("search_result"),
  source: z.string(),
  title: z.string(),
  content: z.array(text),
  citations,
  cache_control: cacheControl,
});
const thinking = z.strictObject({ type: z.literal("thinking"), thinking: z.string(), signature: z.string() });
const redacted = z.strictObject({ type: z.literal("redacted_thinking"), data: z.string() });
const toolUse = z.strictObject({
  type: z.literal("tool_use"),
  id: z.string(),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
  caller: z.unknown().optional(),
  toolset_name: z.string().nullish(),
  cache_control: cacheControl,
});
const toolResult = z.strictObject({
  type: z.literal("tool_result"),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.discriminatedUnion("type", [text, image, document, searchResult]))]).optional(),
  is_error: z.boolean().optional(),
  toolset_name: z.string().nullish(),
  cache_control: cacheControl,
});
const block = z.discriminatedUnion("type", [text, image, document, searchResult, thinking, redacted, toolUse, toolResult]);
export type InputBlock = z.infer<typeof block>;

const message = z.strictObject({ role: z.enum(["user", "assistant", "system"]), content: z.union([z.string(), z.array(block)]) });
export type InputMessage = z.infer<typeof message>;

const tool = z.looseObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/, "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"),
  type: z.string().nullish(),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal("object") }).optional(),
  strict: z.boolean().optional(),
  cache_control: cacheControl,
});

const outputConfig = z.strictObject({
  effort: z.enum(["low", "medium", "high", "xhigh", "max"]).nullish(),
  format: z.strictObject({ type: z.literal("json_schema"), schema: z.record(z.string(), z.unknown()) }).nullish(),
});
const display = z.enum(["summarized", "omitted"]).nullish();
const thinkingConfig = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("adaptive"), display }),
  z.strictObject({ type: z.literal("between_tools") }),
  z.strictObject({ type: z.literal("disabled") }),
  z.strictObject({ type: z.literal("enabled"), budget_tokens: z.int().min(1024), display }),
]);
const parallel = { disable_parallel_tool_use: z.boolean().optional() };
const toolChoice = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("auto"), ...parallel }),
  z.strictObject({ type: z.literal("any"), ...parallel }),
  z.strictObject({ type: z.literal("tool"), name: z.string(), ...parallel }),
  z.strictObject({ type: z.literal("none") }),
]);

const prompt = {
  model: z.string().min(1).max(256),
  messages: z.array(message).min(1, "at least one message is required").max(100_000),
  system: z.union([z.string(), z.array(text)]).optional(),
  tools: z.array(tool).optional(),
  tool_choice: toolChoice.optional(),
  thinking: thinkingConfig.optional(),
  output_config: outputConfig.optional(),
  cache_control: cacheControl,
  speed: z.enum(["standard", "fast"]).nullish(),
};
const countBody = z.strictObject(prompt);
const messagesBody = z.strictObject({
  ...prompt,
  max_tokens: z.int().min(0),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string().regex(/\S/, "each stop sequence must contain non-whitespace")).optional(),
  metadata: z.strictObject({ user_id: z.string().max(256).nullish() }).optional(),
  service_tier: z.enum(["auto", "standard_only"]).optional(),
  inference_geo: z.string().nullish(),
  container: z.unknown().optional(),
  diagnostics: z.unknown().optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.int().min(0).optional(),
});
export type MessagesBody = z.infer<typeof messagesBody>;

const batchBody = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        custom_id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, "String should match pattern '^[a-zA-Z0-9_-]{1,64}$'"),
        // Looked at when the batch is processed: a request that does not hold is errored, the others are answered.
        params: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1, "List should have at least 1 item")
    .max(100_000),
});
export type BatchBody = z.infer<typeof batchBody>;

const parse = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const read = schema.safeParse(body, { reportInput: true });
  if (read.success) return read.data;
  throw invalid(read.error.issues.slice(0, 3).map(wordIssue).join("; "));
};

/** Body of POST /v1/messages; what is not of its shape is refused with 400. */
export const parseMessages = (body: unknown): MessagesBody => parse(messagesBody, body);
/** Body of POST /v1/messages/count_tokens, made a request that generates nothing. */
export const parseCount = (body: unknown): MessagesBody => ({ ...parse(countBody, body), max_tokens: 1 });
export const parseBatch = (body: unknown): BatchBody => parse(batchBody, body);

type Issue = z.core.$ZodIssue;

/** An issue in the API's words: `messages.0.content: Field required`. */
function wordIssue(issue: Issue): string {
  const at = issue.path.join(".");
  const said = (message: string) => (at === "" ? message : `${at}: ${message}`);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => `${[...issue.path, key].join(".")}: Extra inputs are not permitted`).join("; ");
    case "invalid_union": {
      // A string or a list of blocks: what was meant is the variant that got furthest.
      const deepest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
      if (deepest && deepest.path.length > 0) return wordIssue({ ...deepest, path: [...issue.path, ...deepest.path] } as Issue);
      return said(`Input does not match any of the expected tags`);
    }
    case "invalid_type":
      return said(issue.input === undefined ? "Field required" : `Input should be a valid ${issue.expected}`);
    case "invalid_value":
      return said(
        issue.input === undefined ? "Field required" : `Input should be ${issue.values.map((v) => `'${String(v)}'`).join(" or ")}`,
      );
    case "too_small":
      return said(issue.origin === "array" ? issue.message : `Input should be greater than or equal to ${String(issue.minimum)}`);
    case "too_big":
      return said(`Input should be less than or equal to ${String(issue.maximum)}`);
    default:
      return said(issue.message);
  }
}
