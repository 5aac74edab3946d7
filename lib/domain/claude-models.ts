import { EFFORTS, type Effort } from "@/lib/domain/claude";

/** What a request to a model may carry. Nothing is sent that the table does not allow: parameters that a model does not know are an error there. */
export type Capabilities = {
  /** Levels of `output_config.effort`; empty: the parameter is not sent. */
  efforts: readonly Effort[];
  /** `output_config.format` with a JSON schema. Without it the schema stands in the prompt. */
  structured: boolean;
  /** A shorter prefix is not cached, in tokens. */
  minCacheTokens: number;
  /** Tokens of prompt and answer together. */
  contextTokens: number;
  maxOutputTokens: number;
};

const current = { efforts: EFFORTS, structured: true, contextTokens: 1_000_000, maxOutputTokens: 128_000 } as const;

// From the published tables of November 2026. The cache minimum of the 5.5 family is not published: the largest known one is assumed.
const TABLE: readonly (readonly [RegExp, Capabilities])[] = [
  [/^claude-haiku-5-5/, { ...current, minCacheTokens: 512 }],
  [/^claude-(?:opus-5(?!-5)|fable-5|mythos-5)/, { ...current, minCacheTokens: 512 }],
  [/^claude-(?:opus|sonnet)-5-5/, { ...current, minCacheTokens: 4_096 }],
  [/^claude-sonnet-5/, { ...current, minCacheTokens: 1_024 }],
  [/^claude-opus-4-8/, { ...current, minCacheTokens: 1_024 }],
  [/^claude-opus-4-7/, { ...current, minCacheTokens: 2_048 }],
  [/^claude-(?:opus-4-6|sonnet-4-6)/, { ...current, efforts: ["low", "medium", "high", "max"], minCacheTokens: 4_096 }],
  [
    /^claude-(?:haiku|sonnet|opus)-4-5/,
    { efforts: [], structured: true, minCacheTokens: 4_096, contextTokens: 200_000, maxOutputTokens: 64_000 },
  ],
];

/** A model that nobody here knows gets the least: no effort, the schema as structured output, a small context. */
const UNKNOWN: Capabilities = { efforts: [], structured: true, minCacheTokens: 4_096, contextTokens: 200_000, maxOutputTokens: 32_000 };

/** What is known of a model by the beginning of its id; dated ids (`...-20261007`) count as the model. */
export function capabilitiesOf(model: string): Capabilities & { known: boolean } {
  const found = TABLE.find(([pattern]) => pattern.test(model));
  return found ? { ...found[1], known: true } : { ...UNKNOWN, known: false };
}

/** Characters of a token where no tokenizer is at hand; rough. */
export const CHARS_PER_TOKEN = 3.5;
export const roughTokens = (chars: number): number => Math.ceil(chars / CHARS_PER_TOKEN);
