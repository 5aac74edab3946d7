import Anthropic from "@anthropic-ai/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TEST_KEY } from "./fake-options";
import * as faults from "./faults";
import { NO_LATENCY } from "./latency";
import { type FakeAnthropic, startFakeAnthropic } from "./server";

let fake: FakeAnthropic;
let client: Anthropic;

beforeEach(async () => {
  fake = await startFakeAnthropic({ answer: () => "A sentence of the answer. ".repeat(40) });
  client = new Anthropic({ apiKey: TEST_KEY, baseURL: fake.url, maxRetries: 0 });
});
afterEach(() => fake.stop());

const ask = (content = "Hello.") => ({ model: "claude-opus-4-8", max_tokens: 1000, messages: [{ role: "user" as const, content }] });
const failure = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => "no failure",
    (e: unknown) => e,
  );

test.each([
  ["429", faults.rateLimited({ retryAfterSeconds: 0.01 }), Anthropic.RateLimitError],
  ["529", faults.overloaded({ retryAfterSeconds: 0.01 }), Anthropic.InternalServerError],
  ["500", faults.serverError({ retryAfterSeconds: 0.01 }), Anthropic.InternalServerError],
])("%s: the SDK makes its error of it, and gets over it by trying again after what the header says", async (status, fault, kind) => {
  fake.faults.add({ fault, nth: [1, 2] });
  const error = await failure(client.messages.create(ask()));
  expect(error).toBeInstanceOf(kind);
  expect(error).toMatchObject({ status: Number(status), requestID: fake.calls.requests[0]?.requestId });
  const message = await client.messages.create(ask(), { maxRetries: 2 });
  expect(message.stop_reason).toBe("end_turn");
  expect(fake.calls.requests.map((r) => r.status)).toEqual([Number(status), Number(status), 200]);
  expect(fake.calls.usage().calls).toBe(1);
});

test("a 429 can come without retry-after, and with the word not to try again", async () => {
  fake.faults.add({ fault: faults.rateLimited({ shouldRetry: false }) });
  const error = await failure(client.messages.create(ask(), { maxRetries: 5 }));
  expect((error as InstanceType<typeof Anthropic.APIError>).headers?.get("retry-after")).toBeNull();
  expect(fake.calls.requests).toHaveLength(1);
});

test("a spend limit is a 429 without retry-after whose details say so", async () => {
  fake.faults.add({ fault: faults.spendLimitReached() });
  const error = await failure(client.messages.create(ask()));
  expect(error).toBeInstanceOf(Anthropic.RateLimitError);
  expect(error).toMatchObject({ type: "rate_limit_error", errorCode: "enforced_spend_limit_reached" });
  expect((error as InstanceType<typeof Anthropic.APIError>).headers?.get("retry-after")).toBeNull();
});

test("a connection dropped before the headers is a connection error, and costs nothing", async () => {
  fake.faults.add({ fault: faults.dropped() });
  expect(await failure(client.messages.create(ask()))).toBeInstanceOf(Anthropic.APIConnectionError);
  expect(fake.calls.requests[0]?.outcome).toBe("dropped");
  expect(fake.calls.usage().calls).toBe(0);
});

test("a connection dropped in the middle of a stream or a body fails the call, and has been paid", async () => {
  fake.faults.add({ fault: faults.droppedMidStream(4) });
  let events = 0;
  const stream = client.messages.stream(ask()).on("streamEvent", () => events++);
  expect(await failure(stream.finalMessage())).toBeInstanceOf(Anthropic.AnthropicError);
  // One of the four was the ping, which the SDK keeps to itself.
  expect(events).toBe(3);
  expect(await failure(client.messages.create(ask()))).toBeInstanceOf(Error);
  expect(fake.calls.requests.map((r) => r.outcome)).toEqual(["dropped", "dropped"]);
  expect(fake.calls.usage().calls).toBe(2);
  expect(fake.calls.paidTwice()).toHaveLength(1);
});

test("a stream that falls silent stays open until its client gives up", async () => {
  fake.faults.add({ fault: faults.fallsSilent(4) });
  const stream = client.messages.stream(ask());
  const said = new Promise<void>((resolve) => stream.on("text", () => resolve()));
  const end = failure(stream.finalMessage());
  await said;
  expect(fake.calls.requests[0]?.outcome).toBe("open");
  stream.abort();
  expect(await end).toBeInstanceOf(Anthropic.APIUserAbortError);
  await expect.poll(() => fake.calls.requests[0]?.outcome).toBe("aborted");
  expect(fake.calls.usage().calls).toBe(1);
});

