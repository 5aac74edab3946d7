import type { FaultRule, RouteFaultRule } from "./faults";
import type { Latency } from "./latency";
import type { AnswerFunction } from "./model-request";
import type { Tokenizer } from "./prompt";
import type { Route } from "./recorded-calls";

/** What a key may do. Without `routes` all of it; without `models` every model. */
export type KeyGrant = { routes?: readonly Route[]; models?: readonly string[] };

export const TEST_KEY = "sk-ant-test";

export type FakeOptions = {
  /** A free one unless given: for a client that is started before the server. */
  port?: number;
  /** The scripted model. Without one: the smallest JSON that fits the schema, or "OK." */
  answer?: AnswerFunction;
  /** The keys there are; without them one, `TEST_KEY`, that may do everything. */
  keys?: Readonly<Record<string, KeyGrant>>;
  /** Faults from the start; later ones are added by `faults.add`. */
  faults?: readonly (FaultRule | RouteFaultRule)[];
  /** None unless given. */
  latency?: Latency;
  tokenizer?: Tokenizer;
  /** Limits per minute that are kept: beyond them 429 with `retry-after`. Cache reads do not count as input. */
  limits?: RateLimits;
  /** A batch ends by itself so long after it was created; without it only by `endBatches`. */
  batchMs?: number;
  /** Ms since 1970; the cache's and the batches' clock. */
  now?: () => number;
};

export type RateLimits = { requests: number; inputTokens: number; outputTokens: number };
