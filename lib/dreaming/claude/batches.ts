import Anthropic, { APIConnectionError, APIError } from "@anthropic-ai/sdk";
import { AppError } from "@/lib/domain/errors";
import { type Answer, isFree, judge, roughly, tokensOf } from "@/lib/dreaming/claude/answer";
import { Batched } from "@/lib/dreaming/claude/batched";
import { costAtMost, holdFor, isCapped } from "@/lib/dreaming/claude/caps";
import { judgeFailure, refusedIn, refusedParameter, withoutKey } from "@/lib/dreaming/claude/failure";
import { wait } from "@/lib/dreaming/claude/lanes";
import type { Caps, Ledger } from "@/lib/dreaming/claude/ledger";
import { type Prices, priceOf } from "@/lib/dreaming/claude/prices";
import { bodyOf, keyOf, type Question, WITHOUT_NOTHING, type Without, without } from "@/lib/dreaming/claude/request";
import { DreamStopped } from "@/lib/dreaming/engine";

export type BatchOptions = { client: Anthropic; ledger: Ledger; prices: Prices; caps: Caps; signal: AbortSignal; pollMs: number };
type Asked = ReadonlyMap<string, Question<unknown>>;

const customId = (key: string) => `q-${key.slice(0, 60)}`;
const MAX_ATTEMPTS = 5;
/** Looks in a row that the API may leave unanswered: at the usual pace half an hour. */
const MAX_BLIND = 30;
/** Looks at results that are fewer than the batch says it has. */
const MAX_LOOKS = 3;
/** Clocks differ: a batch may seem to be older than the intention to make it. */
const CLOCK_SLACK_MS = 600_000;

/**
 * Asks through Message Batches: half the price, up to a day. Known answers are not asked for again, and a question that is in a batch already, of
 * whatever dream, is waited for there: which batch it is in is kept for each question, and before that the intention to make one. What an earlier batch
 * ended without is asked anew. A canceled dream cancels its batch. Answers come in the order of the questions.
 */
export async function askInBatch<T>(
  questions: readonly Question<T>[],
  options: BatchOptions,
  tell: (done: number) => Promise<void>,
): Promise<Answer<T>[]> {
  const keys = questions.map(keyOf);
  const known = await options.ledger.recall(keys);
  const useless = await options.ledger.recall(keys.map(onceName));
  for (const key of keys) if (!known.has(key) && useless.has(onceName(key))) known.set(key, useless.get(onceName(key)));
  const failed = new Map<string, Answer<T>>();
  const batched = new Batched(options.ledger);
  const unanswered = () => new Map(questions.flatMap((q, i) => (known.has(keys[i] ?? "") ? [] : [[keys[i] ?? "", q] as const])));
  const through = async ({ id, held }: Made) => {
    const before = keys.filter((key) => known.has(key)).length;
    const count = await ended(id, options, (done) => tell(Math.min(questions.length, before + done)), "mine");
    await collect(id, count, unanswered(), options, known, failed);
    await batched.close(id);
    if (held !== null) await options.ledger.free(held);
  };
  for (const id of await batched.open([...unanswered().keys()])) await through({ id, held: await heldFor(unanswered(), options) });
  let left = WITHOUT_NOTHING;
  for (let missing = unanswered(); missing.size > 0; ) {
    await through(await made(missing, batched, options, left));
    const refused = [...unanswered()].flatMap(([key, q]) => {
      const answer = failed.get(key);
      const fewer = answer?.kind === "failed" ? refusedIn(q, left, answer.why) : null;
      return fewer && missing.has(key) ? [{ key, q, fewer }] : [];
    });
    // Without the parameter that the model does not take, those are asked once more.
    for (const { fewer } of refused) left = without(left, fewer);
    missing = new Map(refused.map(({ key, q }) => [key, q]));
    await batched.open([...missing.keys()]);
  }
  const answerOf = (key: string) => (known.get(key) as Answer<T> | undefined) ?? failed.get(key);
  return keys.map((key) => answerOf(key) ?? { kind: "failed", why: "the batch has no answer for it" });
}

/** An answer that was paid for in a batch and is no use: the question is not put into a batch again. */
const onceName = (key: string) => `${key} in vain`;

