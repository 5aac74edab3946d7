import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claudeSettingsSchema } from "@/lib/domain/claude";
import { Asker } from "@/lib/dreaming/claude/ask";
import { claudeClient } from "@/lib/dreaming/claude/client";
import { extractionSchema } from "@/lib/dreaming/claude/extract";
import { loadPrices } from "@/lib/dreaming/claude/prices";
import type { Question } from "@/lib/dreaming/claude/request";
import { memoryLedger } from "@/lib/dreaming/claude/test-dream";
import { TEST_KEY } from "@/lib/testing/anthropic/fake-options";
import {
  contextExceeded,
  droppedMidStream,
  type FaultRule,
  overloadedMidStream,
  rateLimited,
  refuses,
  says,
  status,
  uncounted,
} from "@/lib/testing/anthropic/faults";
import { type FakeAnthropic, startFakeAnthropic } from "@/lib/testing/anthropic/server";

let fake: FakeAnthropic;
beforeEach(async () => {
  fake = await startFakeAnthropic();
  fake.set({ answer: () => ({ candidates: [] }) });
});
afterEach(() => fake.stop());

const question = (user: string, over: Partial<Question<unknown>> = {}): Question<unknown> => ({
  phase: "extract",
  model: claudeSettingsSchema.parse({}).extract_model,
  effort: null,
  prompt: "test 1",
  system: "List what matters.",
  user,
  schema: extractionSchema,
  maxTokens: 4_096,
  ...over,
});

function asking(caps: { dream?: number } = {}, ...faults: FaultRule[]) {
  fake.faults.add(...faults);
  const ledger = memoryLedger();
  const options = { client: claudeClient(TEST_KEY, fake.url), prices: loadPrices(), signal: new AbortController().signal };
  const asker = new Asker({
    ...options,
    ledger,
    concurrency: 16,
    backoffMs: 1,
    caps: { dream: null, store: null, workspace: null, ...caps },
  });
  return { asker, ledger };
}
const hasFormat = () => fake.calls.paid.map((c) => c.request.body.output_config?.format !== undefined);

