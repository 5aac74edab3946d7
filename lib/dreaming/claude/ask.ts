import { setMaxListeners } from "node:events";
import Anthropic, { APIConnectionError, APIError, APIUserAbortError } from "@anthropic-ai/sdk";
import { z } from "zod";
import { capabilitiesOf } from "@/lib/domain/claude-models";
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

type Sent = { kind: "message"; message: Anthropic.Message; requestId: string | null; held: number; room: number };
type Unsent = Extract<Answer<never>, { kind: "failed" | "too-long" }>;

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
/** Pauses that the rate limit asks for and that are not counted as attempts: a queue at its gate is no failure. */
const MAX_WAITS = 12;
const MAX_BACKOFF_MS = 16_000;
/** A pause that the API asks for and that is longer than this is not waited for. */
const MAX_RETRY_AFTER_MS = 120_000;
/** Questions in a row that no attempt could bring through: then nothing more is sent. */
const BREAKER = 3;
/** An answer that was cut off is asked for once more with so many times the room. */
const MORE_ROOM = 4;
/** With less room than this an answer is not worth asking for: the cap is reached. */
export const LEAST_ROOM = 400;
/** For caps a token counts as so many bytes: no tokenizer makes more tokens of them than a little over this. */
const CAP_BYTES_PER_TOKEN = 2.5;
const FRAME_TOKENS = 400;

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
  /** USD that were held once and are booked or given back by now. */
  private released = 0;
  private onRelease: (() => void)[] = [];
  /** Questions that are being asked: two sessions with the same words are one question. */
  private readonly asking = new Map<string, Promise<Answer<unknown>>>();

  constructor(private readonly options: AskerOptions) {
    this.lanes = new Lanes(options.concurrency);
    // Each request in flight listens for the end of the dream.
    setMaxListeners(0, options.signal);
  }

  async ask<T>(question: Question<T>): Promise<Answer<T>> {
    const key = keyOf(question);
    const going = this.asking.get(key) ?? this.askOnce(question, key);
    this.asking.set(key, going);
    try {
      return (await going) as Answer<T>;
    } finally {
      this.asking.delete(key);
    }
  }

  private async askOnce<T>(question: Question<T>, key: string): Promise<Answer<T>> {
    const known = (await this.options.ledger.recall([key])).get(key) as Answer<T> | undefined;
    if (known) return known;
    return this.lanes.run(this.options.signal, () => this.askAnew(question, key));
  }

  private async askAnew<T>(question: Question<T>, key: string): Promise<Answer<T>> {
    let room = question.maxTokens;
    for (let second = false; ; second = true) {
      const got = await this.send(question, room);
      if (got.kind !== "message") return got;
      const answer = judge(got.message, question);
      // A cap may have left less room than was asked for: then it is the cap that cut the answer short, and nothing else.
      const narrow = answer.kind === "too-long" && got.room < Math.min(room, capabilitiesOf(question.model).maxOutputTokens);
      const larger = answer.kind === "too-long" && got.message.stop_reason === "model_context_window_exceeded";
      const final = !narrow && (second || larger || answer.kind === "answer" || answer.kind === "refused");
      // Kept is what asking again would not change; an answer that could not be read may be readable another time.
      const kept = final && answer.kind !== "unparsable" ? { key, answer } : null;
      await this.book(this.paid(question, got, answer.kind), kept).finally(() => this.release(got.held));
      if (final) return answer;
      if (narrow) {
        second = false;
        continue;
      }
      if (answer.kind === "too-long") room *= MORE_ROOM;
    }
  }

  private async book(call: PaidCall, kept: { key: string; answer: unknown } | null): Promise<void> {
    await this.options.ledger.book(call, kept).catch((error) => {
      // What cannot be booked must not be bought: the others stop too.
      this.stopped ??= error;
      throw error;
    });
  }

  /** One message, through the failures that pass. What it holds of the caps is given back when it is booked. */
  private async send(question: Question<unknown>, wanted: number): Promise<Sent | Unsent> {
    let why = "";
    let waits = 0;
    let tried: Without | null = null;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; ) {
      if (this.stopped) throw this.stopped;
      const without: Without = tried ?? this.without.get(question.model) ?? { effort: false, format: false };
      const { held, room } = await this.reserve(question, wanted);
      let sent = false;
      try {
        if (this.stopped) throw this.stopped;
        const got = await this.stream(bodyOf(question, room, without, "5m"), question);
        sent = true;
        this.exhausted = 0;
        // Only what went through without a parameter shows that it was the parameter.
        if (tried) this.without.set(question.model, merged(this.without.get(question.model), tried));
        return { ...got, held, room };
      } catch (error) {
        this.options.signal.throwIfAborted();
        if (error === this.stopped) throw error;
        const fewer = refusedParameter(question, without, error);
        if (fewer) {
          tried = fewer;
          continue;
        }
        const verdict = judgeFailure(error, this.options.client.apiKey);
        if (verdict.stop) this.stop(verdict.stop);
        why = verdict.why;
        if (verdict.final) return { kind: verdict.tooLong ? "too-long" : "failed", why };
        if (verdict.limited && verdict.afterMs !== null && waits < MAX_WAITS) waits++;
        else attempt++;
        const backoff =
          Math.min(MAX_BACKOFF_MS, (this.options.backoffMs ?? 500) * 2 ** Math.max(0, attempt - 1)) * (0.75 + Math.random() / 2);
        if (verdict.afterMs !== null) this.lanes.pause(verdict.afterMs);
        if (attempt < MAX_ATTEMPTS)
          await (verdict.afterMs === null ? wait(backoff, this.options.signal) : this.lanes.untilOpen(this.options.signal));
      } finally {
        if (!sent) this.release(held);
      }
    }
    if (++this.exhausted >= BREAKER)
      this.stop(
        `The Claude API failed ${BREAKER} requests in a row, each ${MAX_ATTEMPTS} times (${why}). Start the dream again later: what was read is kept.`,
      );
    return { kind: "failed", why };
  }

  /** Streamed, so that a long answer keeps its connection; what a broken stream had already cost is booked. */
  private async stream(body: Anthropic.MessageCreateParamsNonStreaming, question: Question<unknown>): Promise<Omit<Sent, "held" | "room">> {
    let started: Anthropic.Message | null = null;
    const stream = this.options.client.messages.stream(body, { signal: this.options.signal, maxRetries: 0 });
    stream.on("streamEvent", (event) => {
      if (event.type === "message_start") started = event.message;
    });
    try {
      const message = await stream.finalMessage();
      return { kind: "message", message, requestId: stream.request_id ?? null };
    } catch (error) {
      // Also of a dream that was canceled: what had begun is on the account's bill.
      if (started !== null)
        await this.book(this.paid(question, { message: started, requestId: stream.request_id ?? null }, "broken-off"), null);
      throw error;
    }
  }

  private paid(question: Question<unknown>, { message, requestId }: Pick<Sent, "message" | "requestId">, result: string): PaidCall {
    const tokens = tokensOf(message.usage);
    const usd = priceOf(this.options.prices, question.model, tokens, false);
    return { phase: question.phase, model: question.model, tokens, usd, batch: false, requestId, result };
  }

  /**
   * Holds what the request may cost at most against the caps, and says how long its answer may be: near a cap shorter than wanted, so that the cap holds
   * whatever the model does. Waits for requests in flight where they hold what is left. Throws `unprocessable` with the cap that it would break.
   */
  private async reserve(question: Question<unknown>, wanted: number): Promise<{ held: number; room: number }> {
    const { caps, prices, ledger } = this.options;
    const room = Math.min(wanted, capabilitiesOf(question.model).maxOutputTokens);
    const costOf = (output: number) => costAtMost(prices, question, output, false);
    const hold = (output: number) => {
      const held = costOf(output);
      this.reserved += held;
      return { held, room: output };
    };
    if (caps.dream === null && caps.store === null && caps.workspace === null) return hold(room);
    const least = Math.min(room, LEAST_ROOM);
    for (;;) {
      if (this.stopped) throw this.stopped;
      const before = this.released;
      const spent = await ledger.spent();
      this.options.signal.throwIfAborted();
      // What was given back while the ledger was asked may not have been booked when it answered.
      const busy = this.reserved + this.released - before;
      const left = leftUnder(caps, spent) - busy;
      const perToken = (costOf(room + 1) - costOf(0)) / (room + 1);
      const affordable = perToken > 0 ? Math.floor((left - costOf(0)) / perToken) : left >= costOf(0) ? room : 0;
      if (affordable >= least) return hold(Math.min(room, affordable));
      const over = overCap(caps, spent, costOf(least));
      if (over) this.stop(over);
      if (busy === 0) return hold(least);
      if (this.reserved > 0) await new Promise<void>((go) => this.onRelease.push(go));
    }
  }

  private release(held: number): void {
    this.reserved = Math.max(0, this.reserved - held);
    this.released += held;
    for (const go of this.onRelease.splice(0)) go();
  }

  private stop(message: string): never {
    this.stopped ??= new AppError("unprocessable", message);
    throw this.stopped;
  }
}

