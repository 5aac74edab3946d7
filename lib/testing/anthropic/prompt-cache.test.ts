import Anthropic from "@anthropic-ai/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TEST_KEY } from "./fake-options";
import { type FakeAnthropic, startFakeAnthropic } from "./server";

let fake: FakeAnthropic;
let client: Anthropic;
let time = 0;

beforeEach(async () => {
  time = 1_800_000_000_000;
  fake = await startFakeAnthropic({ now: () => time, keys: { [TEST_KEY]: {}, other: {} } });
  client = new Anthropic({ apiKey: TEST_KEY, baseURL: fake.url, maxRetries: 0 });
});
afterEach(() => fake.stop());

// 1,024 tokens are the least that this model caches.
const MODEL = "claude-sonnet-5";
const RULES = "A rule to follow. ".repeat(400);
const TOKENS = Math.ceil(RULES.length / 4);

type Over = { rules?: string; ttl?: "5m" | "1h"; model?: string; schema?: Record<string, unknown>; client?: Anthropic };
async function ask(content: string, over: Over = {}): Promise<[written: number, read: number, plain: number]> {
  const format = over.schema ? { output_config: { format: { type: "json_schema" as const, schema: over.schema } } } : {};
  const { usage } = await (over.client ?? client).messages.create({
    model: over.model ?? MODEL,
    max_tokens: 10,
    system: [{ type: "text", text: over.rules ?? RULES, cache_control: { type: "ephemeral", ttl: over.ttl } }],
    messages: [{ role: "user", content }],
    ...format,
  });
  return [usage.cache_creation_input_tokens ?? 0, usage.cache_read_input_tokens ?? 0, usage.input_tokens];
}

test("a prefix is written once and read afterwards; what follows it is plain", async () => {
  const [written, none, plain] = await ask("one");
  expect([written, none]).toEqual([TOKENS, 0]);
  expect(await ask("two")).toEqual([0, TOKENS, plain]);
});

test("another prefix, model, schema or account does not find it", async () => {
  await ask("one");
  const miss = [TOKENS, 0];
  expect((await ask("one", { model: "claude-opus-5" })).slice(0, 2)).toEqual(miss);
  expect((await ask("one", { rules: RULES.replace("A", "B") })).slice(0, 2)).toEqual(miss);
  expect((await ask("one", { client: new Anthropic({ apiKey: "other", baseURL: fake.url }) })).slice(0, 2)).toEqual(miss);
  const schema = { type: "object", properties: {}, additionalProperties: false };
  expect((await ask("one", { schema }))[1]).toBe(0);
});

test("a prefix shorter than the model's minimum is not cached", async () => {
  const rules = RULES.slice(0, 1023 * 4);
  expect((await ask("one", { rules })).slice(0, 2)).toEqual([0, 0]);
  expect((await ask("one", { rules: RULES, model: "claude-opus-4-6" })).slice(0, 2)).toEqual([0, 0]);
});

test("it lives five minutes or an hour from its last use", async () => {
  await ask("one");
  time += 4 * 60_000;
  expect((await ask("two"))[1]).toBe(TOKENS);
  time += 4 * 60_000;
  expect((await ask("three"))[1]).toBe(TOKENS);
  time += 5 * 60_000;
  expect((await ask("four"))[1]).toBe(0);
  await ask("one", { ttl: "1h", model: "claude-opus-5" });
  time += 59 * 60_000;
  expect((await ask("two", { ttl: "1h", model: "claude-opus-5" }))[1]).toBe(TOKENS);
});

test("it can be read only after the first answer has begun: all at once, each writes for itself", async () => {
  let here = 0;
  let open = () => {};
  const together = new Promise<void>((resolve) => {
    open = resolve;
  });
  fake.set({
    answer: async () => {
      if (++here === 3) open();
      await together;
      return "OK.";
    },
  });
  const all = await Promise.all(["one", "two", "three"].map((content) => ask(content)));
  expect(all.map(([written]) => written)).toEqual([TOKENS, TOKENS, TOKENS]);
  expect((await ask("four"))[1]).toBe(TOKENS);
});

test("two breakpoints: the longer prefix is written beside what is read of the shorter, each for its lifetime", async () => {
  const extend = async (text: string) => {
    const { usage } = await client.messages.create({
      model: MODEL,
      max_tokens: 10,
      system: [{ type: "text", text: RULES, cache_control: { type: "ephemeral", ttl: "1h" } }],
      messages: [{ role: "user", content: [{ type: "text", text, cache_control: { type: "ephemeral" } }] }],
    });
    return [
      usage.cache_creation?.ephemeral_1h_input_tokens,
      usage.cache_creation?.ephemeral_5m_input_tokens,
      usage.cache_read_input_tokens,
    ];
  };
  const [first, second] = [await extend("a".repeat(400)), await extend("b".repeat(400))];
  expect(first[0]).toBe(TOKENS);
  expect(first[1]).toBeGreaterThan(100);
  expect(second).toEqual([0, first[1], TOKENS]);
  expect(await extend("b".repeat(400))).toEqual([0, 0, TOKENS + (first[1] ?? 0)]);
});

test("a request for no tokens fills the cache for those after it", async () => {
  const message = await client.messages.create({
    model: MODEL,
    max_tokens: 0,
    system: [{ type: "text", text: RULES, cache_control: { type: "ephemeral" } }],
    messages: [{ role: "user", content: "Nothing." }],
  });
  expect(message).toMatchObject({
    content: [],
    stop_reason: "max_tokens",
    usage: { output_tokens: 0, cache_creation_input_tokens: TOKENS },
  });
  expect((await ask("one"))[1]).toBe(TOKENS);
});

test("a breakpoint finds what was written at most twenty blocks before it", async () => {
  const blocks = (n: number) => Array.from({ length: n }, (_, i): Anthropic.TextBlockParam => ({ type: "text", text: `${i} ${RULES}` }));
  const read = async (n: number) => {
    const request = { model: MODEL, max_tokens: 10, cache_control: { type: "ephemeral" as const } };
    const { usage } = await client.messages.create({ ...request, messages: [{ role: "user", content: blocks(n) }] });
    return usage.cache_read_input_tokens ?? 0;
  };
  expect(await read(1)).toBe(0);
  expect(await read(20)).toBeGreaterThan(TOKENS);
  expect(await read(40)).toBe(0);
});
