/**
 * What the HTTP API answers and what pages draw: the JSON of contract v1, `snake_case`, times RFC 3339 UTC, ids opaque.
 * Optional fields that the contract does not name are additions for pages; a program may ignore them.
 */
import type { ChangeOp, DreamPhase, DreamStatus, DreamUsage, EngineName } from "@/lib/domain/dream";
import type { Span } from "@/lib/domain/evidence";
import type { Finding } from "@/lib/domain/finding";
import type { MemoryKind } from "@/lib/domain/memory";
import type { Policy } from "@/lib/domain/policy";
import type { ChangeState, ProposalStatus, Risk, Verdict } from "@/lib/domain/proposal";
import type { EventType, OutcomeResult, Trust } from "@/lib/domain/transcript";

export type Page<T> = { data: T[]; next_cursor: string | null };

// Agents and stores

export type StoreAccess = "read_write" | "read_only";
export type Audience = "team" | "public";

export type Agent = {
  id: string;
  name: string;
  description: string | null;
  audience: Audience;
  stores: { store_id: string; access: StoreAccess; order: number; name?: string }[];
  created_at: string;
};

export type Store = {
  id: string;
  name: string;
  description: string | null;
  policy: Policy;
  schedule: Record<string, unknown> | null;
  engine: EngineName;
  head_version: number;
  agents: { agent_id: string; access: StoreAccess; name?: string }[];
  created_at: string;
  /** Memories in the head, the derived index not counted. */
  memories?: number;
  head_at?: string;
  open_proposals?: number;
  unread_transcripts?: number;
};

// Transcripts

export type OutcomeView = {
  result: OutcomeResult;
  /** 0-1. */
  score?: number | null;
  source: "imported" | "person" | "grader";
  note?: string | null;
  at: string;
};

export type Transcript = {
  id: string;
  external_id: string;
  agent_id: string;
  format: string;
  title: string | null;
  user: string | null;
  task: string | null;
  parent_id: string | null;
  /** The newest revision, or the one asked for. */
  revision: number;
  /** How many revisions there are. */
  revisions: number;
  /** Number of events of the revision. */
  events: number;
  started_at: string | null;
  ended_at: string | null;
  outcome: OutcomeView;
  excluded: { reason: string; by: string; at: string } | null;
  metadata: Record<string, unknown>;
  created_at: string;
  agent_name?: string;
  agent_audience?: Audience;
};

/** One event of a session; `seq` counts from 0 within a revision. */
export type Event = {
  seq: number;
  type: EventType;
  at?: string;
  text: string;
  /** Set where a page is given a cut text: how many characters the whole has. */
  text_chars?: number;
  tool?: { name: string; call_id: string | null; input?: unknown; is_error?: boolean };
  trust: Trust;
};

export type ImportError = { file: string; line?: number; index?: number; path?: string; message: string };

export type ImportResult = {
  import_id: string;
  format: string;
  imported: { id: string; external_id: string; events: number; started_at: string | null; outcome: OutcomeView }[];
  updated: { id: string; external_id: string; events: number; revision: number; diverged: boolean }[];
  duplicates: { external_id: string; id: string }[];
  errors: ImportError[];
};

// Dreams

export type ConsideredView = { text: string; outcome: "proposed" | "dropped"; rule: string };

export type Dream = {
  id: string;
  store_id: string;
  status: DreamStatus;
  phase: DreamPhase | null;
  progress: { done: number; total: number };
  engine: EngineName;
  model: string | null;
  trigger: "manual" | "schedule" | "api";
  base_version: number;
  as_of: string;
  transcript_ids: string[];
  proposal_id: string | null;
  /** Estimated before it starts, marked as an estimate wherever it is shown; null for an engine that costs nothing. */
  estimate: { input_tokens: number; output_tokens: number; usd: number } | null;
  usage: DreamUsage;
  considered: { counts: Record<string, number>; first: ConsideredView[] };
  /** Sentences of the engine about the run as a whole. */
  notes: string[];
  instructions: string | null;
  error: string | null;
  cancel_requested: boolean;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  store_name?: string;
};

// Proposals

export type Evidence =
  | {
      source: "transcript";
      transcript_id: string;
      revision: number;
      event_seq: number;
      /** UTF-16 code units in the event's text. */
      start: number;
      end: number;
      quote: string;
      trust: Trust;
      grounded: boolean;
      at: string | null;
      /** UTF-16 code units in the change's `after`. */
      supports?: Span[];
      /** Title or external id of the session, where a page shows it. */
      transcript_title?: string;
      outcome?: OutcomeResult;
    }
  | {
      source: "memory";
      path: string;
      version: number;
      start: number;
      end: number;
      quote: string;
      trust: Trust;
      grounded: boolean;
      at?: string | null;
      supports?: Span[];
    };