/** `held`: what it may cost, counted against the caps until its answers are booked. */
type Made = { id: string; held: string | null };

/** Makes one batch of them, or finds the one that a worker made that died before it could keep the id. */
async function made(missing: Asked, batched: Batched, options: BatchOptions, refused: Without): Promise<Made> {
  const { client, signal } = options;
  const begun = await batched.begun([...missing.keys()]);
  const orphan = begun === null ? null : await orphanOf(missing, begun, batched, options);
  if (orphan) return { id: orphan, held: await heldFor(missing, options) };
  const { held, room } = await roomUnder(options, [...missing.values()]);
  let left = refused;
  for (let attempt = 1; ; attempt++) {
    const since = begun ?? (await batched.begin([...missing.keys()]));
    const requests = [...missing].map(([key, q]) => ({
      custom_id: customId(key),
      params: bodyOf(q, Math.min(q.maxTokens, room), left, "1h"),
    }));
    signal.throwIfAborted();
    try {
      // Not broken off by a cancel, and not repeated by the client: a batch whose id is never heard of is paid for all the same.
      const { id } = await client.messages.batches.create({ requests }, { maxRetries: 0 });
      await batched.keep(id, [...missing.keys()]);
      return { id, held };
    } catch (error) {
      const lost = error instanceof APIConnectionError ? await orphanOf(missing, since, batched, options) : null;
      if (lost) return { id: lost, held };
      const [any] = missing.values();
      const fewer = any ? refusedParameter(any, left, error) : null;
      if (fewer) {
        left = fewer;
        continue;
      }
      await passed(error, attempt, options);
    }
  }
}

/** A batch of this key that nobody has kept, made since then, with just these questions. One that still runs is waited for: before, it shows nothing. */
async function orphanOf(missing: Asked, since: number, batched: Batched, options: BatchOptions): Promise<string | null> {
  const { client, signal } = options;
  const ids = new Set([...missing.keys()].map(customId));
  const candidates: string[] = [];
  await trying(options, async () => {
    candidates.length = 0;
    for await (const batch of client.messages.batches.list({ limit: 100 }, { signal })) {
      if (Date.parse(batch.created_at) < since - CLOCK_SLACK_MS) break;
      const size = Object.values(batch.request_counts).reduce((sum, n) => sum + n, 0);
      if (size === ids.size) candidates.push(batch.id);
    }
  });
  for (const id of await batched.unkept(candidates)) {
    const count = await ended(id, options, async () => {}, "perhaps another's");
    const lines = await resultsOf(id, count, options);
    if (lines.length > 0 && lines.every((line) => ids.has(line.custom_id))) {
      await batched.keep(id, [...missing.keys()]);
      return id;
    }
  }
  return null;
}

/** How long each answer may be so that the batch stays under every cap, whatever the model does. Throws `unprocessable` with the cap in the way. */
async function roomUnder(options: BatchOptions, questions: readonly Question<unknown>[]): Promise<{ held: string | null; room: number }> {
  const most = Math.max(...questions.map((q) => q.maxTokens));
  return isCapped(options.caps) ? holdFor(costOfAll(options, questions), most, options) : { held: null, room: most };
}

/** Holds what a batch costs that is on its way already, whatever the caps say. */
async function heldFor(asked: Asked, options: BatchOptions): Promise<string | null> {
  if (!isCapped(options.caps) || asked.size === 0) return null;
  const questions = [...asked.values()];
  const usd = costOfAll(options, questions)(Math.max(...questions.map((q) => q.maxTokens)));
  return (await options.ledger.hold({ least: usd, most: usd }, { dream: null, store: null, workspace: null })).id;
}

const costOfAll =
  ({ prices }: BatchOptions, questions: readonly Question<unknown>[]) =>
  (output: number): number =>
    questions.reduce((sum, q) => sum + costAtMost(prices, q, output, true), 0);

