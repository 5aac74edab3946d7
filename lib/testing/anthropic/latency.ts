/**
 * How long a call takes: `baseMs`, plus the time to read the prompt, until the first token; then the time of every output token.
 * A prompt read from the cache takes as long as another one here, so that a pipeline gains nothing but money from caching.
 */
export type Latency = { baseMs: number; msPerInputToken: number; msPerOutputToken: number };

/** The latency that consolidation pipelines are compared under: 300 ms + 1 ms per 20 input tokens + 10 ms per output token. */
export const COMPARED_LATENCY: Latency = { baseMs: 300, msPerInputToken: 1 / 20, msPerOutputToken: 10 };

export const NO_LATENCY: Latency = { baseMs: 0, msPerInputToken: 0, msPerOutputToken: 0 };

export const firstTokenMs = (latency: Latency, inputTokens: number): number => latency.baseMs + latency.msPerInputToken * inputTokens;

export const callMs = (latency: Latency, inputTokens: number, outputTokens: number): number =>
  firstTokenMs(latency, inputTokens) + latency.msPerOutputToken * outputTokens;

/** The same shape, `factor` times as slow; below one for a test that wants the order of things and not their length. */
export const scaled = (latency: Latency, factor: number): Latency => ({
  baseMs: latency.baseMs * factor,
  msPerInputToken: latency.msPerInputToken * factor,
  msPerOutputToken: latency.msPerOutputToken * factor,
});

/**
 * The least wall time, in ms, in which calls can be made at most `concurrency` at once: no schedule beats the slowest call, nor the sum of
 * all shared out evenly.
 */
export function leastWallMs(callsMs: readonly number[], concurrency: number): number {
  const sum = callsMs.reduce((a, b) => a + b, 0);
  return Math.max(...callsMs, sum / concurrency, 0);
}

/** Waits, and ends early when the signal is aborted. A wait of nothing does not give up the turn. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