const NO_TOKENS: Tokens = {
  input_tokens: 0,
  output_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_creation_1h_tokens: 0,
};

const merged = (a: Without | undefined, b: Without): Without => ({
  effort: b.effort || a?.effort === true,
  format: b.format || a?.format === true,
});

/** What to leave out of a request whose parameter the model does not take; null when the API refused something else. */
function refusedParameter(question: Question<unknown>, without: Without, error: unknown): Without | null {
  if (!(error instanceof APIError) || error.status !== 400) return null;
  // The words of the API alone: the body may say "schema" of anything.
  const said = error.apiMessage ?? "";
  if (!without.effort && question.effort !== null && /\beffort\b/i.test(said)) return { ...without, effort: true };
  if (!without.format && /output_config|output[_ ]format|json_schema|structured[_ ]outputs?|\bgrammar\b/i.test(said))
    return { ...without, format: true };
  return null;
}

/** USD of a question whose answer has so many tokens: at most, by bytes, with the schema and the frame of a message that are part of the bill. */
export function costAtMost(prices: Prices, question: Question<unknown>, output: number, batch: boolean): number {
  const bytes = Buffer.byteLength(question.system + question.user + JSON.stringify(z.toJSONSchema(question.schema)));
  const tokens = { ...NO_TOKENS, input_tokens: Math.ceil(bytes / CAP_BYTES_PER_TOKEN) + FRAME_TOKENS, output_tokens: output };
  return priceOf(prices, question.model, tokens, batch) ?? 0;
}

