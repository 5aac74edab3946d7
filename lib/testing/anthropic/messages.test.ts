import Anthropic from "@anthropic-ai/sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { TEST_KEY } from "./fake-options";
import { type FakeAnthropic, startFakeAnthropic } from "./server";

let fake: FakeAnthropic;
let client: Anthropic;

beforeEach(async () => {
  fake = await startFakeAnthropic({
    keys: { [TEST_KEY]: {}, "sk-ant-models": { routes: ["models"] }, "sk-ant-haiku": { models: ["claude-haiku-5-5"] } },
  });
  client = new Anthropic({ apiKey: TEST_KEY, baseURL: fake.url, maxRetries: 0 });
});
afterEach(() => fake.stop());

const hello = { model: "claude-opus-4-8", max_tokens: 100, messages: [{ role: "user" as const, content: "Hello." }] };

test("a message is answered with its id, request id, usage and stop reason", async () => {
  fake.set({ answer: ({ user }) => `You said: ${user}` });
  const message = await client.messages.create(hello);
  expect(message.content).toEqual([{ type: "text", text: "You said: Hello.", citations: null }]);
  expect(message).toMatchObject({
    type: "message",
    role: "assistant",
    model: "claude-opus-4-8",
    stop_reason: "end_turn",
    stop_details: null,
  });
  expect(message._request_id).toBe(fake.calls.requests[0]?.requestId);
  expect(message.usage.output_tokens).toBe(4);
  expect(fake.calls.usage()).toEqual({
    calls: 1,
    input_tokens: message.usage.input_tokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: 4,
  });
});

test("a stream is the same message in pieces, in the order of the API", async () => {
  const text = "A long answer, \u{1F600} said in pieces. ".repeat(20);
  fake.set({ answer: () => text });
  const stream = client.messages.stream({ ...hello, max_tokens: 1000 });
  const types: string[] = [];
  stream.on("streamEvent", ({ type }) => types.push(type));
  const message = await stream.finalMessage();
  expect(message.content).toEqual([{ type: "text", text, citations: null }]);
  expect(message.stop_reason).toBe("end_turn");
  expect(message.usage.output_tokens).toBe(Math.ceil(text.length / 4));
  expect(types[0]).toBe("message_start");
  expect(types[1]).toBe("content_block_start");
  expect(types.slice(-3)).toEqual(["content_block_stop", "message_delta", "message_stop"]);
  expect(types.filter((type) => type === "content_block_delta").length).toBeGreaterThan(3);
});

test("a model that always thinks begins with a thinking block, streamed or not, and bills it", async () => {
  const request = { ...hello, model: "claude-opus-5-5" };
  const message = await client.messages.create(request);
  expect(message.content.map((block) => block.type)).toEqual(["thinking", "text"]);
  expect(message.usage.output_tokens_details?.thinking_tokens).toBeGreaterThan(0);
  const streamed = await client.messages.stream({ ...request, thinking: { type: "adaptive", display: "summarized" } }).finalMessage();
  expect(streamed.content[0]).toMatchObject({
    type: "thinking",
    thinking: expect.stringMatching(/\w/),
    signature: expect.stringMatching(/\w/),
  });
});

test("what is asked for as JSON of a schema can be parsed by it", async () => {
  const shape = z.object({
    candidates: z.array(z.object({ statement: z.string().min(3), kind: z.enum(["fact", "rule"]), at: z.iso.date().nullable() })),
    nothing: z.boolean(),
  });
  fake.set({ answer: () => ({ candidates: [{ statement: "Orders ship on Friday.", kind: "rule", at: null }], nothing: false }) });
  const message = await client.messages.parse({ ...hello, model: "claude-haiku-5-5", output_config: { format: zodOutputFormat(shape) } });
  expect(message.parsed_output?.candidates[0]?.statement).toBe("Orders ship on Friday.");
});

test("without a script, an answer is the smallest that fits the schema", async () => {
  const variant = z.discriminatedUnion("op", [
    z.object({ op: z.literal("keep"), id: z.int() }),
    z.object({ op: z.literal("drop"), why: z.string() }),
  ]);
  const shape = z.object({ list: z.array(variant), one: variant, word: z.string().nullable(), flag: z.boolean() });
  fake = await restarted(fake);
  client = new Anthropic({ apiKey: TEST_KEY, baseURL: fake.url, maxRetries: 0 });
  const message = await client.messages.parse({ ...hello, output_config: { format: zodOutputFormat(shape) } });
  expect(message.parsed_output).toEqual({ list: [], one: { op: "keep", id: 0 }, word: null, flag: false });
});

