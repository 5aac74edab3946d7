import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEST_KEY } from "./fake-options";
import { type FakeAnthropic, startFakeAnthropic } from "./server";

let fake: FakeAnthropic;

beforeAll(async () => {
  fake = await startFakeAnthropic();
});
afterAll(() => fake.stop());

/** Sends any body, as a client without types would; answers "ok" or the refusal's message. */
async function send(over: Record<string, unknown>): Promise<string> {
  // With a timeout of its own the SDK leaves the length of an answer to the server.
  const client = new Anthropic({ apiKey: TEST_KEY, baseURL: fake.url, maxRetries: 0, timeout: 10_000 });
  const body = { model: "claude-opus-4-6", max_tokens: 4096, messages: [{ role: "user", content: "Hello." }], ...over };
  try {
    await client.messages.create(body as unknown as Anthropic.MessageCreateParamsNonStreaming);
    return "ok";
  } catch (e) {
    if (!(e instanceof Anthropic.BadRequestError)) throw e;
    expect(e.type).toBe("invalid_request_error");
    return e.apiMessage ?? "";
  }
}

const user = (content: unknown) => ({ messages: [{ role: "user", content }] });
const marked = (text: string, ttl?: string) => ({ type: "text", text, cache_control: { type: "ephemeral", ...(ttl ? { ttl } : {}) } });

test.each<[string, Record<string, unknown>, RegExp]>([
  ["a field that does not exist", { max_token: 3 }, /^max_token: Extra inputs are not permitted$/],
  [
    "a field of a block that does not exist",
    user([{ type: "text", text: "a", lang: "en" }]),
    /messages\.0\.content\.0.*lang: Extra inputs/,
  ],
  ["no max_tokens", { max_tokens: undefined }, /^max_tokens: Field required$/],
  ["no message", { messages: [] }, /at least one message/],
  ["an assistant first", { messages: [{ role: "assistant", content: "Hi." }] }, /first message must use/],
  ["a role that does not exist", { messages: [{ role: "tool", content: "a" }] }, /messages\.0\.role: Input should be/],
  ["an empty content", user(""), /non-empty content/],
  ["no blocks", user([]), /non-empty content/],
  ["an empty block", user([{ type: "text", text: "" }]), /must be non-empty/],
  ["a blank block", user([{ type: "text", text: " \n" }]), /non-whitespace/],
  ["an empty block to be cached", { system: [marked("")] }, /cannot be set for empty text/],
  ["five breakpoints", { system: ["a", "b", "c", "d", "e"].map((t) => marked(t)) }, /maximum of 4 blocks/],
  ["an hour after five minutes", { system: [marked("a"), marked("b", "1h")] }, /must not come after/],
  ["a tool's result nobody asked for", user([{ type: "tool_result", tool_use_id: "x" }]), /unexpected `tool_use_id`/],
  ["a tool choice without tools", { tool_choice: { type: "any" } }, /only be specified while providing tools/],
  ["more output than there is", { max_tokens: 500_000 }, /maximum allowed number of output tokens/],
  ["an effort that does not exist", { output_config: { effort: "extreme" } }, /output_config\.effort: Input should be/],
  ["half a character", user("cut \ud83d"), /not valid JSON: no low surrogate/],
])("refused: %s", async (_, over, message) => {
  expect(await send(over)).toMatch(message);
});

test("turns of the same role are joined, not refused", async () => {
  expect(await send({ messages: [user("a").messages[0], user("b").messages[0]] })).toBe("ok");
});

describe("what a model takes", () => {
  const tool = { tools: [{ name: "t", input_schema: { type: "object" } }], tool_choice: { type: "any" } };
  const prefill = { messages: [...user("a").messages, { role: "assistant", content: "{" }] };
  const enabled = { thinking: { type: "enabled", budget_tokens: 2048 } };
  const disabled = { thinking: { type: "disabled" } };
  const between = { thinking: { type: "between_tools" } };
  const cool = { temperature: 0 };
  const effort = { output_config: { effort: "low" } };

  test.each<[string, Record<string, unknown>[], Record<string, unknown>[]]>([
    ["claude-opus-5-5", [effort, { temperature: 1 }], [tool, prefill, enabled, disabled, between, cool, { top_k: 5 }]],
    ["claude-sonnet-5-5", [between, effort], [tool, prefill, enabled, cool]],
    ["claude-fable-5-2", [effort], [tool, prefill, enabled, disabled, cool]],
    ["claude-haiku-5-5", [disabled, effort], [tool, enabled, cool]],
    ["claude-sonnet-5", [tool, prefill, disabled], [enabled, cool]],
    ["claude-opus-4-6", [tool, prefill, disabled, cool, effort], [between]],
    ["claude-haiku-4-5", [enabled, cool], [effort, { thinking: { type: "adaptive" } }]],
  ])("%s", async (model, taken, refused) => {
    for (const over of taken) expect([over, await send({ model, ...over })]).toEqual([over, "ok"]);
    for (const over of refused) expect([over, await send({ model, ...over })]).not.toEqual([over, "ok"]);
  });
});

describe("the schema of an output", () => {
  const format = (properties: Record<string, unknown>, over: Record<string, unknown> = {}) => ({
    output_config: {
      format: {
        type: "json_schema",
        schema: { type: "object", additionalProperties: false, properties, required: Object.keys(properties), ...over },
      },
    },
  });
  const many = (n: number, of: unknown) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`p${i}`, of]));
  const nullable = { anyOf: [{ type: "string" }, { type: "null" }] };

  test.each<[string, Record<string, unknown>, RegExp | "ok"]>([
    [
      "lists, enums, nulls and formats",
      format({ a: { type: "array", items: { enum: ["x", "y"] }, minItems: 1 }, b: nullable, c: { type: "string", format: "date" } }),
      "ok",
    ],
    ["a definition used twice", format({ a: { $ref: "#/$defs/d" }, b: { $ref: "#/$defs/d" } }, { $defs: { d: { type: "string" } } }), "ok"],
    ["an open object", format({}, { additionalProperties: true }), /additionalProperties/],
    ["recursion", format({ a: { $ref: "#" } }), /Recursive schemas/],
    ["a bound on a number", format({ a: { type: "integer", minimum: 0 } }), /'minimum' is not supported/],
    ["a bound on a text", format({ a: { type: "string", maxLength: 5 } }), /'maxLength' is not supported/],
    ["a bound on a list", format({ a: { type: "array", items: { type: "string" }, maxItems: 5 } }), /'maxItems' is not supported/],
    ["a foreign reference", format({ a: { $ref: "https://example.com/a.json" } }), /could not be resolved/],
    ["25 optional fields", format(many(25, { type: "string" }), { required: [] }), /too many optional/],
    ["17 union fields", format(many(17, nullable)), /too many parameters with union/],
    ["16 union fields", format(many(16, nullable)), "ok"],
    [
      "citations",
      {
        ...format({}),
        ...user([{ type: "document", source: { type: "text", media_type: "text/plain", data: "a" }, citations: { enabled: true } }]),
      },
      /citations are not compatible/,
    ],
    ["a prefill", { ...format({}), messages: [...user("a").messages, { role: "assistant", content: "{" }] }, /prefilling/],
  ])("%s", async (_, over, answer) => {
    if (answer === "ok") expect(await send(over)).toBe("ok");
    else expect(await send(over)).toMatch(answer);
  });
});
