import Anthropic from "@anthropic-ai/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TEST_KEY } from "./fake-options";
import { overloaded } from "./faults";
import { type FakeAnthropic, startFakeAnthropic } from "./server";

let fake: FakeAnthropic;
let client: Anthropic;
let time = 1_800_000_000_000;

beforeEach(async () => {
  fake = await startFakeAnthropic({ answer: ({ user }) => `re: ${user}`, batchMs: 3_600_000, now: () => time });
  client = new Anthropic({ apiKey: TEST_KEY, baseURL: fake.url, maxRetries: 0 });
});
afterEach(() => fake.stop());

const request = (custom_id: string, over: Partial<Anthropic.MessageCreateParamsNonStreaming> = {}) => ({
  custom_id,
  params: { model: "claude-opus-4-8", max_tokens: 100, messages: [{ role: "user" as const, content: custom_id }], ...over },
});

async function results(id: string): Promise<Record<string, Anthropic.Messages.MessageBatchResult>> {
  const found: Record<string, Anthropic.Messages.MessageBatchResult> = {};
  for await (const { custom_id, result } of await client.messages.batches.results(id)) found[custom_id] = result;
  return found;
}

test("a batch ends after its time, and each request has a result of its own", async () => {
  fake.faults.add({ fault: overloaded(), when: ({ customId }) => customId === "c" });
  const requests = [request("a"), request("b", { model: "claude-none" }), request("c"), request("d")];
  const made = await client.messages.batches.create({ requests });
  expect(made).toMatchObject({ processing_status: "in_progress", results_url: null, request_counts: { processing: 4, succeeded: 0 } });
  await expect(client.messages.batches.results(made.id)).rejects.toThrow(Anthropic.AnthropicError);
  await expect(client.messages.batches.delete(made.id)).rejects.toThrow(Anthropic.BadRequestError);
  expect(fake.calls.usage().calls).toBe(0);

  time += 3_600_000;
  const ended = await client.messages.batches.retrieve(made.id);
  expect(ended).toMatchObject({
    processing_status: "ended",
    request_counts: { processing: 0, succeeded: 2, errored: 2, canceled: 0, expired: 0 },
  });
  const found = await results(made.id);
  expect(found.a).toMatchObject({ type: "succeeded", message: { content: [{ text: "re: a" }], usage: { service_tier: "batch" } } });
  expect(found.b).toMatchObject({ type: "errored", error: { type: "error", error: { type: "not_found_error" } } });
  expect(found.c).toMatchObject({ type: "errored", error: { error: { type: "overloaded_error" } } });
  expect(fake.calls.callsBy(({ customId }) => customId)).toEqual({ a: 1, d: 1 });
  expect(await client.messages.batches.delete(made.id)).toEqual({ id: made.id, type: "message_batch_deleted" });
  await expect(client.messages.batches.retrieve(made.id)).rejects.toThrow(Anthropic.NotFoundError);
});

test("a batch ends on demand, answered or expired", async () => {
  const first = await client.messages.batches.create({ requests: [request("a")] });
  await fake.endBatches();
  const second = await client.messages.batches.create({ requests: [request("a")] });
  await fake.endBatches("expired");
  expect((await results(first.id)).a?.type).toBe("succeeded");
  expect((await results(second.id)).a?.type).toBe("expired");
  const ids: string[] = [];
  for await (const batch of client.messages.batches.list({ limit: 1 })) ids.push(batch.id);
  expect(ids).toEqual([second.id, first.id]);
});

test("a canceled batch is canceling, then ended, and costs nothing", async () => {
  const made = await client.messages.batches.create({ requests: [request("a"), request("b")] });
  expect((await client.messages.batches.cancel(made.id)).processing_status).toBe("canceling");
  expect(await client.messages.batches.retrieve(made.id)).toMatchObject({ processing_status: "ended", request_counts: { canceled: 2 } });
  expect((await results(made.id)).b?.type).toBe("canceled");
  expect(fake.calls.usage().calls).toBe(0);
  await expect(client.messages.batches.cancel(made.id)).rejects.toThrow(Anthropic.BadRequestError);
});

test("a batch with a bad or a doubled custom_id, or with nothing in it, is refused", async () => {
  for (const requests of [[], [request("no spaces")], [request("a"), request("a")]])
    await expect(client.messages.batches.create({ requests })).rejects.toThrow(Anthropic.BadRequestError);
});

test("what a batch does not take is that request's error", async () => {
  const stream = { ...request("a"), params: { ...request("a").params, stream: true } } as unknown as ReturnType<typeof request>;
  const made = await client.messages.batches.create({ requests: [stream, request("b", { max_tokens: 0 })] });
  await fake.endBatches();
  expect(await results(made.id)).toMatchObject({ a: { error: { error: { type: "invalid_request_error" } } }, b: { type: "errored" } });
});
