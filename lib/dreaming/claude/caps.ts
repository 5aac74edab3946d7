import { z } from "zod";
import type { Caps, Spent } from "@/lib/dreaming/claude/ledger";
import { type Prices, priceOf, type Tokens } from "@/lib/dreaming/claude/prices";
import type { Question } from "@/lib/dreaming/claude/request";

/** With less room than this an answer is not worth asking for: the cap is reached. */
export const LEAST_ROOM = 400;
/** For caps a token counts as so many bytes: no tokenizer makes more tokens of them than a little over this. */
const CAP_BYTES_PER_TOKEN = 2.5;
const FRAME_TOKENS = 400;

const NO_TOKENS: Tokens = {
  input_tokens: 0,
  output_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_creation_1h_tokens: 0,
};

/** USD of a question whose answer has so many tokens: at most, by bytes, with the schema and the frame of a message that are part of the bill. */
export function costAtMost(prices: Prices, question: Question<unknown>, output: number, batch: boolean): number {
  const bytes = Buffer.byteLength(question.system + question.user + JSON.stringify(z.toJSONSchema(question.schema)));
  const tokens = { ...NO_TOKENS, input_tokens: Math.ceil(bytes / CAP_BYTES_PER_TOKEN) + FRAME_TOKENS, output_tokens: output };
  return priceOf(prices, question.model, tokens, batch) ?? 0;
}

/** USD that the tightest cap leaves. */
export const leftUnder = (caps: Caps, spent: Spent): number =>
  Math.min(...(["dream", "store", "workspace"] as const).map((of) => (caps[of] ?? Number.POSITIVE_INFINITY) - spent[of]));

export function overCap(caps: Caps, spent: Spent, more: number): string | null {
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
