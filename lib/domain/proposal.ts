import type { ChangeOp } from "@/lib/domain/dream";
import type { Evidence, Support } from "@/lib/domain/evidence";
import type { Finding } from "@/lib/domain/finding";
import type { MemoryKind } from "@/lib/domain/memory";
import type { Trust } from "@/lib/domain/transcript";

export const RISKS = ["low", "medium", "high"] as const;
export type Risk = (typeof RISKS)[number];

export const CHANGE_STATES = ["undecided", "needs_second", "accepted", "edited", "rejected", "later", "conflict", "blocked"] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

export const PROPOSAL_STATUSES = ["open", "applied", "rejected", "superseded"] as const;
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

export const VERDICTS = ["accept", "reject", "edit", "later", "clear"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A change as the gate hands it on: computed by our code, the same for every engine. */
export type GatedChange = {
  op: ChangeOp;
  kind: MemoryKind;
  path: string;
  newPath: string | null;
  sources: { memoryId: string; path: string; content: string }[];
  /** Memory that stands at `path` in the base, if any. */
  memoryId: string | null;
  before: string | null;
  after: string | null;
  reason: string;
  key: string | null;
  evidence: Evidence[];
  support: Support;
  /** Lowest trust among the evidence of the new words. */
  trust: Trust;
  findings: Finding[];
  risk: Risk;
  riskReasons: string[];
  /** Indexes into the list of gated changes. */
  dependsOn: number[];
  /** Newest evidence time, RFC 3339; null when only arrival orders it. */
  evidenceAt: string | null;
  /** Rejected before, and proposed again because of new evidence; absent when it never was. */
  previouslyRejected?: { at: string; by: string; reason: string | null } | null;
  /** Open changes (ids) with the same target and another text: accepting one makes the others conflict. */
  overlaps?: string[];
};