/** USD that the tightest cap leaves. */
export const leftUnder = (caps: Caps, spent: { dream: number; store: number; workspace: number }): number =>
  Math.min(...(["dream", "store", "workspace"] as const).map((of) => (caps[of] ?? Number.POSITIVE_INFINITY) - spent[of]));

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

/** Gateways leave fields out, or the whole. */
export function tokensOf(usage: Partial<Anthropic.Usage> | null | undefined): Tokens {
  return {
    input_tokens: usage?.input_tokens ?? 0,
    output_tokens: usage?.output_tokens ?? 0,
    cache_read_input_tokens: usage?.cache_read_input_tokens ?? 0,
    cache_creation_input_tokens: usage?.cache_creation_input_tokens ?? 0,
    cache_creation_1h_tokens: usage?.cache_creation?.ephemeral_1h_input_tokens ?? 0,
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

export type Failure = {
  why: string;
  final: boolean;
  afterMs: number | null;
  stop: string | null;
  /** The rate limit, which is no failure of the request. */
  limited: boolean;
  tooLong: boolean;
};

/** What a failure means: whether it passes, when to try again, or that nothing more should be sent. */
export function judgeFailure(error: unknown, apiKey: string | null): Failure {
  const no = { afterMs: null, stop: null, limited: false, tooLong: false };
  const passes = (why: string, afterMs: number | null = null): Failure =>
    afterMs !== null && afterMs > MAX_RETRY_AFTER_MS
      ? stop(
          `The Claude API asks to wait ${Math.ceil(afterMs / 60_000)} minutes (${why}). Start the dream again then: what was read is kept.`,
        )
      : { ...no, why, final: false, afterMs };
  const final = (why: string): Failure => ({ ...no, why, final: true });
  const stop = (why: string): Failure => ({ ...no, why, final: true, stop: why });
  if (error instanceof APIUserAbortError || !(error instanceof APIError)) {
    // A stream that ends in the middle is told apart from a bug by what the SDK calls its errors.
    if (error instanceof Anthropic.AnthropicError) return passes("the connection broke off in the middle of the answer");
    throw error;
  }
  if (error instanceof APIConnectionError) return passes("the API could not be reached");
  const said = withoutKey(error.apiMessage ?? "no reason given", apiKey).replace(/\.$/, "");
  const again = error.headers?.get("x-should-retry") ?? null;
  // An error in the middle of a stream has a type and no status of its own.
  switch (error.status ?? STATUS_OF_TYPE[error.type ?? ""]) {
    case 401:
      return stop(`The Claude API does not accept the key: ${said}. Give it another one (Settings, Claude).`);
    case 402:
      return stop(`The Claude API says that the account cannot pay: ${said}.`);
    case 403:
      return stop(`The Claude API says that the key may not do this: ${said}.`);
    case 404:
      return stop(`The Claude API does not know the model: ${said}. Choose another one in the store's settings.`);
    case 429: {
      if (error.errorCode === "enforced_spend_limit_reached" || /spend(?:ing)? (?:limit|cap)/i.test(said))
        return stop(`The account's spending limit at Anthropic is reached: ${said}. Raise it there; what was read is kept.`);
      if (again === "false")
        return stop(`The Claude API says not to try again (rate limit): ${said}. Start the dream again later: what was read is kept.`);
      return { ...passes("the rate limit was reached", retryAfterMs(error)), limited: true };
    }
    case 413:
      return { ...final("the request is larger than the API takes"), tooLong: true };
    case 400:
      if (/prompt is too long|context (?:window|length)/i.test(said))
        return { ...final("it is longer than the model can read"), tooLong: true };
      return again === "true" ? passes(said, retryAfterMs(error)) : final(said);
    default:
      if (again === "false") return final(said);
      if (again === "true" || error.status === undefined || error.status >= 500 || error.status === 408 || error.status === 409)
        return passes(said, retryAfterMs(error));
      return final(said);
  }
}

const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  rate_limit_error: 429,
};

/** What an API says is shown to people: a key that it repeats is not. */
export const withoutKey = (text: string, apiKey: string | null): string =>
  (apiKey ? text.replaceAll(apiKey, "[key]") : text).replace(/sk-ant-[\w-]+/g, "[key]");

/** How long the API asks to wait. "0" says nothing: then the usual pauses hold. */
function retryAfterMs(error: APIError): number | null {
  const ms = Number(error.headers?.get("retry-after-ms") ?? Number.NaN);
  if (error.headers?.has("retry-after-ms") && Number.isFinite(ms) && ms > 0) return ms;
  const after = error.headers?.get("retry-after");
  if (!after) return null;
  const seconds = Number(after);
  const until = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(after) - Date.now();
  return Number.isFinite(until) && until > 0 ? until : null;
}
