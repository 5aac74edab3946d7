import { setMaxListeners } from "node:events";
import Anthropic, { APIConnectionError, APIError, APIUserAbortError } from "@anthropic-ai/sdk";
import { roughTokens } from "@/lib/domain/claude-models";
import { AppError } from "@/lib/domain/errors";
import { Lanes, wait } from "@/lib/dreaming/claude/lanes";
import type { Caps, Ledger, PaidCall } from "@/lib/dreaming/claude/ledger";
import { type Prices, priceOf, type Tokens } from "@/lib/dreaming/claude/prices";
import { bodyOf, keyOf, type Question, readAnswer, type Without } from "@/lib/dreaming/claude/request";

/** `failed`: the API did not answer this one, another time it may. The others will not change by asking again. */
export type Answer<T> =
  | { kind: "answer"; value: T }
  | { kind: "refused"; why: string }
  | { kind: "too-long"; why: string }
  | { kind: "unparsable"; why: string }
  | { kind: "failed"; why: string };

type Sent = { kind: "message"; message: Anthropic.Message; requestId: string | null };

export type AskerOptions = {
  client: Anthropic;
  ledger: Ledger;
  prices: Prices;
  caps: Caps;
  signal: AbortSignal;
  /** Requests at once. */
  concurrency: number;
  /** First pause after a failure, doubled with each further one. */
  backoffMs?: number;
};

const MAX_ATTEMPTS = 5;
const MAX_BACKOFF_MS = 16_000;
/** A pause that the API asks for and that is longer than this is not waited for. */
const MAX_RETRY_AFTER_MS = 120_000;
/** Questions in a row that no attempt could bring through: then nothing more is sent. */
const BREAKER = 3;
/** An answer that was cut off is asked for once more with so many times the room. */
const MORE_ROOM = 4;

/**
 * Asks a model, many questions at once under one limit. An answer that is known is not asked for again; every answer is booked, with what it cost, before
 * it is used. Failures that pass are tried again as the API's headers say. Throws `unprocessable` when a cap is reached, the account may spend no more,
 * the key is refused, or the API fails again and again: then nothing more is sent, and what was paid for is kept.
 */
export class Asker {
  private readonly lanes: Lanes;
  private readonly without = new Map<string, Without>();
  /** Why nothing more is sent. */
  private stopped: unknown = null;
  private exhausted = 0;
  /** USD that requests in flight may still cost. */
  private reserved = 0;

  constructor(private readonly options: AskerOptions) {
    this.lanes = new Lanes(options.concurrency);
    // Each request in flight listens for the end of the dream.
    setMaxListeners(0, options.signal);
  }

  async ask<T>(question: Question<T>): Promise<Answer<T>> {
    const key = keyOf(question);
    const known = (await this.options.ledger.recall([key])).get(key) as Answer<T> | undefined;
    if (known) return known;
    return this.lanes.run(this.options.signal, () => this.askAnew(question, key));
  }

  private async askAnew<T>(question: Question<T>, key: string): Promise<Answer<T>> {
    let room = question.maxTokens;
    for (let second = false; ; second = true) {
      const got = await this.send(question, room);
      if (got.kind === "failed") return got;
      const answer = judge(got.message, question);
      const final = second || answer.kind === "answer" || answer.kind === "refused";
      // Kept is what asking again would not change; an answer that could not be read may be readable another time.
      const kept = final && answer.kind !== "unparsable" ? { key, answer } : null;
      await this.options.ledger.book(this.paid(question, got, answer.kind), kept).catch((error) => {
        // What cannot be booked must not be bought: the others stop too.
        this.stopped ??= error;
        throw error;
      });
      if (final) return answer;
      if (answer.kind === "too-long") room *= MORE_ROOM;
    }
  }

