import { setMaxListeners } from "node:events";
import type Anthropic from "@anthropic-ai/sdk";
import { capabilitiesOf } from "@/lib/domain/claude-models";
import { AppError } from "@/lib/domain/errors";
import { type Answer, isFree, judge, roughly, tokensOf } from "@/lib/dreaming/claude/answer";
import { costAtMost, holdFor, isCapped } from "@/lib/dreaming/claude/caps";
import { judgeFailure, refusedParameter } from "@/lib/dreaming/claude/failure";
import { Lanes, wait } from "@/lib/dreaming/claude/lanes";
import type { Caps, Ledger, PaidCall } from "@/lib/dreaming/claude/ledger";
import { type Prices, priceOf } from "@/lib/dreaming/claude/prices";
import { bodyOf, keyOf, type Question, WITHOUT_NOTHING, type Without, without } from "@/lib/dreaming/claude/request";
import { type Reply, streamedReply } from "@/lib/dreaming/claude/stream";

type Sent = { kind: "message"; reply: Reply; requestId: string | null; held: string | null; room: number };
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
/** Of those that it does not say the length of. */
const MAX_BLIND_WAITS = 5;
const MAX_BACKOFF_MS = 16_000;
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
      const answer = judge(got.reply, question);
      // A cap may have left less room than was asked for: then it is the cap that cut the answer short, and nothing else.
      const narrow = answer.kind === "too-long" && got.room < Math.min(room, capabilitiesOf(question.model).maxOutputTokens);
      const larger = answer.kind === "too-long" && got.reply.stop_reason === "model_context_window_exceeded";
      const final = !narrow && (second || larger || answer.kind === "answer" || answer.kind === "refused");
      // Kept is what asking again would not change; an answer that could not be read may be readable another time.
      const kept = final && answer.kind !== "unparsable" ? { key, answer } : null;
      await this.book(this.paid(question, got, answer.kind), kept, got.held);
      this.released();
      if (final) return answer;
      if (narrow) {
        second = false;
        continue;
      }
      if (answer.kind === "too-long") room *= MORE_ROOM;
    }
  }

  private async book(call: PaidCall, kept: { key: string; answer: unknown } | null, held: string | null): Promise<void> {
    await this.options.ledger.book(call, kept, held).catch((error) => {
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
      const left = tried ?? this.without.get(question.model) ?? WITHOUT_NOTHING;
      const { held, room } = await this.reserve(question, wanted);
      let sent = false;
      try {
        if (this.stopped) throw this.stopped;
        const got = await this.stream(bodyOf(question, room, left, "5m"), question);
        sent = true;
        this.exhausted = 0;
        // Only what went through without a parameter shows that it was the parameter.
        if (tried) this.without.set(question.model, without(this.without.get(question.model) ?? WITHOUT_NOTHING, tried));
        return { ...got, held, room };
      } catch (error) {
        this.options.signal.throwIfAborted();
        if (error === this.stopped) throw error;
        const fewer = refusedParameter(question, left, error);
        if (fewer) {
          tried = fewer;
          continue;
        }
        const verdict = judgeFailure(error, this.options.client.apiKey);
        if (verdict.stop) this.stop(verdict.stop);
        why = verdict.why;
        if (verdict.final) return { kind: verdict.tooLong ? "too-long" : "failed", why };
        if (verdict.limited && waits < (verdict.afterMs === null ? MAX_BLIND_WAITS : MAX_WAITS)) waits++;
        else attempt++;
        const backoff =
          Math.min(MAX_BACKOFF_MS, (this.options.backoffMs ?? 500) * 2 ** Math.max(0, attempt + waits - 1)) * (0.75 + Math.random() / 2);
        if (verdict.afterMs !== null) this.lanes.pause(verdict.afterMs);
        if (attempt < MAX_ATTEMPTS)
          await (verdict.afterMs === null ? wait(backoff, this.options.signal) : this.lanes.untilOpen(this.options.signal));
      } finally {
        if (!sent) await this.free(held);
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
    const { client, signal } = this.options;
    // Also of a dream that was canceled: what had begun is on the account's bill.
    const got = await streamedReply(client, body, signal, (reply, requestId) =>
      this.book(this.paid(question, { reply, requestId }, "broken-off"), null, null),
    );
    return { kind: "message", ...got };
  }

  private paid(question: Question<unknown>, { reply, requestId }: Pick<Sent, "reply" | "requestId">, result: string): PaidCall {
    const tokens = tokensOf(reply.usage, roughly(question, reply, result === "broken-off"));
    const usd = isFree(reply) ? 0 : priceOf(this.options.prices, question.model, tokens, false);
    return { phase: question.phase, model: question.model, tokens, usd, batch: false, requestId, result };
  }

  /** Holds what the request may cost at most against the caps, and says how long its answer may be. Throws the cap that it would break. */
  private async reserve(question: Question<unknown>, wanted: number): Promise<{ held: string | null; room: number }> {
    const { caps, prices, ledger, signal } = this.options;
    const room = Math.min(wanted, capabilitiesOf(question.model).maxOutputTokens);
    if (!isCapped(caps)) return { held: null, room };
    const freed = () => new Promise<void>((go) => this.onRelease.push(go));
    try {
      return await holdFor((output) => costAtMost(prices, question, output, false), room, { ledger, caps, signal, freed });
    } catch (error) {
      this.stopped ??= error;
      throw error;
    }
  }

  /** What is not given back stops counting with the dream: a ledger that cannot do it is no reason to fail. */
  private async free(held: string | null): Promise<void> {
    if (held !== null) await this.options.ledger.free(held).catch(() => {});
    this.released();
  }

  private released(): void {
    for (const go of this.onRelease.splice(0)) go();
  }

  private stop(message: string): never {
    this.stopped ??= new AppError("unprocessable", message);
    throw this.stopped;
  }
}
