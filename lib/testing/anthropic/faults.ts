import type { RefusalStopDetails, StopReason } from "@anthropic-ai/sdk/resources/messages";
import { ApiError, typeOfStatus } from "./api-error";
import type { Latency } from "./latency";
import type { Answer, ModelRequest } from "./model-request";
import type { RecordedRequest, Route } from "./recorded-calls";

/** What goes wrong with a call. Faults of several rules add up: slow and cut short, for instance. */
export type Fault =
  /** An error response before anything else. In a batch: an errored result. */
  | { kind: "error"; error: ApiError }
  /** The connection ends: before the headers, or after so many events of a stream (without streaming and for a batch's results: in the middle of the body). */
  | { kind: "drop"; after: "nothing" | { events: number } }
  /** An `error` event after so many events of a stream; without streaming it is an error response. */
  | { kind: "stream_error"; error: ApiError; events: number }
  /** Never answers, or goes silent after so many events of a stream; the connection stays open. */
  | { kind: "hang"; after: "nothing" | { events: number } }
  /** The answer stops early: `keep` is the share of its text that is still said, from 0 to 1. */
  | { kind: "stop"; reason: StopReason; keep: number; details: RefusalStopDetails | null }
  /** Something else is said instead. */
  | { kind: "say"; answer: Answer }
  | { kind: "think"; text: string }
  /** Its tokens are not told, as by a gateway that leaves `usage` out. Streams alone. */
  | { kind: "uncounted" }
  | { kind: "slow"; latency: Latency };

type ErrorFault = Extract<Fault, { kind: "error" }>;
type DropFault = Extract<Fault, { kind: "drop" }>;

type ErrorOptions = {
  retryAfterSeconds?: number;
  /** The header `retry-after` as a date. */
  retryAt?: Date;
  /** The header `retry-after-ms`. */
  retryAfterMs?: number;
  shouldRetry?: boolean;
  message?: string;
  details?: Record<string, unknown>;
};

/** An error response of a status, with the headers that steer a client's retries. */
export function status(code: number, options: ErrorOptions = {}): ErrorFault {
  const headers: Record<string, string> = {};
  if (options.retryAfterSeconds !== undefined) headers["retry-after"] = String(options.retryAfterSeconds);
  if (options.retryAt) headers["retry-after"] = options.retryAt.toUTCString();
  if (options.retryAfterMs !== undefined) headers["retry-after-ms"] = String(options.retryAfterMs);
  if (options.shouldRetry !== undefined) headers["x-should-retry"] = String(options.shouldRetry);
  const error = new ApiError(typeOfStatus(code), options.message ?? `Status ${code}`, { status: code, headers, details: options.details });
  return { kind: "error", error };
}

/** 429; give `retryAfterSeconds` or leave the header out. */
export const rateLimited = (options: ErrorOptions = {}): ErrorFault =>
  status(429, { message: "This request would exceed your organization's rate limit.", ...options });

/** The 429 of a spend limit: it has no `retry-after`, and asking again does not help. */
export const spendLimitReached = (): ErrorFault =>
  status(429, {
    message: "You have reached your specified API usage limits. You will regain access at the start of next month.",
    details: { error_code: "enforced_spend_limit_reached" },
  });

export const overloaded = (options: ErrorOptions = {}): ErrorFault => status(529, { message: "Overloaded", ...options });
export const serverError = (options: ErrorOptions = {}): ErrorFault => status(500, { message: "Internal server error", ...options });

/** The connection ends before the headers. */
export const dropped = (): DropFault => ({ kind: "drop", after: "nothing" });
/** The connection ends in the middle of the answer. */
export const droppedMidStream = (events = 3): DropFault => ({ kind: "drop", after: { events } });
export const overloadedMidStream = (events = 3): Fault => ({
  kind: "stream_error",
  error: new ApiError("overloaded_error", "Overloaded"),
  events,
});
export const hangs = (): Fault => ({ kind: "hang", after: "nothing" });
export const fallsSilent = (events = 3): Fault => ({ kind: "hang", after: { events } });

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
export const uncounted = (): Fault => ({ kind: "uncounted" });
export const slow = (latency: Latency): Fault => ({ kind: "slow", latency });

type Timing = {
  /** Among the calls that `when` matches, counted from one. */
  nth?: number | readonly number[];
  /** At most so often. */
  times?: number;
};

/**
 * When a fault happens to a call of the model, over HTTP or in a batch. Without `nth` and `times` it happens at every call that `when`
 * matches.
 */
export type FaultRule = Timing & { route?: undefined; fault: Fault; when?: (request: ModelRequest) => boolean };

/** When a request of another route (token counts, batches, models) is answered with an error, or its connection ends. */
export type RouteFaultRule = Timing & {
  route: Exclude<Route, "messages">;
  fault: ErrorFault | DropFault;
  when?: (request: RecordedRequest) => boolean;
};

/** Counts what a rule matches, and says when its fault is due. */
class Due<Rule extends Timing & { fault: Fault; when?: (request: never) => boolean }> {
  #seen = 0;
  #done = 0;
  constructor(readonly rule: Rule) {}

  take(matches: boolean): Rule["fault"][] {
    const { nth, times, fault } = this.rule;
    if (!matches) return [];
    this.#seen++;
    if (nth !== undefined && ![nth].flat().includes(this.#seen)) return [];
    if (times !== undefined && this.#done >= times) return [];
    this.#done++;
    return [fault];
  }
}

export class FaultPlan {
  #calls: Due<FaultRule>[] = [];
  #routes: Due<RouteFaultRule>[] = [];

  add(...rules: (FaultRule | RouteFaultRule)[]): void {
    for (const rule of rules)
      if (rule.route) this.#routes.push(new Due(rule));
      else this.#calls.push(new Due(rule));
  }

  clear(): void {
    this.#calls = [];
    this.#routes = [];
  }

  /** The faults of a call of the model; asking counts as the call. */
  take(request: ModelRequest): Fault[] {
    return this.#calls.flatMap((due) => due.take(due.rule.when?.(request) ?? true));
  }

  /** The first fault of a request of another route; asking counts as the request. */
  takeRoute(request: RecordedRequest): RouteFaultRule["fault"] | null {
    const due = this.#routes.flatMap((d) => d.take(d.rule.route === request.route && (d.rule.when?.(request) ?? true)));
    return due[0] ?? null;
  }
}