  /** One message, through the failures that pass. */
  private async send(question: Question<unknown>, room: number): Promise<Sent | { kind: "failed"; why: string }> {
    let why = "";
    for (let attempt = 0; attempt < MAX_ATTEMPTS; ) {
      if (this.stopped) throw this.stopped;
      const without = this.without.get(question.model) ?? { effort: false, format: false };
      const body = bodyOf(question, room, without, "5m");
      const cost = await this.reserve(question, room);
      try {
        const sent = await this.stream(body, question);
        this.exhausted = 0;
        return sent;
      } catch (error) {
        this.options.signal.throwIfAborted();
        if (error instanceof AppError) throw error;
        if (this.learnt(question, without, error)) continue;
        const verdict = judgeFailure(error);
        if (verdict.stop) this.stop(verdict.stop);
        why = verdict.why;
        if (verdict.final) return { kind: "failed", why };
        attempt++;
        const backoff = Math.min(MAX_BACKOFF_MS, (this.options.backoffMs ?? 500) * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
        if (verdict.afterMs !== null) this.lanes.pause(verdict.afterMs);
        if (attempt < MAX_ATTEMPTS)
          await (verdict.afterMs === null ? wait(backoff, this.options.signal) : this.lanes.untilOpen(this.options.signal));
      } finally {
        this.reserved -= cost;
      }
    }
    if (++this.exhausted >= BREAKER)
      this.stop(
        `The Claude API failed ${BREAKER} requests in a row, each ${MAX_ATTEMPTS} times (${why}). Start the dream again later: what was read is kept.`,
      );
    return { kind: "failed", why };
  }

  /** Streamed, so that a long answer keeps its connection; what a broken stream had already cost is booked. */
  private async stream(body: Anthropic.MessageCreateParamsNonStreaming, question: Question<unknown>): Promise<Sent> {
    let started: Anthropic.Message | null = null;
    const stream = this.options.client.messages.stream(body, { signal: this.options.signal, maxRetries: 0 });
    stream.on("streamEvent", (event) => {
      if (event.type === "message_start") started = event.message;
    });
    try {
      const message = await stream.finalMessage();
      return { kind: "message", message, requestId: stream.request_id ?? null };
    } catch (error) {
      if (started !== null && !this.options.signal.aborted)
        await this.options.ledger.book(this.paid(question, { message: started, requestId: stream.request_id ?? null }, "broken-off"), null);
      throw error;
    }
  }

  private paid(question: Question<unknown>, { message, requestId }: Omit<Sent, "kind">, result: string): PaidCall {
    const tokens = tokensOf(message.usage);
    const usd = priceOf(this.options.prices, question.model, tokens, false);
    return { phase: question.phase, model: question.model, tokens, usd, batch: false, requestId, result };
  }

  /** Holds what the request may cost against the caps. Throws `unprocessable` with the cap that it would break. */
  private async reserve(question: Question<unknown>, room: number): Promise<number> {
    const tokens = {
      input_tokens: roughTokens(question.system.length + question.user.length),
      // Answers are far shorter than their room; what counts is booked.
      output_tokens: Math.min(room, 600),
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_creation_1h_tokens: 0,
    };
    const cost = priceOf(this.options.prices, question.model, tokens, false) ?? 0;
    const { caps } = this.options;
    if (caps.dream !== null || caps.store !== null || caps.workspace !== null) {
      const spent = await this.options.ledger.spent();
      const over = overCap(caps, spent, this.reserved + cost);
      if (over) this.stop(over);
    }
    this.reserved += cost;
    return cost;
  }

  private stop(message: string): never {
    this.stopped ??= new AppError("unprocessable", message);
    throw this.stopped;
  }

  /** A model that does not take a parameter is asked without it from then on. */
  private learnt(question: Question<unknown>, without: Without, error: unknown): boolean {
    if (!(error instanceof APIError) || error.status !== 400) return false;
    const message = error.message;
    const next = { ...without };
    if (!without.effort && question.effort !== null && /effort/i.test(message)) next.effort = true;
    else if (!without.format && /output_config|output_format|json_schema|structured|schema/i.test(message)) next.format = true;
    else return false;
    this.without.set(question.model, next);
    return true;
  }
}

export function overCap(caps: Caps, spent: { dream: number; store: number; workspace: number }, more: number): string | null {
  const dollars = (usd: number) => `$${usd.toFixed(2)}`;
  const kept = "What was read is kept: with a higher cap the dream goes on where it stopped.";
  if (caps.dream !== null && spent.dream + more > caps.dream)
    return `The dream has cost ${dollars(spent.dream)} and may cost ${dollars(caps.dream)} at most (the store's settings). ${kept}`;
  if (caps.store !== null && spent.store + more > caps.store)
    return `The store's dreams have cost ${dollars(spent.store)} this month and may cost ${dollars(caps.store)} at most (the store's settings). ${kept}`;
  if (caps.workspace !== null && spent.workspace + more > caps.workspace)
    return `The workspace's dreams have cost ${dollars(spent.workspace)} this month and may cost ${dollars(caps.workspace)} at most (Settings, Claude). ${kept}`;
  return null;
}

export function tokensOf(usage: Anthropic.Usage): Tokens {
  return {
    input_tokens: usage.input_tokens,
    output_tokens: usage.output_tokens,
    cache_read_input_tokens: usage.cache_read_input_tokens ?? 0,
    cache_creation_input_tokens: usage.cache_creation_input_tokens ?? 0,
    cache_creation_1h_tokens: usage.cache_creation?.ephemeral_1h_input_tokens ?? 0,
  };
}

/** What a whole message says: an answer, or why there is none. `stop_reason` is looked at before the text. */
export function judge<T>(message: Anthropic.Message, question: Pick<Question<T>, "schema">): Answer<T> {
  if (message.stop_reason === "refusal") {
    const category = message.stop_details?.type === "refusal" ? message.stop_details.category : null;
    return { kind: "refused", why: `the model refused it${category ? ` (${category})` : ""}` };
  }
  if (message.stop_reason === "max_tokens") return { kind: "too-long", why: "the answer was longer than a request may give" };
  if (message.stop_reason === "model_context_window_exceeded") return { kind: "too-long", why: "it is longer than the model can read" };
  const read = readAnswer(message, question.schema);
  return read.ok ? { kind: "answer", value: read.value } : { kind: "unparsable", why: read.why };
}

type Failure = { why: string; final: boolean; afterMs: number | null; stop: string | null };

/** What a failure means: whether it passes, when to try again, or that nothing more should be sent. */
function judgeFailure(error: unknown): Failure {
  const passes = (why: string, afterMs: number | null = null): Failure => ({ why, final: false, afterMs, stop: null });
  const final = (why: string): Failure => ({ why, final: true, afterMs: null, stop: null });
  const stop = (why: string): Failure => ({ why, final: true, afterMs: null, stop: why });
  if (error instanceof APIUserAbortError || !(error instanceof APIError)) {
    // A stream that ends in the middle is told apart from a bug by what the SDK calls its errors.
    if (error instanceof Anthropic.AnthropicError) return passes("the connection broke off in the middle of the answer");
    throw error;
  }
  if (error instanceof APIConnectionError) return passes("the API could not be reached");
  const said = (error.apiMessage ?? "no reason given").replace(/\.$/, "");
  switch (error.status) {
    case 401:
      return stop(`The Claude API does not accept the key: ${said}. Give it another one (Settings, Claude).`);
    case 402:
      return stop(`The Claude API says that the account cannot pay: ${said}.`);
    case 403:
      return stop(`The Claude API says that the key may not do this: ${said}.`);
    case 404:
      return stop(`The Claude API does not know the model: ${said}. Choose another one in the store's settings.`);
    case 429: {
      const after = retryAfterMs(error);
      if (error.errorCode === "enforced_spend_limit_reached" || /spend(?:ing)? limit/i.test(said))
        return stop(`The account's spending limit at Anthropic is reached: ${said}. Raise it there; what was read is kept.`);
      if (after !== null && after > MAX_RETRY_AFTER_MS)
        return stop(
          `The Claude API asks to wait ${Math.ceil(after / 60_000)} minutes (rate limit). Start the dream again then: what was read is kept.`,
        );
      return passes("the rate limit was reached", after);
    }
    case 413:
      return final("the request is larger than the API takes");
    default:
      if (error.headers?.get("x-should-retry") === "false") return final(said);
      if (error.status === undefined || error.status >= 500 || error.status === 408 || error.status === 409)
        return passes(said, retryAfterMs(error));
      return final(said);
  }
}

function retryAfterMs(error: APIError): number | null {
  const ms = Number(error.headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const after = error.headers?.get("retry-after");
  if (!after) return null;
  const seconds = Number(after);
  const until = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(after) - Date.now();
  return Number.isFinite(until) ? Math.max(0, until) : null;
}
