import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type ClaudeSettings, type PriceList, priceNameOf } from "@/lib/domain/claude";
import { AppError } from "@/lib/domain/errors";
import own from "@/lib/dreaming/claude/prices.json";
import { env } from "@/lib/env";

const perMillion = z.object({
  input: z.number().min(0),
  output: z.number().min(0),
  cache_write_5m: z.number().min(0),
  cache_write_1h: z.number().min(0),
  cache_read: z.number().min(0),
});
const schema = z.object({
  checked_on: z.iso.date(),
  about: z.string().optional(),
  batch_factor: z.number().min(0).max(1).default(0.5),
  models: z.record(z.string(), perMillion.extend({ above: z.number().optional(), long: perMillion.optional() })),
});
export type Prices = z.infer<typeof schema>;

/** Tokens of one answer, as the API counts them. */
export type Tokens = {
  input_tokens: number;
  output_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
  /** Of the cache writes, those kept for an hour. */
  cache_creation_1h_tokens: number;
};

const ownFile = (): string => join(env().REVEILLE_DATA_DIR, "prices.json");

/**
 * The prices: `prices.json` of the data directory where it is there, else those that come with this installation.
 * Throws `unprocessable` that names the file and the place when it is not a price file.
 */
export function loadPrices(): Prices {
  const file = ownFile();
  if (!existsSync(file)) return schema.parse(own);
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : null;
    const why = issue ? `${issue.path.join(".")}: ${issue.message}` : "it is not JSON";
    throw new AppError(
      "unprocessable",
      `The price file ${file} cannot be read: ${why}. Correct it, or take it away to use the prices that come along.`,
    );
  }
}

/** The prices in force as people are shown them; `file` is where an own one belongs. Throws as `loadPrices` does. */
function priceList(): PriceList {
  const { checked_on, batch_factor, models } = loadPrices();
  const file = ownFile();
  const lines = Object.entries(models).map(([model, { input, output, cache_read, above, long }]) => ({
    model,
    input,
    output,
    cache_read,
    long: long && above !== undefined ? { above, input: long.input, output: long.output, cache_read: long.cache_read } : null,
  }));
  return { checked_on, file, own: existsSync(file), batch_factor, models: lines };
}

/** The same, or in words why they cannot be read: a page about prices holds nothing else up. */
export function priceListOrProblem(): PriceList | { problem: string } {
  try {
    return priceList();
  } catch (error) {
    if (error instanceof AppError) return { problem: error.message };
    throw error;
  }
}

/** USD of one answer; null when the file has no price of the model. */
export function priceOf(prices: Prices, model: string, tokens: Tokens, batch: boolean): number | null {
  const name = priceNameOf(Object.keys(prices.models), model);
  const found = name === undefined ? undefined : prices.models[name];
  if (!found) return null;
  const prompt = tokens.input_tokens + tokens.cache_read_input_tokens + tokens.cache_creation_input_tokens;
  const price = found.long && found.above !== undefined && prompt > found.above ? found.long : found;
  const short = tokens.cache_creation_input_tokens - tokens.cache_creation_1h_tokens;
  const usd =
    (tokens.input_tokens * price.input +
      tokens.output_tokens * price.output +
      tokens.cache_read_input_tokens * price.cache_read +
      short * price.cache_write_5m +
      tokens.cache_creation_1h_tokens * price.cache_write_1h) /
    1_000_000;
  return usd * (batch ? prices.batch_factor : 1);
}

/** Of a store's models those that have no price. */
export function unpricedOf(prices: Prices, settings: Pick<ClaudeSettings, "extract_model" | "reconcile_model">): string[] {
  const names = Object.keys(prices.models);
  return [...new Set([settings.extract_model, settings.reconcile_model])].filter((model) => priceNameOf(names, model) === undefined);
}
