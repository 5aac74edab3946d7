import type { RefusalStopDetails, StopReason } from "@anthropic-ai/sdk/resources/messages";
import { ApiError, typeOfStatus } from "./api-error";
import type { Latency } from "./latency";
import type { Answer, ModelRequest } from "./model-request";

/** What goes wrong with a call. Faults of several rules add up: slow and cut short, for instance. */
export type Fault =
  /** An error response before anything else. In a batch: an errored result. */
  | { kind: "error"; error: ApiError }
  /** The connection ends: before the headers, or after so many events of a stream (without streaming: in the middle of the body). */
  | { kind: "drop"; after: "nothing" | { events: number } }
  /** An `error` event after so many events of a stream; without streaming it is an error response. */
  | { kind: "stream_error"; error: ApiError; events: number }
  /** Never answers. */
  | { kind: "hang" }
  /** The answer stops early: `keep` is the share of its text that is still said, from 0 to 1. */
  | { kind: "stop"; reason: StopReason; keep: number; details: RefusalStopDetails | null }
  /** Something else is said instead. */
  | { kind: "say"; answer: Answer }
  | { kind: "think"; text: string }
  | { kind: "slow"; latency: Latency };

type ErrorOptions = { retryAfterSeconds?: number; shouldRetry?: boolean; message?: string; details?: Record<string, unknown> };

/** An error response of a status, with the headers that steer a client's retries. */
export function status(code: number, options: ErrorOptions = {}): Fault {
  const headers: Record<string, string> = {};
  if (options.retryAfterSeconds !== undefined) headers["retry-after"] = String(options.retryAfterSeconds);
  if (options.shouldRetry !== undefined) headers["x-should-retry"] = String(options.shouldRetry);
  const error = new ApiError(typeOfStatus(code), options.message ?? `Status ${code}`, { status: code, headers, details: options.details });
  return { kind: "error", error };
}

/** 429; give `retryAfterSeconds` or leave the header out. */
export const rateLimited = (options: ErrorOptions = {}): Fault =>
  status(429, { message: "This request would exceed your organization's rate limit.", ...options });

/** The 429 of a spend limit: it has no `retry-after`, and asking again does not help. */
export const spendLimitReached = (): Fault =>
  status(429, {
    message: "You have reached your specified API usage limits. You will regain access at the start of next month.",
    details: { error_code: "enforced_spend_limit_reached" },
  });

export const overloaded = (options: ErrorOptions = {}): Fault => status(529, { message: "Overloaded", ...options });
export const serverError = (options: ErrorOptions = {}): Fault => status(500, { message: "Internal server error", ...options });

/** The connection ends before the headers. */
export const dropped = (): Fault => ({ kind: "drop", after: "nothing" });
/** The connection ends in the middle of the answer. */
export const droppedMidStream = (events = 3): Fault => ({ kind: "drop", after: { events } });
export const overloadedMidStream = (events = 3): Fault => ({
  kind: "stream_error",
  error: new ApiError("overloaded_error", "Overloaded"),
  events,
});
export const hangs = (): Fault => ({ kind: "hang" });

/** Stops at `max_tokens` with this share of its text said. */
export const cutShort = (keep = 0.5): Fault => ({ kind: "stop", reason: "max_tokens", keep, details: null });
export const contextExceeded = (keep = 0.5): Fault => ({ kind: "stop", reason: "model_context_window_exceeded", keep, details: null });
/** Refuses; with `keep` above zero after some of the text has been said already. */
export const refuses = (category: RefusalStopDetails["category"] = "cyber", keep = 0): Fault => ({
  kind: "stop",
  reason: "refusal",
  keep,
  details: { type: "refusal", category, explanation: "The request was declined by a safety classifier." },
});

export const says = (answer: Answer): Fault => ({ kind: "say", answer });
/** No JSON, although JSON was asked for. */
export const invalidJson = (): Fault => says('{"candidates": [{"statement": "the answer ends here');
export const thinksFirst = (text = "Let me look at what was asked."): Fault => ({ kind: "think", text });
export const slow = (latency: Latency): Fault => ({ kind: "slow", latency });

/** When a fault happens. Without `nth` and `times` it happens at every call that `when` matches. */
export type FaultRule = {
  fault: Fault;
  when?: (request: ModelRequest) => boolean;
  /** Among the calls that `when` matches, counted from one. */
  nth?: number | readonly number[];
  /** At most so often. */
  times?: number;
};

export class FaultPlan {
  #rules: { rule: FaultRule; seen: number; done: number }[] = [];

  add(...rules: FaultRule[]): void {
    this.#rules.push(...rules.map((rule) => ({ rule, seen: 0, done: 0 })));
  }

  clear(): void {
    this.#rules = [];
  }

  /** The faults of a call; asking counts as the call. */
  take(request: ModelRequest): Fault[] {
    return this.#rules.flatMap((state) => {
      const { rule } = state;
      if (rule.when && !rule.when(request)) return [];
      state.seen++;
      if (rule.nth !== undefined && ![rule.nth].flat().includes(state.seen)) return [];
      if (rule.times !== undefined && state.done >= rule.times) return [];
      state.done++;
      return [rule.fault];
    });
  }
}