export type Support = {
  sessions: number;
  cases: number;
  users: number;
  tasks: number;
  succeeded: number;
  failed: number;
  unknown: number;
};

export type Decision = {
  verdict: Verdict;
  content?: string;
  comment?: string;
  reason_code?: string;
  by: string;
  at: string;
  via: "browser" | "api";
};

export type Change = {
  id: string;
  op: ChangeOp;
  kind: MemoryKind;
  path: string;
  new_path?: string;
  sources?: { path: string; content: string }[];
  before: string | null;
  after: string | null;
  reason: string;
  evidence: Evidence[];
  support: Support;
  /** Lowest trust among the evidence of the new words. */
  trust: Trust;
  findings: Finding[];
  risk: Risk;
  risk_reasons: string[];
  depends_on: string[];
  overlaps: string[];
  previously_rejected?: { at: string; by: string; reason: string };
  state: ChangeState;
  decisions: Decision[];
};

export type ProposalCounts = { total: number; undecided: number; accepted: number; rejected: number; blocked: number };

export type Proposal = {
  id: string;
  store_id: string;
  dream_id: string | null;
  status: ProposalStatus;
  base_version: number;
  head_version: number;
  summary: string;
  /** Findings about the proposal as a whole. */
  findings: Finding[];
  changes: Change[];
  counts: ProposalCounts;
  rest_of?: string;
  moved_to?: string;
  created_at: string;
  store_name?: string;
  /** The version that applying it made. */
  applied_version?: number;
  decided_at?: string;
};

/** A proposal as lists show it: without changes. */
export type ProposalSummary = Omit<Proposal, "changes"> & {
  /** Undecided changes by risk. */
  waiting?: Record<Risk, number>;
};

export type DecisionInput = {
  change_id: string;
  verdict: Verdict;
  content?: string;
  comment?: string;
  reason_code?: string;
};

export type ApplyInput = { message?: string; undecided: "leave" | "reject" };
export type ApplyResult = { version: number | null; proposal: Proposal; rest?: Proposal };
/** `details` of the 409 that an apply answers when something it reads or writes has moved. */
export type ApplyConflict = { change_id: string; path: string; kind: "moved" | "deleted" | "path" | "limit" };

/** What a page's action answers: a refusal is told in words beside the control, what moved meanwhile by change. */
export type ActionOutcome<T> = { ok: true; value: T } | { ok: false; message: string; conflicts?: ApplyConflict[] };

// Versions and memories

export type VersionCause = "create" | "dream" | "edit" | "rollback" | "undo" | "import" | "agent" | "sync" | "revocation" | "redaction";

export type Version = {
  number: number;
  parent: number | null;
  cause: VersionCause;
  author: string;
  message: string | null;
  /** SHA-256, hex, over the sorted paths, kinds and contents. */
  hash: string;
  created_at: string;
  proposal_id?: string;
  /** The version that a rollback brought back. */
  to_version?: number;
  counts: { created: number; updated: number; removed: number; renamed: number };
};

export type Memory = {
  path: string;
  kind: MemoryKind;
  content: string;
  sha256: string;
  since_version: number;
  updated_at: string;
  /** Pinned, written by a person, or last decided by an edit: a dream changes it only through an explicit decision. */
  protected?: boolean;
  pinned?: boolean;
};

/** A memory without its text, for lists and trees. */
export type MemoryEntry = Omit<Memory, "content"> & { bytes?: number; excerpt?: string };

/** One text that a memory had: `until_version` is the version that ended it, null while it is in the head. */
export type MemoryRevision = {
  path: string;
  kind: MemoryKind;
  content: string;
  sha256: string;
  from_version: number;
  until_version: number | null;
  cause: VersionCause;
  author: string;
  at: string;
  proposal_id?: string;
  change_id?: string;
  reason?: string;
  evidence?: Evidence[];
};

export type MemoryWithHistory = Memory & { history: MemoryRevision[] };

export type StoreMemory = { store_id: string; version: number; hash: string; memories: Memory[] };
export type AgentMemory = {
  agent_id: string;
  hash: string;
  stores: (StoreMemory & { name: string; access: StoreAccess })[];
};

/** What a rollback would do to one memory. */
export type RollbackChange = {
  op: "create" | "update" | "delete" | "rename";
  path: string;
  new_path?: string;
  kind: MemoryKind;
  before: string | null;
  after: string | null;
};
export type RollbackPreview = { to_version: number; head_version: number; changes: RollbackChange[] };

// Audit

export type AuditRow = {
  id: string;
  /** Place in the workspace's chain, from 1. */
  seq: number;
  at: string;
  actor: string;
  actor_id: string;
  action: string;
  entity: string;
  entity_id: string;
  metadata: Record<string, unknown>;
  hash: string;
};
