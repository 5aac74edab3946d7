import { z } from "zod";

export const EFFORTS = ["low", "medium", "high", "xhigh", "max"] as const;
export type Effort = (typeof EFFORTS)[number];

const model = z
  .string()
  .regex(/^[\w.:@/-]{1,200}$/, "a model's id has letters, digits and . _ : @ / -")
  .describe("Any model id; what this installation knows of it decides what is sent along.");
const usd = z.number().min(0).max(100_000).nullable();

/** How a store dreams with Claude. USD are US dollars; null means no cap. */
export const claudeSettingsSchema = z
  .object({
    extract_model: model.default("claude-haiku-5-5"),
    reconcile_model: model.default("claude-sonnet-5-5"),
    effort: z.enum(EFFORTS).nullable().describe("Null: the model's own default.").default(null),
    mode: z
      .enum(["live", "batch"])
      .describe("`batch` reads the sessions through Message Batches: half the price, up to a day.")
      .default("live"),
    requests_at_once: z.int().min(1).max(64).describe("Requests to the API at a time.").default(16),
    max_usd_per_dream: usd.describe("A dream that would cost more stops; what it read is kept.").default(5),
    max_usd_per_month: usd.describe("All dreams of the store in a calendar month (UTC).").default(50),
  })
  .strict();
export type ClaudeSettings = z.infer<typeof claudeSettingsSchema>;

/** Suggestions for the fields; any other id may be typed. */
export const SUGGESTED_MODELS = ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5", "claude-sonnet-5", "claude-opus-5"] as const;

/** A line of the price file: USD per million tokens. `long` holds for prompts above so many tokens. */
export type ModelPrice = {
  model: string;
  input: number;
  output: number;
  cache_read: number;
  long: { above: number; input: number; output: number; cache_read: number } | null;
};

/** The prices that are in force: from which file, and when they were checked. */
export type PriceList = { checked_on: string; file: string; own: boolean; batch_factor: number; models: ModelPrice[] };

/** The line of a price file for a model: its own id, else the longest that its id goes on from (`-20261007`, `@eu`). */
export const priceNameOf = (names: readonly string[], model: string): string | undefined =>
  names.filter((id) => model === id || model.startsWith(`${id}-`) || model.startsWith(`${id}@`)).sort((a, b) => b.length - a.length)[0];
