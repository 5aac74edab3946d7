import Anthropic from "@anthropic-ai/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { TEST_KEY } from "./fake-options";
import { COMPARED_LATENCY, callMs, firstTokenMs, leastWallMs, scaled } from "./latency";
import { startFakeAnthropic } from "./server";

test("a call takes 300 ms, a millisecond for 20 tokens read, ten for each said", () => {
  expect(firstTokenMs(COMPARED_LATENCY, 2_000)).toBe(400);
  expect(callMs(COMPARED_LATENCY, 2_000, 150)).toBe(1_900);
  expect(callMs(scaled(COMPARED_LATENCY, 0.1), 2_000, 150)).toBeCloseTo(190);
});

test("no order of calls is faster than the least wall time", () => {
  const run = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(run, fc.integer({ min: 1, max: 16 }), (calls, lanes) => {
      const busy: number[] = Array(lanes).fill(0);
      for (const ms of calls) {
        const free = busy.indexOf(Math.min(...busy));
        busy[free] = (busy[free] ?? 0) + ms;
      }
      expect(Math.max(...busy)).toBeGreaterThanOrEqual(leastWallMs(calls, lanes) - 1e-9);
    }),
  );
});

test("the server sees how many calls are open at once", async () => {
  // Nobody is answered before all three are there.
  let here = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  const answer = async () => {
    if (++here === 3) open();
    await all;
    return "Done.";
  };
  const fake = await startFakeAnthropic({ answer });
  const client = new Anthropic({ apiKey: TEST_KEY, baseURL: fake.url, maxRetries: 0 });
  const request = { model: "claude-opus-4-8", max_tokens: 1_000, messages: [{ role: "user" as const, content: "Hello." }] };
  await Promise.all([client.messages.create(request), client.messages.stream(request).finalMessage(), client.messages.create(request)]);
  await client.messages.create(request);
  expect(fake.calls.mostOpen).toBe(3);
  await fake.stop();
});
