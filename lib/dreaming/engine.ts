import type { DreamDraft, DreamInput, DreamPhase, EngineName } from "@/lib/domain/dream";

export type DreamEstimate = { inputTokens: number; outputTokens: number; calls: number; usd: number };

/** What a running dream gives its engine. */
export type DreamRun = {
  /** Aborted when the dream is canceled or the worker stops. An engine checks it between sessions. */
  signal: AbortSignal;
  progress(phase: DreamPhase, done: number, total: number): Promise<void>;
  /** Returns the stored result of `key`, or computes and stores it: what was paid for once is not paid for again. */
  remember<T>(key: string, compute: () => Promise<T>): Promise<T>;
};

/** All that an engine is: it drafts, our code decides. */
export type DreamEngine = {
  readonly name: EngineName;
  /** What this dream would cost, before anything is sent. Tokens and USD are estimates, marked as such. */
  estimate(input: DreamInput): Promise<DreamEstimate>;
  /** Drafts changes with evidence. Observes `run.signal`, calls `run.progress`, may use `run.remember` to resume. */
  draft(input: DreamInput, run: DreamRun): Promise<DreamDraft>;
};
