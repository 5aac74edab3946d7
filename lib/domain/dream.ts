import type { DraftEvidence } from "@/lib/domain/evidence";
import type { MemoryKind } from "@/lib/domain/memory";
import type { Outcome, SessionEvent, Trust } from "@/lib/domain/transcript";

export const DREAM_STATUSES = ["queued", "running", "completed", "nothing_to_change", "failed", "canceled"] as const;
export type DreamStatus = (typeof DREAM_STATUSES)[number];
export const DREAM_PHASES = ["review", "extract", "reconcile", "prune"] as const;
export type DreamPhase = (typeof DREAM_PHASES)[number];
export const ENGINES = ["local", "claude", "managed"] as const;
export type EngineName = (typeof ENGINES)[number];
export const MAX_DREAM_TRANSCRIPTS = 100;

/** A session as a dream reads it. `time` is its position in time by rule 4 (start, else receipt); `timeKnown` false = order of arrival only. */
export type DreamSession = {
  transcriptId: string;
  revision: number;
  externalId: string;
  agentId: string;
  audience: "team" | "public";
  user: string | null;
  task: string | null;
  /** RFC 3339, null when the format gave none or all sessions of the upload carry one and the same start. */
  startedAt: string | null;
  /** When it was received: RFC 3339. Of a session that gives times the receipt of the revision that is read, which bounds them; else of the first. */
  receivedAt: string;
  /** Order of arrival: total, increasing. */
  arrival: number;
  parentTranscriptId: string | null;
  diverged: boolean;
  outcome: Outcome;
  events: SessionEvent[];
};

/** A memory of the base version as a dream reads it. */
export type BaseMemory = {
  memoryId: string;
  path: string;
  kind: MemoryKind;
  content: string;
  /** Stable key that an engine gave it (`error|tool|template`), if one did. */
  key: string | null;
  /** Trust of the text: highest trust of the evidence of its words, `operator` when a person wrote or edited it. */
  trust: Trust;
  /** Newest evidence time, RFC 3339; null when unknown. A memory is as old as its newest evidence. */
  evidenceAt: string | null;
  /** Pinned, written by a person, last decided by an edit, or under a protected path (rule 6). */
  protected: boolean;
  /** Whom the sessions served that it was learned from, as far as is known. */
  users?: readonly string[];
};

export type DreamInput = {
  engine: EngineName;
  baseVersion: number;
  memories: BaseMemory[];
  sessions: DreamSession[];
  /** RFC 3339: newest time in the transcripts, else the dream's start. */
  asOf: string;
  instructions: string | null;
};

export const CHANGE_OPS = ["create", "update", "merge", "rename", "delete"] as const;
export type ChangeOp = (typeof CHANGE_OPS)[number];

/** A change as an engine drafts it: no risk, findings, support or diff; those are computed by the gate. */
export type DraftChange = {
  op: ChangeOp;
  kind: MemoryKind;
  /** The memory's path; of a merge the result's path (which may be one of `sources`); of a rename the old path. */
  path: string;
  newPath?: string;
  /** Paths of base memories that a merge consumes. */
  sources?: string[];
  /** Full text after the change; null for delete, the unchanged content for rename. */
  after: string | null;
  reason: string;
  /** Stable key, so that the next dream adds to the same memory instead of writing a second one. */
  key: string | null;
  evidence: DraftEvidence[];
  /** The engine's own flag that code cannot tell update from a different fact (drafted as an `update`, warned about). */
  possibleContradiction?: boolean;
  /** For a `mistake` whose only external words are a tool's error phrase that passed the phrase gate: the phrase, as it stands in `after`. */
  errorPhrase?: string;
};

/** A candidate and what became of it (rule 9). `text` is for people: short, no customer's particulars. */
export type Considered = { text: string; outcome: "proposed" | "dropped"; rule: string };

/** A session that an engine could not use, and why: `why` is for people. */
export type Unprocessed = { transcriptId: string; reason: "refused" | "too-long" | "unparsable" | "failed"; why: string };

export type DreamDraft = {
  changes: DraftChange[];
  considered: Considered[];
  notes: string[];
  unprocessed?: Unprocessed[];
  /** Transcript ids that another dream should read: what hindered this one may pass. */
  unread?: string[];
};

export type DreamUsage = {
  input_tokens: number;
  output_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
  calls: number;
  usd: number;
};
export const NO_USAGE: DreamUsage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
  calls: 0,
  usd: 0,
};