test("when to try again can be said as a date or in milliseconds", async () => {
  fake.faults.add(
    { fault: faults.overloaded({ retryAfterMs: 5 }), nth: 1 },
    { fault: faults.rateLimited({ retryAt: new Date(0) }), nth: 2 },
  );
  expect((await client.messages.create(ask(), { maxRetries: 1 }).catch((e: unknown) => e)) as Error).toMatchObject({ status: 429 });
  expect(fake.calls.requests.map((r) => r.headers["x-stainless-retry-count"])).toEqual(["0", "1"]);
});

test("token counts, batches and models fail on demand too, and the messages do not", async () => {
  fake.faults.add(
    { route: "count_tokens", fault: faults.status(404), times: 1 },
    { route: "models", fault: faults.serverError() },
    { route: "batches", fault: { kind: "drop", after: "nothing" }, when: ({ method }) => method === "POST" },
  );
  const { max_tokens: _, ...prompt } = ask();
  expect(await failure(client.messages.countTokens(prompt))).toBeInstanceOf(Anthropic.NotFoundError);
  expect((await client.messages.countTokens(prompt)).input_tokens).toBeGreaterThan(0);
  expect(await failure(client.models.retrieve("claude-opus-5"))).toBeInstanceOf(Anthropic.InternalServerError);
  expect(await failure(client.messages.batches.create({ requests: [] }))).toBeInstanceOf(Anthropic.APIConnectionError);
  expect((await client.messages.batches.list()).data).toEqual([]);
  expect((await client.messages.create(ask())).stop_reason).toBe("end_turn");
});

test("an error in the middle of a stream is the SDK's error of that type", async () => {
  fake.faults.add({ fault: faults.overloadedMidStream() });
  expect(await failure(client.messages.stream(ask()).finalMessage())).toMatchObject({ type: "overloaded_error" });
});

test("max_tokens, refusal and a full context window stop an answer early", async () => {
  fake.faults.add(
    { fault: faults.cutShort(), nth: 1 },
    { fault: faults.refuses("bio"), nth: 2 },
    { fault: faults.contextExceeded(), nth: 3 },
  );
  const cut = await client.messages.create(ask());
  expect(cut.stop_reason).toBe("max_tokens");
  expect(cut.content).toHaveLength(1);
  const refused = await client.messages.stream(ask()).finalMessage();
  expect(refused).toMatchObject({ stop_reason: "refusal", stop_details: { type: "refusal", category: "bio" }, content: [] });
  expect((await client.messages.create(ask())).stop_reason).toBe("model_context_window_exceeded");
  // A refusal before any output is not billed.
  expect(fake.calls.usage().calls).toBe(2);
});

test("faults are chosen by predicate, and add up", async () => {
  fake.faults.add(
    { fault: faults.invalidJson(), when: ({ user }) => user.includes("second") },
    { fault: faults.thinksFirst(), when: ({ user }) => user.includes("second") },
    { fault: faults.serverError(), when: ({ user }) => user.includes("third"), times: 1 },
  );
  expect((await client.messages.create(ask("first"))).content[0]).toMatchObject({
    type: "text",
    text: expect.stringMatching(/^A sentence/),
  });
  const second = await client.messages.create(ask("second"));
  expect(second.content.map((block) => block.type)).toEqual(["thinking", "text"]);
  const text = second.content.find((block) => block.type === "text")?.text ?? "";
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
  expect(await failure(client.messages.create(ask("third")))).toBeInstanceOf(Anthropic.InternalServerError);
  expect((await client.messages.create(ask("third"))).stop_reason).toBe("end_turn");
});

test("a call that its client aborts is neither answered nor paid", async () => {
  fake.faults.add({ fault: faults.slow({ ...NO_LATENCY, baseMs: 60_000 }), nth: 1 }, { fault: faults.hangs(), nth: 2 });
  for (const n of [1, 2]) {
    const abort = new AbortController();
    const call = failure(client.messages.create(ask(), { signal: abort.signal }));
    await expect.poll(() => fake.calls.open).toBe(1);
    abort.abort();
    expect(await call).toBeInstanceOf(Anthropic.APIUserAbortError);
    await expect.poll(() => fake.calls.requests.map((r) => r.outcome)).toEqual(Array(n).fill("aborted"));
  }
  expect(fake.calls.usage().calls).toBe(0);
  await expect.poll(() => fake.calls.open).toBe(0);
});

test("a stream that its client leaves has been paid once it had begun", async () => {
  fake.set({ latency: { baseMs: 0, msPerInputToken: 0, msPerOutputToken: 1_000 } });
  const stream = await client.messages.create({ ...ask(), stream: true });
  for await (const event of stream) if (event.type === "message_start") break;
  await expect.poll(() => fake.calls.requests[0]?.outcome).toBe("aborted");
  expect(fake.calls.usage().calls).toBe(1);
});
