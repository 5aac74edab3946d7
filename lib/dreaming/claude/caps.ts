import { z } from "zod";
import { AppError } from "@/lib/domain/errors";
import { wait } from "@/lib/dreaming/claude/lanes";
import type { Caps, Ledger, Spent } from "@/lib/dreaming/claude/ledger";
import { type Prices, priceOf, type Tokens } from "@/lib/dreaming/claude/prices";
import type { Question } from "@/lib/dreaming/claude/request";

/** With less room than this an answer is not worth asking for: the cap is reached. */
export const LEAST_ROOM = 400;
/** How long what other dreams hold is waited for. */
const MAX_WAIT_MS = 600_000;
const LOOK_EVERY_MS = 500;

/**
 * Holds what `costOf` says that answers of up to `most` tokens cost, near a cap fewer: so the cap holds whatever the models do. Waits for requests in
 * flight, of whatever dream, where they hold what is left; `freed` may end a wait early. Throws `unprocessable` with the cap that is in the way.
 */
export async function holdFor(
  costOf: (output: number) => number,
  most: number,
  { ledger, caps, signal, freed }: { ledger: Ledger; caps: Caps; signal: AbortSignal; freed?: () => Promise<void> },
): Promise<{ held: string; room: number }> {
  const least = Math.min(most, LEAST_ROOM);
  const each = (costOf(most) - costOf(0)) / most;
  for (const since = Date.now(); ; ) {
    signal.throwIfAborted();
    const hold = await ledger.hold({ least: costOf(least), most: costOf(most) }, caps);
    if (hold.id !== null) {
      const room = each > 0 ? Math.floor((hold.usd - costOf(0)) / each + 1e-6) : most;
      return { held: hold.id, room: Math.min(most, Math.max(least, room)) };
    }
    const over = overCap(caps, hold.spent, costOf(least));
    if (over) throw new AppError("unprocessable", over);
    if (Date.now() - since > MAX_WAIT_MS)
      throw new AppError(
        "unprocessable",
        "What the caps leave is held by requests of other dreams. Start the dream again when they have ended.",
      );
    await Promise.race([wait(LOOK_EVERY_MS, signal), ...(freed ? [freed()] : [])]);
  }
}

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

const leftUnder = (caps: Caps, spent: Spent): number =>
  Math.min(...(["dream", "store", "workspace"] as const).map((of) => (caps[of] ?? Number.POSITIVE_INFINITY) - spent[of]));

/** What caps allow of `most`; null where it is less than `least`. */
export function allowed(caps: Caps, taken: Spent, { least, most }: { least: number; most: number }): number | null {
  const left = leftUnder(caps, taken);
  // Sums of fractions of a cent are not exact.
  return left + 1e-9 < least ? null : Math.min(most, Math.max(least, left));
}

export const isCapped = (caps: Caps): boolean => caps.dream !== null || caps.store !== null || caps.workspace !== null;

export function overCap(caps: Caps, spent: Spent, more: number): string | null {
  // A small sum is not rounded to nothing.
  const dollars = (usd: number) => `$${usd < 0.1 && Math.abs(usd - Number(usd.toFixed(2))) >= 0.00005 ? usd.toFixed(4) : usd.toFixed(2)}`;
  const kept = "What was read is kept: with a higher cap the dream goes on where it stopped.";
  if (caps.dream !== null && spent.dream + more > caps.dream)
    return `The dream has cost ${dollars(spent.dream)} and may cost ${dollars(caps.dream)} at most (the store's settings). ${kept}`;
  if (caps.store !== null && spent.store + more > caps.store)
    return `The store's dreams have cost ${dollars(spent.store)} this month and may cost ${dollars(caps.store)} at most (the store's settings). ${kept}`;
  if (caps.workspace !== null && spent.workspace + more > caps.workspace)
    return `The workspace's dreams have cost ${dollars(spent.workspace)} this month and may cost ${dollars(caps.workspace)} at most (Settings, Claude). ${kept}`;
  return null;
}
