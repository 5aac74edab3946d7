import type { DreamPhase } from "@/lib/domain/dream";
import type { Tokens } from "@/lib/dreaming/claude/prices";

/** One answer of the API that was paid for. */
export type PaidCall = {
  phase: DreamPhase;
  model: string;
  tokens: Tokens;
  /** Null where the price file does not know the model. */
  usd: number | null;
  batch: boolean;
  requestId: string | null;
  /** `answer`, or why it could not be used: `refused`, `too-long`, `unparsable`, `broken-off`. */
  result: string;
};

/** What a request in flight may cost at most, counted against the caps of all dreams; `spent` where they leave less than the least. */
export type Hold = { id: string; usd: number } | { id: null; spent: Spent };

/** USD spent so far: by this dream, and this calendar month by the store and by the workspace. */
export type Spent = { dream: number; store: number; workspace: number };

/** What remembers answers that were paid for, and what they cost. All of a workspace; written before anything uses an answer. */
export type Ledger = {
  /** The answers known under these keys. */
  recall(keys: readonly string[]): Promise<Map<string, unknown>>;
  /** Books a call and, where there is one, keeps its answer, together or not at all; what was held for it is given back with that. */
  book(call: PaidCall, kept: { key: string; answer: unknown } | null, held: string | null): Promise<void>;
  /**
   * Holds as much of `most` as the caps leave, no less than `least`, beside what all requests of all dreams of the workspace hold. Counts until it is
   * booked or given back, and no longer than its dream runs.
   */
  hold(want: { least: number; most: number }, caps: Caps): Promise<Hold>;
  free(held: string): Promise<void>;
  /** Keeps what cost nothing, together or not at all: in which batch each question is. What is kept already stays as it is. */
  keep(entries: ReadonlyMap<string, unknown>): Promise<void>;
};

/** Upper limits in USD; null where there is none. */
export type Caps = { dream: number | null; store: number | null; workspace: number | null };
