import { createHash } from "node:crypto";
import type { Message, Usage } from "@anthropic-ai/sdk/resources/messages";
import type { ApiErrorType } from "./api-error";
import type { ModelRequest } from "./model-request";

export type Route = "messages" | "count_tokens" | "batches" | "models";

/** How a request ended. `open`: it has not. `aborted`: the client went away first. `dropped`: a fault ended the connection. */
export type Outcome = "open" | "answered" | "error" | "aborted" | "dropped";

export type RecordedRequest = {
  route: Route;
  method: string;
  /** With its query. */
  path: string;
  key: string | null;
  headers: Readonly<Record<string, string>>;
  /** As parsed from JSON; undefined without a body. */
  body: unknown;
  requestId: string;
  atMs: number;
  endedMs: number | null;
  /** Of the response; null before it and where there was none. */
  status: number | null;
  outcome: Outcome;
  errorType: ApiErrorType | null;
};

/** A call of the model that came so far that it costs money: those whose connection was dropped later as well. */
export type PaidCall = { request: ModelRequest; message: Message; startMs: number };

export type UsageTotals = {
  calls: number;
  input_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
  output_tokens: number;
};

const NOTHING: UsageTotals = { calls: 0, input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 };

/** All that the server was asked, and what was paid. */
export class RecordedCalls {
  readonly requests: RecordedRequest[] = [];
  readonly paid: PaidCall[] = [];
  /** Calls of the model that are being answered now, and the most there ever were at once. */
  open = 0;
  mostOpen = 0;

  begin(): void {
    this.open++;
    this.mostOpen = Math.max(this.mostOpen, this.open);
  }

  end(): void {
    this.open--;
  }

  /** Usage of the paid calls, all together or those that `of` matches. */
  usage(of: (call: PaidCall) => boolean = () => true): UsageTotals {
    return this.paid.filter(of).reduce((sum, { message }) => plus(sum, message.usage), NOTHING);
  }

  usageByModel(): Record<string, UsageTotals> {
    const models = [...new Set(this.paid.map((call) => call.message.model))];
    return Object.fromEntries(models.map((model) => [model, this.usage((call) => call.message.model === model)]));
  }

  /** How many paid calls there were for each key; those with the key null are left out. */
  callsBy(keyOf: (request: ModelRequest) => string | null): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { request } of this.paid) {
      const key = keyOf(request);
      if (key !== null) counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  /** Prompts that were paid more than once, each as the calls it was paid with. */
  paidTwice(): PaidCall[][] {
    const groups = new Map<string, PaidCall[]>();
    for (const call of this.paid) {
      const key = promptKey(call.request);
      groups.set(key, [...(groups.get(key) ?? []), call]);
    }
    return [...groups.values()].filter((calls) => calls.length > 1);
  }

  clear(): void {
    this.requests.length = 0;
    this.paid.length = 0;
    this.mostOpen = this.open;
  }
}

function promptKey({ body }: ModelRequest): string {
  const { stream: _, metadata: __, ...prompt } = body;
  return createHash("sha256").update(JSON.stringify(prompt)).digest("base64");
}

const plus = (sum: UsageTotals, usage: Usage): UsageTotals => ({
  calls: sum.calls + 1,
  input_tokens: sum.input_tokens + usage.input_tokens,
  cache_creation_input_tokens: sum.cache_creation_input_tokens + (usage.cache_creation_input_tokens ?? 0),
  cache_read_input_tokens: sum.cache_read_input_tokens + (usage.cache_read_input_tokens ?? 0),
  output_tokens: sum.output_tokens + usage.output_tokens,
});
