import type { Message } from "@anthropic-ai/sdk/resources/messages";
import { ApiError, invalid } from "./api-error";
import { composeMessage } from "./compose-message";
import type { FakeOptions, KeyGrant } from "./fake-options";
import { type Fault, FaultPlan } from "./faults";
import { fillSchema } from "./fill-schema";
import { type Latency, NO_LATENCY } from "./latency";
import type { AnswerFunction, ModelRequest } from "./model-request";
import { type FakeModel, MODELS } from "./models";
import { FOUR_UNITS, promptParts, systemText, userText } from "./prompt";
import { PromptCache } from "./prompt-cache";
import { RateLimit } from "./rate-limit";
import type { RecordedCalls } from "./recorded-calls";
import { checkModel, checkRequest } from "./request-rules";
import { type MessagesBody, parseCount, parseMessages } from "./request-shape";

export type Caller = { key: string; grant: KeyGrant; retry: number; customId: string | null };

/** A call on its way: its message is made, and becomes paid when it is begun. */
export type Generation = {
  message: Message;
  faults: readonly Fault[];
  latency: Latency;
  inputTokens: number;
  /** The answer begins: what it writes to the cache can be read, and it costs money. */
  begin(): void;
};

const plainAnswer: AnswerFunction = ({ schema }) => (schema ? JSON.stringify(fillSchema(schema)) : "OK.");

/** The part of the server that knows prompts: checks, counts, caches and answers them, over HTTP or in a batch. */
export class FakeModels {
  readonly faults = new FaultPlan();
  readonly limit: RateLimit;
  answer: AnswerFunction;
  latency: Latency;
  readonly #options: FakeOptions;
  readonly #calls: RecordedCalls;
  readonly #cache: PromptCache;
  #n = 0;

  constructor(options: FakeOptions, calls: RecordedCalls, now: () => number) {
    this.#options = options;
    this.#calls = calls;
    this.#cache = new PromptCache(now);
    this.limit = new RateLimit(options.limits, now);
    this.answer = options.answer ?? plainAnswer;
    this.latency = options.latency ?? NO_LATENCY;
    this.faults.add(...(options.faults ?? []));
  }

  /** The model of this name; 404 for one that does not exist or is not for this key. */
  find(name: string, grant: KeyGrant): FakeModel {
    const model = MODELS.find((m) => m.id === name || name.replace(/-\d{8}$/, "") === m.id);
    if (!model || (grant.models && !grant.models.includes(model.id))) throw new ApiError("not_found_error", `model: ${name}`);
    return model;
  }

  countTokens(raw: unknown, grant: KeyGrant): number {
    const body = parseCount(raw);
    checkRequest(body);
    checkModel(this.find(body.model, grant), { ...body, max_tokens: 2048 });
    return this.#parts(body).at(-1)?.prefixTokens ?? 0;
  }

  #parts(body: MessagesBody) {
    return promptParts(body, this.#options.tokenizer ?? FOUR_UNITS);
  }

  /** Checks a request and makes its answer. Throws an `ApiError` for what is refused, by a rule or by a fault. */
  async generate(raw: unknown, caller: Caller): Promise<Generation> {
    const body = parseMessages(raw);
    checkRequest(body);
    const model = this.find(body.model, caller.grant);
    checkModel(model, body);
    if (caller.customId !== null) checkInBatch(body);
    const request: ModelRequest = {
      n: ++this.#n,
      key: caller.key,
      retry: caller.retry,
      body,
      system: systemText(body),
      user: userText(body),
      schema: body.output_config?.format?.schema ?? null,
      customId: caller.customId,
    };
    const faults = this.faults.take(request);
    for (const fault of faults) if (fault.kind === "error") throw fault.error;

    const parts = this.#parts(body);
    const inputTokens = parts.at(-1)?.prefixTokens ?? 0;
    if (inputTokens > model.maxInputTokens) throw invalid(`prompt is too long: ${inputTokens} tokens > ${model.maxInputTokens} maximum`);
    const cache = this.#cache.look(parts, model.minCacheTokens, caller.key);
    if (caller.customId === null) this.limit.enter(caller.key, inputTokens - cache.readTokens);
    const startMs = performance.now();
    const answer = body.max_tokens === 0 ? [] : await this.answer(request);
    const message = composeMessage({
      body,
      model,
      answer,
      faults,
      cache,
      count: this.#options.tokenizer ?? FOUR_UNITS,
      id: `msg_${String(request.n).padStart(12, "0")}`,
      tier: caller.customId === null ? "standard" : "batch",
    });
    const slow = faults.findLast((fault) => fault.kind === "slow");
    const begin = () => {
      cache.commit();
      this.limit.said(caller.key, message.usage.output_tokens);
      // A refusal before any output is not billed.
      if (message.stop_reason !== "refusal" || message.content.length > 0) this.#calls.paid.push({ request, message, startMs });
    };
    return { message, faults, latency: slow?.latency ?? this.latency, inputTokens, begin };
  }
}

function checkInBatch(body: MessagesBody): void {
  if (body.stream) throw invalid("stream: streaming is not supported in the Message Batches API");
  if (body.speed) throw invalid("speed: not supported in the Message Batches API");
  if (body.max_tokens === 0) throw invalid("max_tokens: 0 is not supported in the Message Batches API");
}