/** Waits out a failure that passes; throws in words what does not. */
async function passed(error: unknown, attempt: number, { client, pollMs, signal }: BatchOptions, most = MAX_ATTEMPTS): Promise<void> {
  signal.throwIfAborted();
  if (error instanceof AppError) throw error;
  if (error instanceof APIError && error.status === 404)
    throw new AppError(
      "unprocessable",
      "The Claude API at this address has no Message Batches. Let the store read its sessions at once (Engine, the store's settings).",
    );
  const { why, final, stop, afterMs } = judgeFailure(error, client.apiKey);
  if (stop) throw new AppError("unprocessable", stop);
  if (final || attempt >= most)
    throw new AppError(
      "unprocessable",
      `The Claude API did not take or give the batch: ${why}. Start the dream again: what was read is kept.`,
    );
  await wait(afterMs ?? pollMs, signal);
}

async function trying<T>(options: BatchOptions, work: () => Promise<T>, most = MAX_ATTEMPTS): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await work();
    } catch (error) {
      if (error instanceof APIError && error.status === 404) throw error;
      await passed(error, attempt, options, most);
    }
}

/** Answers when it has ended, with how many results it has; null when it is no longer there. */
async function ended(
  id: string,
  options: BatchOptions,
  tell: (done: number) => Promise<void>,
  whose: "mine" | "perhaps another's",
): Promise<number | null> {
  const { client, signal, pollMs } = options;
  try {
    for (;;) {
      const batch = await trying(options, () => client.messages.batches.retrieve(id, {}, { signal, maxRetries: 0 }), MAX_BLIND);
      const { processing, ...counts } = batch.request_counts;
      const done = Object.values(counts).reduce((sum, n) => sum + n, 0);
      await tell(done);
      if (batch.processing_status === "ended") return done;
      await wait(pollMs, signal);
    }
  } catch (error) {
    const { reason } = signal;
    // Another worker goes on waiting for the same batch; only a person's cancel ends it. Should that fail, the next dream waits for it.
    if (whose === "mine" && signal.aborted && reason instanceof DreamStopped && reason.why === "canceled")
      await client.messages.batches.cancel(id).catch(() => {});
    if (error instanceof APIError && error.status === 404) return null;
    throw error;
  }
}

type Line = Anthropic.Messages.MessageBatchIndividualResponse;

/** The lines of a batch; none of one that is no longer kept there. A stream that ends before there are `count` is asked for again: all are paid for. */
async function resultsOf(id: string, count: number | null, options: BatchOptions): Promise<Line[]> {
  const { client, signal, pollMs } = options;
  try {
    return await trying(options, async () => {
      for (let look = 1; ; look++) {
        const lines: Line[] = [];
        const decoder = await client.messages.batches.results(id, {}, { signal });
        try {
          for await (const line of decoder) lines.push(line);
        } catch (cause) {
          signal.throwIfAborted();
          throw new Anthropic.AnthropicError("the results broke off", { cause });
        }
        if (lines.length >= (count ?? 0) || look >= MAX_LOOKS) return lines;
        await wait(pollMs, signal);
      }
    });
  } catch (error) {
    if (error instanceof APIError && error.status === 404) return [];
    throw error;
  }
}

async function collect<T>(
  id: string,
  count: number | null,
  missing: ReadonlyMap<string, Question<T>>,
  options: BatchOptions,
  into: Map<string, unknown>,
  failed: Map<string, Answer<T>>,
): Promise<void> {
  const byId = new Map([...missing].map(([key, question]) => [customId(key), { key, question }]));
  for (const line of await resultsOf(id, count, options)) {
    const asked = byId.get(line.custom_id);
    if (!asked) continue;
    const { key, question } = asked;
    if (line.result.type !== "succeeded") {
      const said =
        line.result.type === "errored" ? (line.result.error?.error?.message ?? "it failed") : `the batch ${STATES[line.result.type]}`;
      failed.set(key, { kind: "failed", why: withoutKey(said, options.client.apiKey) });
      continue;
    }
    const { message } = line.result;
    const answer = judge(message, question);
    const tokens = tokensOf(message.usage, roughly(question, message, false));
    const usd = isFree(message) ? 0 : priceOf(options.prices, question.model, tokens, true);
    const call = { phase: question.phase, model: question.model, tokens, usd, batch: true, requestId: message.id, result: answer.kind };
    const useful = answer.kind === "answer" || answer.kind === "refused";
    await options.ledger.book(call, { key: useful ? key : onceName(key), answer }, null);
    into.set(key, answer);
  }
}

const STATES = { canceled: "was canceled", expired: "expired" } as const;