describe("asking a model", () => {
  test("the same words, asked at once by two sessions, are paid for once", async () => {
    const { asker } = asking();
    const answers = await Promise.all(Array.from({ length: 5 }, () => asker.ask(question("the same"))));
    expect(answers.map((a) => a.kind)).toEqual(Array(5).fill("answer"));
    expect(fake.calls.paid).toHaveLength(1);
  });

  test("a refusal that speaks of a schema in the text costs no other question its structured output", async () => {
    const bad = status(400, { message: "messages.0.content: the text does not match the schema of a message" });
    const { asker } = asking({}, { fault: bad, when: (r) => r.user === "bad" });
    expect((await asker.ask(question("bad"))).kind).toBe("failed");
    await asker.ask(question("good"));
    expect(hasFormat()).toEqual([true]);
  });

  test("a parameter is left out for good only when the question went through without it", async () => {
    const unknown = status(400, { message: "output_config.format: Extra inputs are not permitted" });
    const { asker } = asking({}, { fault: unknown, when: (r) => r.user === "stubborn" || r.body.output_config?.format !== undefined });
    expect((await asker.ask(question("stubborn"))).kind).toBe("failed");
    await asker.ask(question("one"));
    const asked = fake.calls.requests.length;
    await asker.ask(question("two"));
    expect(hasFormat()).toEqual([false, false]);
    expect(fake.calls.requests.length - asked).toBe(1);
  });

  test("a model that gives shorter answers than were asked for says how long, and is asked for no more from then on", async () => {
    const short = status(400, { message: "max_tokens: 4096 > 1000, which is the maximum allowed number of output tokens for some-model" });
    const { asker } = asking({}, { fault: short, when: (r) => r.body.max_tokens > 1_000 });
    const answers = [await asker.ask(question("one")), await asker.ask(question("two"))];
    expect(answers.map((a) => a.kind)).toEqual(["answer", "answer"]);
    expect(fake.calls.requests).toHaveLength(3);
    expect(fake.calls.paid.map((c) => c.request.body.max_tokens)).toEqual([1_000, 1_000]);
  });

  test("an address that is not the API's is told apart from a model that it does not know", async () => {
    const lost = asking({}, { fault: status(404, { message: "Not found" }), when: (r) => r.user === "lost" });
    await expect(lost.asker.ask(question("lost"))).rejects.toThrow("ANTHROPIC_BASE_URL");
    const unknown = asking({}, { fault: status(404, { message: "model: claude-nope" }) });
    await expect(unknown.asker.ask(question("x"))).rejects.toThrow("does not know the model");
  });

  test("a queue at the rate limit is no failure, however often it has to wait", async () => {
    const { asker } = asking({}, { fault: rateLimited({ retryAfterMs: 2 }), times: 9 });
    expect((await asker.ask(question("patient"))).kind).toBe("answer");
    const silent = asking({}, { fault: rateLimited(), when: (r) => r.user === "not told how long", times: 7 });
    expect((await silent.asker.ask(question("not told how long"))).kind).toBe("answer");
  });

  test("the header that says not to try again holds for a rate limit and against another status", async () => {
    const { asker } = asking({}, { fault: rateLimited({ shouldRetry: false }), when: (r) => r.user === "no" });
    await expect(asker.ask(question("no"))).rejects.toThrow("not to try again");
    const again = asking({}, { fault: status(422, { shouldRetry: true }), when: (r) => r.user === "yes", times: 2 });
    expect((await again.asker.ask(question("yes"))).kind).toBe("answer");
  });

  test("a pause longer than a dream should stand still ends it, whatever the status", async () => {
    const { asker } = asking({}, { fault: status(529, { retryAfterSeconds: 3_600 }) });
    await expect(asker.ask(question("x"))).rejects.toThrow("wait 60 minutes");
  });

  test("an error event in mid-stream is tried again, and what had begun is booked", async () => {
    const { asker, ledger } = asking({}, { fault: overloadedMidStream(), times: 1 });
    expect((await asker.ask(question("x"))).kind).toBe("answer");
    expect(ledger.calls.map((c) => c.result)).toEqual(["broken-off", "answer"]);
  });

  test("what is longer than a model reads is not asked for again with more room", async () => {
    const { asker } = asking({}, { fault: contextExceeded() });
    expect((await asker.ask(question("long"))).kind).toBe("too-long");
    expect(fake.calls.paid).toHaveLength(1);
    const refused = asking({}, { fault: status(400, { message: "prompt is too long: 210000 tokens > 200000 maximum" }) });
    expect((await refused.asker.ask(question("longer"))).kind).toBe("too-long");
  });

  test("a cap is never passed, however many ask at once and however long they are answered", async () => {
    const talkative = Array.from({ length: 400 }, (_, i) => ({ kind: "fact", statement: `Fact number ${i} of many.`, evidence: [] }));
    fake.set({ answer: () => ({ candidates: talkative }) });
    const cap = 0.25;
    const { asker, ledger } = asking({ dream: cap });
    const all = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => asker.ask(question(`q${i}`, { model: "claude-opus-5" }))));
    expect(all.some((r) => r.status === "rejected" && /at most/.test(String(r.reason)))).toBe(true);
    expect(ledger.calls.length).toBeGreaterThan(0);
    expect(ledger.calls.reduce((sum, c) => sum + (c.usd ?? 0), 0)).toBeLessThanOrEqual(cap);
    expect(ledger.holds.size).toBe(0);
  });

  test("an answer without counts of tokens is used, and booked by a rough count; what it has counts for is booked by them", async () => {
    const { asker, ledger } = asking({}, { fault: uncounted(), when: (r) => r.user.startsWith("uncounted") });
    expect((await asker.ask(question("uncounted".repeat(100)))).kind).toBe("answer");
    expect((await asker.ask(question("counted"))).kind).toBe("answer");
    expect(fake.calls.paid).toHaveLength(2);
    const [rough, exact] = ledger.calls.map((c) => c.tokens);
    expect(rough?.input_tokens).toBeGreaterThan(200);
    expect(rough?.output_tokens).toBeGreaterThan(0);
    expect(exact).toMatchObject({
      input_tokens: fake.calls.paid[1]?.message.usage.input_tokens,
      output_tokens: fake.calls.paid[1]?.message.usage.output_tokens,
    });
  });

  test("a refusal before anything was said costs nothing; one after a part of the answer does", async () => {
    const { asker, ledger } = asking(
      {},
      { fault: refuses("bio"), when: (r) => r.user === "at once" },
      { fault: refuses("bio", 0.9), when: (r) => r.user === "later" },
    );
    expect((await asker.ask(question("at once"))).kind).toBe("refused");
    expect((await asker.ask(question("later"))).kind).toBe("refused");
    expect(ledger.calls.map((c) => (c.usd ?? 0) > 0)).toEqual([false, true]);
  });

  test("a connection that ends in mid-stream is booked with what it had said", async () => {
    const said = Array.from({ length: 40 }, (_, i) => ({ event_seq: i, quote: `Quote number ${i} of many.` }));
    fake.set({ answer: () => ({ candidates: said }) });
    const { asker, ledger } = asking({}, { fault: droppedMidStream(12), times: 1 });
    expect((await asker.ask(question("x"))).kind).toBe("answer");
    expect(ledger.calls.map((c) => c.result)).toEqual(["broken-off", "answer"]);
    expect(ledger.calls[0]?.tokens.output_tokens).toBeGreaterThan(50);
  });

  test.each([
    ["in a fence, with braces in the words around it", 'Found {two}:\n```json\n{"candidates": []}\n```\nMore {if} you want.'],
    ["behind a byte order mark", '\ufeff{"candidates": []}'],
    [
      "with nulls for what it does not say",
      '{"candidates": [{"event_seq": 0, "quote": "a", "kind": null, "statement": null, "evidence": null}]}',
    ],
  ])("JSON is found %s, and paid for once", async (_, text) => {
    const { asker } = asking({}, { fault: says(text) });
    expect((await asker.ask(question("x"))).kind).toBe("answer");
    expect(fake.calls.paid).toHaveLength(1);
  });

  test.each([
    ["of a contract", status(429, { details: { error_code: "contract_spend_limit_reached" } }), "spending limit"],
    ["of a parent's account", status(429, { details: { error_code: "linked_organization_spend_limit_reached" } }), "spending limit"],
    ["of what was paid in", status(400, { message: "Your credit balance is too low to access the Anthropic API." }), "cannot pay"],
  ])("the end %s stops, and is not asked again", async (_, fault, words) => {
    const { asker } = asking({}, { fault });
    await expect(asker.ask(question("x"))).rejects.toThrow(words);
    await expect(asker.ask(question("y"))).rejects.toThrow(words);
    expect(fake.calls.requests).toHaveLength(1);
  });

  test.each([
    [200, "what answered is not the Claude API"],
    [503, "status 503, no reason given"],
  ])("a page with status %i in place of the API is told as such", async (code, words) => {
    const proxy = createServer((_, response) => response.writeHead(code, { "content-type": "text/html" }).end("<html>Hello</html>"));
    await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
    const client = claudeClient(TEST_KEY, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const caps = { dream: null, store: null, workspace: null };
    const options = { client, prices: loadPrices(), signal: new AbortController().signal, ledger: memoryLedger(), caps };
    const asker = new Asker({ ...options, concurrency: 1, backoffMs: 1 });
    expect(await asker.ask(question("x"))).toEqual({ kind: "failed", why: words });
    proxy.close();
  });

  test("a key that the API repeats is in no message", async () => {
    const { asker } = asking({}, { fault: status(401, { message: `invalid x-api-key: ${TEST_KEY}` }) });
    const error = await asker.ask(question("x")).catch((e: unknown) => e);
    expect(String(error)).toContain("does not accept the key");
    expect(String(error)).not.toContain(TEST_KEY);
  });
});
