import type { DreamDraft, DreamInput, DreamPhase, EngineName } from "@/lib/domain/dream";

/** Tokens and USD of what is not known yet. `counted`: by the API's own counter, on a sample; else by the length of the text. */
export type DreamEstimate = { inputTokens: number; outputTokens: number; calls: number; usd: number; basis: "counted" | "rough" };

/** Why a dream's signal is aborted: `canceled` by a person; `stopped` or `lost` when another worker goes on. */
export class DreamStopped extends Error {
  constructor(readonly why: "canceled" | "lost" | "stopped") {
    super(`the dream was ${why}`);
  }
}

/** What a running dream gives its engine. */
export type DreamRun = {
  /** Aborted, with a `DreamStopped`, when the dream is canceled or the worker stops. An engine checks it between sessions. */
  signal: AbortSignal;
  /** `found`: candidates so far, where the engine counts them. */
  progress(phase: DreamPhase, done: number, total: number, found?: number): Promise<void>;
};

/** All that an engine is: it drafts, our code decides. */
export type DreamEngine = {
  readonly name: EngineName;
  /** What this dream would cost, before anything is sent. Tokens and USD are estimates, marked as such. */
  estimate(input: DreamInput): Promise<DreamEstimate>;
  /** Drafts changes with evidence. Observes `run.signal`, calls `run.progress`. What it pays for it keeps, so that a dream taken up again pays once. */
  draft(input: DreamInput, run: DreamRun): Promise<DreamDraft>;
};
