import { ApiError } from "./api-error";
import type { RateLimits } from "./fake-options";

// What the headers say where no limit is kept.
const GENEROUS: RateLimits = { requests: 4_000, inputTokens: 2_000_000, outputTokens: 400_000 };
const MINUTE_MS = 60_000;

/** Limits per minute and key in fixed windows of a minute, and the headers that tell of them. */
export class RateLimit {
  readonly #limits: RateLimits;
  readonly #isKept: boolean;
  readonly #now: () => number;
  readonly #windows = new Map<string, { from: number; used: RateLimits }>();

  constructor(limits: RateLimits | undefined, now: () => number) {
    this.#limits = limits ?? GENEROUS;
    this.#isKept = limits !== undefined;
    this.#now = now;
  }

  #window(key: string): { from: number; used: RateLimits } {
    const now = this.#now();
    const known = this.#windows.get(key);
    if (known && now < known.from + MINUTE_MS) return known;
    const window = { from: now, used: { requests: 0, inputTokens: 0, outputTokens: 0 } };
    this.#windows.set(key, window);
    return window;
  }

  /** Counts a request in, or refuses it. */
  enter(key: string, inputTokens: number): void {
    const { from, used } = this.#window(key);
    const isOver =
      used.requests >= this.#limits.requests ||
      used.inputTokens + inputTokens > this.#limits.inputTokens ||
      used.outputTokens >= this.#limits.outputTokens;
    if (this.#isKept && isOver) {
      const seconds = Math.ceil((from + MINUTE_MS - this.#now()) / 1000);
      throw new ApiError("rate_limit_error", "This request would exceed your organization's rate limit.", {
        headers: { "retry-after": String(seconds) },
      });
    }
    used.requests++;
    used.inputTokens += inputTokens;
  }

  said(key: string, outputTokens: number): void {
    this.#window(key).used.outputTokens += outputTokens;
  }

  headers(key: string): Record<string, string> {
    const { from, used } = this.#window(key);
    const reset = new Date(from + MINUTE_MS).toISOString().replace(/\.\d+Z$/, "Z");
    const of = (name: string, limit: number, taken: number) => ({
      [`anthropic-ratelimit-${name}-limit`]: String(limit),
      [`anthropic-ratelimit-${name}-remaining`]: String(Math.max(0, limit - taken)),
      [`anthropic-ratelimit-${name}-reset`]: reset,
    });
    const { requests, inputTokens, outputTokens } = this.#limits;
    return {
      ...of("requests", requests, used.requests),
      ...of("tokens", inputTokens + outputTokens, used.inputTokens + used.outputTokens),
      ...of("input-tokens", inputTokens, used.inputTokens),
      ...of("output-tokens", outputTokens, used.outputTokens),
    };
  }
}
