import type Anthropic from "@anthropic-ai/sdk";
import type { ClaudeSettings } from "@/lib/domain/claude";
import { CHARS_PER_TOKEN } from "@/lib/domain/claude-models";
import type { DreamInput } from "@/lib/domain/dream";
import { readingsOf } from "@/lib/dreaming/claude/extract";
import { SHARD_CANDIDATES } from "@/lib/dreaming/claude/groups";
import { type Prices, priceOf } from "@/lib/dreaming/claude/prices";
import { keyOf, type Question } from "@/lib/dreaming/claude/request";
import type { DreamEstimate } from "@/lib/dreaming/engine";
import { canonicalOrder } from "@/lib/dreaming/local/sort";

/** What a session usually gives: rough, from sessions of a support agent. */
const CANDIDATES_EACH = 4;
const OUTPUT_PER_CANDIDATE = 45;
/** A candidate in a reconcile request, and its share of the prompt and of the memories that come along. */
const INPUT_PER_CANDIDATE = 60;
const SAMPLE = 3;

export type EstimateOptions = {
  client: Anthropic;
  settings: ClaudeSettings;
  prices: Prices;
  recall: (keys: readonly string[]) => Promise<ReadonlyMap<string, unknown>>;
};

/** `known`: sessions whose every part was read before in the same way. */
export type ClaudeEstimate = DreamEstimate & { known: number };

/** What a dream would cost that is not paid for yet. Input is counted by the API on a sample of the sessions where it can be; output is guessed. */
export async function estimateOf(input: DreamInput, { client, settings, prices, recall }: EstimateOptions): Promise<ClaudeEstimate> {
  const readings = readingsOf(canonicalOrder(input.sessions), {
    model: settings.extract_model,
    effort: settings.effort,
    instructions: input.instructions,
  });
  const known = await recall(readings.map((r) => keyOf(r.question)));
  const unknown = readings.filter((r) => !known.has(keyOf(r.question)));
  const questions = unknown.map((r) => r.question);
  const perToken = await charsPerToken(client, questions);
  const chars = questions.reduce((sum, q) => sum + q.system.length + q.user.length, 0);
  const candidates = readings.length * CANDIDATES_EACH;
  const shards = Math.ceil(candidates / SHARD_CANDIDATES.least);
  const extract = tokens(Math.ceil(chars / (perToken ?? CHARS_PER_TOKEN)), questions.length * CANDIDATES_EACH * OUTPUT_PER_CANDIDATE);
  const reconcile = tokens(candidates * INPUT_PER_CANDIDATE, candidates * 12);
  const usd =
    (priceOf(prices, settings.extract_model, extract, settings.mode === "batch") ?? 0) +
    (priceOf(prices, settings.reconcile_model, reconcile, false) ?? 0);
  return {
    inputTokens: extract.input_tokens + reconcile.input_tokens,
    outputTokens: extract.output_tokens + reconcile.output_tokens,
    calls: questions.length + shards,
    usd: Math.ceil(usd * 10_000) / 10_000,
    known: input.sessions.length - new Set(unknown.map((r) => r.session.transcriptId)).size,
    basis: perToken === null ? "rough" : "counted",
  };
}

const tokens = (input: number, output: number) => ({
  input_tokens: input,
  output_tokens: output,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_creation_1h_tokens: 0,
});

/** Characters of a token by the model's own tokenizer, over a few of the questions; null when the API does not count. */
async function charsPerToken(client: Anthropic, questions: readonly Question<unknown>[]): Promise<number | null> {
  const step = Math.max(1, Math.floor(questions.length / SAMPLE));
  const sample = questions.filter((_, i) => i % step === 0).slice(0, SAMPLE);
  if (sample.length === 0) return null;
  try {
    const counts = await Promise.all(
      sample.map((q) =>
        client.messages.countTokens(
          { model: q.model, system: q.system, messages: [{ role: "user", content: q.user }] },
          // Somebody waits for it, and a rough one is at hand.
          { timeout: 5_000, maxRetries: 1 },
        ),
      ),
    );
    const chars = sample.reduce((sum, q) => sum + q.system.length + q.user.length, 0);
    const counted = counts.reduce((sum, c) => sum + c.input_tokens, 0);
    return counted > 0 ? chars / counted : null;
  } catch {
    // An estimate that cannot be counted is still an estimate: it is marked as rough.
    return null;
  }
}
