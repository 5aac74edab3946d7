import type { Context } from "@/lib/domain/context";

/** What was answered; `body` null: the answer itself is not kept. */
export type Answer = { status: number; headers: [string, string][]; body: string | null };
/** One use of an idempotency key; `claim` tells it from any other use of the same key. */
export type Place = { operation: string; key: string; claim: string };

export type Claimed =
  | { state: "claimed" }
  | { state: "busy"; retryAfterSeconds: number }
  | { state: "answered"; hash: string; answer: Answer }
  /** Carried out by a process that died before it had answered; the hash of a streamed body is not known then. */
  | { state: "done"; hash: string | null; written: Written };

/** What a request wrote, in the transaction that wrote it. */
export type Written = { action: string; entity: string; id: string };

/** Where answers are kept, per caller. */
export type AnswerStore = {
  /** Takes the key for a request with this hash (null: not known yet), or says who has it or what it was answered. */
  claim(ctx: Context, place: Place, hash: string | null): Promise<Claimed>;
  /** Does the work: what it writes is known with the claim from the commit on. */
  carryOut<T>(ctx: Context, place: Place, work: () => Promise<T>): Promise<T>;
  /** Says that the work still goes on. */
  renew(ctx: Context, place: Place): Promise<void>;
  keep(ctx: Context, place: Place, hash: string, answer: Answer): Promise<void>;
  /** Lets the key go. `refused`: it was turned down; else what it had written by then stays known. */
  release(ctx: Context, place: Place, refused: boolean): Promise<void>;
};

// The edge does not write; who does is handed in once per process at its start (instrumentation-node.ts).
const held = globalThis as unknown as { reveilleAnswerStore?: AnswerStore };

export function setAnswerStore(store: AnswerStore): void {
  held.reveilleAnswerStore = store;
}

export const answerStore = (): AnswerStore | undefined => held.reveilleAnswerStore;
