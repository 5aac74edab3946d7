import type Anthropic from "@anthropic-ai/sdk";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { roughTokens } from "@/lib/domain/claude-models";
import { AppError } from "@/lib/domain/errors";
import { type Answer, judge, overCap, tokensOf } from "@/lib/dreaming/claude/ask";
import { wait } from "@/lib/dreaming/claude/lanes";
import type { Caps, Ledger } from "@/lib/dreaming/claude/ledger";
import { type Prices, priceOf } from "@/lib/dreaming/claude/prices";
import { bodyOf, keyOf, type Question } from "@/lib/dreaming/claude/request";
import { DreamStopped } from "@/lib/dreaming/engine";

export type BatchOptions = { client: Anthropic; ledger: Ledger; prices: Prices; caps: Caps; signal: AbortSignal; pollMs: number };

const customId = (key: string) => `q-${key.slice(0, 60)}`;

/**
 * Asks through Message Batches: half the price, up to a day. Known answers are not asked for again; the batch's id is kept before it is waited for, so
 * that a dream that is taken up again waits for the same batch. A canceled dream cancels its batch. Answers come in the order of the questions.
 */
export async function askInBatch<T>(
  questions: readonly Question<T>[],
  options: BatchOptions,
  tell: (done: number) => Promise<void>,
): Promise<Answer<T>[]> {
  const keys = questions.map(keyOf);
  const known = await options.ledger.recall(keys);
  const missing = new Map(questions.flatMap((q, i) => (known.has(keys[i] ?? "") ? [] : [[keys[i] ?? "", q] as const])));
  if (missing.size > 0) {
    const id = await batchOf(missing, options);
    await ended(id, options, (done) => tell(known.size + done));
    await collect(id, missing, options, known);
  }
  return keys.map((key) => (known.get(key) as Answer<T> | undefined) ?? { kind: "failed", why: "the batch has no answer for it" });
}

async function batchOf(missing: ReadonlyMap<string, Question<unknown>>, options: BatchOptions): Promise<string> {
  const name = `batch ${bytesToHex(sha256(utf8ToBytes([...missing.keys()].sort().join(" "))))}`;
  const open = (await options.ledger.recall([name])).get(name);
  if (typeof open === "string") return open;
  const over = overCap(options.caps, await options.ledger.spent(), costOf([...missing.values()], options.prices));
  if (over) throw new AppError("unprocessable", over);
  const requests = [...missing].map(([key, q]) => ({
    custom_id: customId(key),
    params: bodyOf(q, q.maxTokens, { effort: false, format: false }, "1h"),
  }));
  const batch = await options.client.messages.batches.create({ requests }, { signal: options.signal });
  await options.ledger.keep(name, batch.id);
  return batch.id;
}

const costOf = (questions: readonly Question<unknown>[], prices: Prices): number =>
  questions.reduce((sum, q) => {
    const tokens = { input_tokens: roughTokens(q.system.length + q.user.length), output_tokens: 300 };
    const none = { cache_read_input_tokens: 0, cache_creation_input_tokens: 0, cache_creation_1h_tokens: 0 };
    return sum + (priceOf(prices, q.model, { ...tokens, ...none }, true) ?? 0);
  }, 0);

async function ended(id: string, options: BatchOptions, tell: (done: number) => Promise<void>): Promise<void> {
  try {
    for (;;) {
      const batch = await options.client.messages.batches.retrieve(id, {}, { signal: options.signal });
      const { processing, ...counts } = batch.request_counts;
      await tell(Object.values(counts).reduce((sum, n) => sum + n, 0));
      if (batch.processing_status === "ended") return;
      await wait(options.pollMs, options.signal);
    }
  } catch (error) {
    const { reason } = options.signal;
    // Another worker goes on waiting for the same batch; only a person's cancel ends it.
    if (options.signal.aborted && reason instanceof DreamStopped && reason.why === "canceled")
      await options.client.messages.batches.cancel(id);
    throw error;
  }
}

async function collect<T>(
  id: string,
  missing: ReadonlyMap<string, Question<T>>,
  options: BatchOptions,
  into: Map<string, unknown>,
): Promise<void> {
  const byId = new Map([...missing].map(([key, question]) => [customId(key), { key, question }]));
  for await (const line of await options.client.messages.batches.results(id, {}, { signal: options.signal })) {
    const asked = byId.get(line.custom_id);
    if (!asked) continue;
    const { key, question } = asked;
    if (line.result.type !== "succeeded") {
      const why = line.result.type === "errored" ? (line.result.error.error.message ?? "it failed") : `the batch ${line.result.type}`;
      into.set(key, { kind: "failed", why } satisfies Answer<T>);
      continue;
    }
    const { message } = line.result;
    const answer = judge(message, question);
    const tokens = tokensOf(message.usage);
    const usd = priceOf(options.prices, question.model, tokens, true);
    const call = { phase: question.phase, model: question.model, tokens, usd, batch: true, requestId: message.id, result: answer.kind };
    await options.ledger.book(call, answer.kind === "unparsable" ? null : { key, answer });
    into.set(key, answer);
  }
}
