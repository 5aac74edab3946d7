import type { BaseMemory, Considered, DraftChange, DreamSession } from "@/lib/domain/dream";
import type { DraftEvidence } from "@/lib/domain/evidence";
import type { MemoryKind } from "@/lib/domain/memory";
import type { Trust } from "@/lib/domain/transcript";

/** Something the engine would remember, before it is compared with the memory. */
export type Candidate = {
  /** Stable from dream to dream: `error|tool|template`, `slot|subject|attribute`. */
  key: string;
  kind: MemoryKind;
  path: string;
  /** Full text of the memory. */
  text: string;
  /** For the reviewer: counts, sessions, what it was derived from. */
  reason: string;
  /** Time of the newest evidence, RFC 3339; null when only arrival orders it. */
  statedAt: string | null;
  trust: Trust;
  evidence: DraftEvidence[];
  /** Transcript ids of the supporting sessions, each once; a child's is its parent's when the parent is in the dream. */
  sessions: string[];
  /** Groups of sessions about the same thing. */
  cases: number;
  users: number;
  /** Who said a statement, where the sessions name their users. */
  speakers?: string[];
  /** Of a mistake: the tool's words as they stand in `text`, slots as "…". */
  errorPhrase?: string;
  /** Of a fact: whom or what it is about, and the value. */
  subject?: string;
  value?: string;
  /** The folder of the one user for whom it holds, with a slash at the end; absent where it holds for all. */
  folder?: string;
  /** A user's correction of one answer: no memory of its own, but evidence against what the memory says otherwise. */
  correction?: boolean;
  /** Set where code cannot tell an update from a different fact. */
  possibleContradiction?: boolean;
};

/** What an extractor returns: what it would remember, and what it turned down with the rule. */
export type Extraction = { candidates: Candidate[]; considered: Considered[] };

/** What reconciling with the memory returns. */
export type Reconciled = { changes: DraftChange[]; considered: Considered[] };

/** A session as the parts of the engine read it: in canonical order, never `invalid`, with its case and its root. */
export type SortedSession = DreamSession & {
  /** Rank in canonical order, from 0. */
  order: number;
  /** The session that it counts as: its parent when that is in the dream, else itself (transcript id). */
  root: string;
  /** Number of its case, from 0, in canonical order. */
  case: number;
};

/** What every extractor and the reconciler may know of the dream. */
export type LocalContext = {
  /** RFC 3339. */
  asOf: string;
  /** The agent talks with more than one person: first-person facts are then not the agent's to keep. */
  servesMany: boolean;
  /** The memory of the base version, in order of path. */
  memories: readonly BaseMemory[];
};