const restarted = async (before: FakeAnthropic) => {
  await before.stop();
  return startFakeAnthropic();
};

test("an answer longer than max_tokens is cut, and a stop sequence ends it", async () => {
  fake.set({ answer: () => "one two three END four" });
  const short = await client.messages.create({ ...hello, max_tokens: 3 });
  expect(short.stop_reason).toBe("max_tokens");
  expect(short.usage.output_tokens).toBeLessThanOrEqual(3);
  const stopped = await client.messages.create({ ...hello, stop_sequences: ["END"] });
  expect(stopped).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "END", content: [{ text: "one two three " }] });
});

test("a tool use is an answer too", async () => {
  fake.set({ answer: () => [{ type: "tool_use", name: "look_up", input: { id: 7 } }] });
  const tools: Anthropic.Tool[] = [{ name: "look_up", input_schema: { type: "object", properties: { id: { type: "integer" } } } }];
  const message = await client.messages.stream({ ...hello, tools }).finalMessage();
  expect(message.stop_reason).toBe("tool_use");
  expect(message.content[0]).toMatchObject({ type: "tool_use", name: "look_up", input: { id: 7 } });
});

test("tokens are counted as they are billed later", async () => {
  const { max_tokens: _, ...prompt } = hello;
  const system = "A system prompt of some length. ".repeat(20);
  const { input_tokens } = await client.messages.countTokens({ ...prompt, system });
  const message = await client.messages.create({ ...hello, system });
  expect(message.usage.input_tokens).toBe(input_tokens);
  expect(fake.calls.usage().calls).toBe(1);
});

test("a body above 32 MB is too large, a prompt above the context window too long", async () => {
  const ask = (units: number) => client.messages.create({ ...hello, messages: [{ role: "user", content: "a".repeat(units) }] });
  await expect(ask(33 * 1024 * 1024)).rejects.toMatchObject({ status: 413, type: "request_too_large" });
  await expect(ask(4_100_000)).rejects.toThrow(/prompt is too long: \d+ tokens > 1000000 maximum/);
});

test("keys: none or a wrong one is 401, one without the permission 403, a model it may not use 404", async () => {
  const as = (apiKey: string) => new Anthropic({ apiKey, baseURL: fake.url, maxRetries: 0 });
  await expect(as("sk-ant-wrong").messages.create(hello)).rejects.toThrow(Anthropic.AuthenticationError);
  await expect(as("sk-ant-models").messages.create(hello)).rejects.toThrow(Anthropic.PermissionDeniedError);
  await expect(as("sk-ant-haiku").messages.create(hello)).rejects.toThrow(Anthropic.NotFoundError);
  expect((await as("sk-ant-models").models.list()).data.length).toBeGreaterThan(5);
  expect((await as("sk-ant-haiku").models.list()).data.map((model) => model.id)).toEqual(["claude-haiku-5-5"]);
  const bare = await fetch(`${fake.url}/v1/models`);
  expect(bare.status).toBe(401);
  expect(await bare.json()).toEqual({
    type: "error",
    error: { type: "authentication_error", message: "x-api-key header is required" },
    request_id: bare.headers.get("request-id"),
  });
});

test("models are listed in pages, newest first, and told one by one with their limits", async () => {
  const ids: string[] = [];
  for await (const model of client.models.list({ limit: 4 })) ids.push(model.id);
  expect(ids[0]).toBe("claude-fable-5-2");
  expect(new Set(ids).size).toBe(ids.length);
  const haiku = await client.models.retrieve("claude-haiku-4-5");
  expect(haiku).toMatchObject({ max_input_tokens: 200_000, max_tokens: 64_000, capabilities: { effort: { supported: false } } });
  await expect(client.models.retrieve("claude-none")).rejects.toThrow(Anthropic.NotFoundError);
});

test("every answer tells of the rate limits, which are kept when they are given", async () => {
  const limited = await startFakeAnthropic({ limits: { requests: 1, inputTokens: 1000, outputTokens: 1000 } });
  const tight = new Anthropic({ apiKey: TEST_KEY, baseURL: limited.url, maxRetries: 0 });
  const { response } = await tight.messages.create(hello).withResponse();
  expect(response.headers.get("anthropic-ratelimit-requests-limit")).toBe("1");
  expect(response.headers.get("anthropic-ratelimit-requests-remaining")).toBe("0");
  const error = await tight.messages.create(hello).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(Anthropic.RateLimitError);
  expect(Number((error as InstanceType<typeof Anthropic.APIError>).headers?.get("retry-after"))).toBeGreaterThan(0);
  await limited.stop();
});
