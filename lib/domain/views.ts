/**
 * What the HTTP API answers and what pages draw: the JSON of contract v1, `snake_case`, times RFC 3339 UTC, ids opaque. The schemas are the
 * one definition: types come from them, and so does the API's document. Optional fields that carry no description are additions for pages; a
 * program may ignore them.
 */
import { z } from "zod";
import { claudeSettingsSchema } from "@/lib/domain/claude";
import { CHANGE_OPS, DREAM_PHASES, DREAM_STATUSES, ENGINES } from "@/lib/domain/dream";
import { CHECKS, SEVERITIES } from "@/lib/domain/finding";
import { IMPORT_STATUSES } from "@/lib/domain/import";
import { MEMORY_KINDS } from "@/lib/domain/memory";
import { policySchema } from "@/lib/domain/policy";
import { CHANGE_STATES, PROPOSAL_STATUSES, RISKS, VERDICTS, type Verdict } from "@/lib/domain/proposal";
import { runWaitSchema, scheduleSchema } from "@/lib/domain/schedule";
import { EVENT_TYPES, OUTCOME_RESULTS, TRUSTS } from "@/lib/domain/transcript";
import { VERSION_CAUSES } from "@/lib/domain/version";

export type Page<T> = { data: T[]; next_cursor: string | null };

const count = z.int().min(0);
const number = z.int().min(1);
const time = z.string().meta({ format: "date-time" });
const hash = z.string().describe("SHA-256, lower-case hex.");
const kind = z.enum(MEMORY_KINDS);
const trust = z.enum(TRUSTS).describe("Where the text comes from, highest first.");
const engine = z.enum(ENGINES);
const span = z.object({ start: count, end: count });
const object = z.record(z.string(), z.unknown());

// Agents and stores

const access = z.enum(["read_write", "read_only"]).describe("What the agent's own key may write; a person may write either way.");
export type StoreAccess = z.infer<typeof access>;
const audience = z.enum(["team", "public"]).describe("`team`: the people it serves may teach it. `public`: they are strangers.");
export type Audience = z.infer<typeof audience>;

export const agentView = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    audience,
    stores: z
      .array(z.object({ store_id: z.string(), access, order: count, name: z.string().optional() }))
      .describe("The stores that it loads, in order."),
    created_at: time,
    archived_at: time.nullable().describe("Set while it is archived: it takes no sessions, and its keys are refused."),
  })
  .meta({ id: "Agent", description: "A deployed agent whose sessions are recorded." });
export type Agent = z.infer<typeof agentView>;

export const storeView = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    policy: policySchema.meta({ id: "Policy", description: "What applies by itself and what waits for a person." }),
    schedule: scheduleSchema
      .meta({ id: "Schedule", description: "When the store dreams by itself." })
      .nullable()
      .describe("Null while the store dreams only when told."),
    next_run: time.nullable().describe("When the schedule next comes; a run before that may still wait for quiet (`schedule_wait`)."),
    schedule_wait: runWaitSchema.nullable().describe("Why the schedule's last run did not start, or has not yet; null when it did."),
    engine,
    claude: claudeSettingsSchema.meta({ id: "ClaudeSettings", description: "How the store dreams with the engine `claude`." }),
    head_version: number.describe("The newest version."),
    agents: z.array(z.object({ agent_id: z.string(), access, name: z.string().optional() })),
    created_at: time,
    archived_at: time.nullable().describe("Set while it is archived: it can be read, no agent loads it, and nothing changes it."),
    memories: count.optional().describe("Memories in the head, the derived index not counted."),
    head_at: time.optional(),
    open_proposals: count.optional(),
    unread_transcripts: count.optional(),
  })
  .meta({ id: "Store", description: "A named set of memories." });
export type Store = z.infer<typeof storeView>;

// Transcripts

export const outcomeView = z
  .object({
    result: z.enum(OUTCOME_RESULTS).describe("`unknown` is not `failed`; an `invalid` session never really ran and no dream reads it."),
    score: z.number().nullish().describe("0 to 1."),
    source: z.enum(["imported", "person", "grader"]).describe("Who said so."),
    note: z.string().nullish(),
    at: time,
  })
  .meta({ id: "Outcome", description: "How a session went." });
export type OutcomeView = z.infer<typeof outcomeView>;

export const transcriptView = z
  .object({
    id: z.string(),
    external_id: z.string().describe("The id that the format gives, else `sha256:` of its events."),
    agent_id: z.string(),
    format: z.string(),
    title: z.string().nullable(),
    user: z.string().nullable().describe("Whom the session served."),
    task: z.string().nullable(),
    parent_id: z.string().nullable().describe("The transcript that this one is a thread of."),
    revision: number.describe("The newest revision, or the one asked for."),
    revisions: number.describe("How many revisions there are."),
    events: count.describe("Number of events of the revision."),
    started_at: time.nullable(),
    ended_at: time.nullable(),
    outcome: outcomeView,
    excluded: z
      .object({ reason: z.string(), by: z.string(), at: time })
      .nullable()
      .describe("Set while the session is left out of dreams."),
    metadata: object,
    created_at: time,
    agent_name: z.string().optional(),
    agent_audience: audience.optional(),
  })
  .meta({ id: "Transcript", description: "The record of one session." });
export type Transcript = z.infer<typeof transcriptView>;

export const eventView = z
  .object({
    seq: count.describe("Counts from 0 within a revision."),
    type: z.enum(EVENT_TYPES),
    at: time.optional(),
    text: z.string().describe("Secrets are masked. A tool call's text is its input as JSON, exactly as it came."),
    text_chars: count.optional().describe("Set where the text is cut: how many characters the whole has."),
    tool: z
      .object({ name: z.string(), call_id: z.string().nullable(), input: z.unknown().optional(), is_error: z.boolean().optional() })
      .optional(),
    trust,
  })
  .meta({ id: "Event", description: "One event of a session." });
export type Event = z.infer<typeof eventView>;

const importErrorView = z.object({
  file: z.string(),
  line: number.optional().describe("Counts from 1, where the format has lines."),
  index: count.optional().describe("Counts from 0, where the file is an array."),
  path: z.string().optional().describe("Place inside the element, such as `messages[3].content`."),
  message: z.string(),
});
export type ImportError = z.infer<typeof importErrorView>;

export const importResultView = z
  .object({
    import_id: z.string(),
    format: z.string(),
    imported: z
      .array(z.object({ id: z.string(), external_id: z.string(), events: count, started_at: time.nullable(), outcome: outcomeView }))
      .describe("Sessions that are new."),
    updated: z
      .array(z.object({ id: z.string(), external_id: z.string(), events: count, revision: number, diverged: z.boolean() }))
      .describe("Sessions that were known and have a new revision; `diverged`: it does not begin with what was stored, and both are kept."),
    duplicates: z.array(z.object({ external_id: z.string(), id: z.string() })).describe("Sessions that were known and say nothing new."),
    errors: z.array(importErrorView).describe("What was refused, with its place. The rest was imported."),
    canceled: z.literal(true).optional().describe("The import was canceled: what is listed is kept, the rest was not read."),
  })
  .meta({ id: "ImportResult", description: "What became of an upload." });
export type ImportResult = z.infer<typeof importResultView>;

export const importView = z
  .object({
    id: z.string(),
    agent_id: z.string(),
    name: z.string().describe("The file's name."),
    status: z.enum(IMPORT_STATUSES),
    bytes_done: count.describe("How much of the upload, unpacked, was read."),
    bytes_total: count.describe("Bytes that were received and are kept; 0 while they arrive."),
    sessions_done: count.describe("Sessions read so far, whatever became of them."),
    result: importResultView.nullable().describe("At the end; of a canceled import, what it had imported."),
    error: z
      .object({ type: z.enum(["unsupported_format", "unprocessable"]), message: z.string(), details: z.unknown().optional() })
      .nullable()
      .describe("Why it failed; `details.tried` says why each format refused."),
    created_at: time,
    ended_at: time.nullable(),
  })
  .meta({ id: "Import", description: "An upload on its way into sessions." });
export type Import = z.infer<typeof importView>;

// Dreams

export const consideredView = z
  .object({
    text: z.string(),
    outcome: z.enum(["proposed", "dropped"]),
    rule: z.string().describe("The rule that decided, such as `older-than-memory` or `rejected-before`."),
  })
  .meta({ id: "Considered", description: "A candidate of a dream and what became of it." });
export type ConsideredView = z.infer<typeof consideredView>;

export const usageView = z
  .object({
    input_tokens: count,
    output_tokens: count,
    cache_read_input_tokens: count,
    cache_creation_input_tokens: count,
    calls: count,
    usd: z.number(),
  })
  .meta({ id: "Usage", description: "What a dream cost." });

export const phaseUsageView = z
  .object({
    phase: z.enum(DREAM_PHASES),
    model: z.string(),
    calls: count,
    input_tokens: count.describe("Cache writes among them, cache reads not."),
    output_tokens: count,
    cache_read_input_tokens: count,
    usd: z.number().nullable().describe("Null: the price file did not know the model."),
  })
  .meta({ id: "PhaseUsage", description: "What a dream paid for in a phase, by model." });
export type PhaseUsage = z.infer<typeof phaseUsageView>;

export const dreamView = z
  .object({
    id: z.string(),
    store_id: z.string(),
    status: z.enum(DREAM_STATUSES),
    phase: z.enum(DREAM_PHASES).nullable().describe("Set while it runs."),
    progress: z.object({ done: count, total: count }),
    engine,
    model: z.string().nullable(),
    trigger: z.enum(["manual", "schedule", "api"]),
    base_version: number.describe("The version that it started from."),
    as_of: time.describe("The newest time in its transcripts, else its start."),
    transcript_ids: z.array(z.string()),
    proposal_id: z.string().nullable(),
    estimate: z
      .object({ input_tokens: count, output_tokens: count, usd: z.number() })
      .nullable()
      .describe("Estimated before it starts; null for an engine that costs nothing."),
    usage: usageView,
    usage_by_phase: z.array(phaseUsageView).optional().describe("Of one dream, not in lists: phases in their order."),
    found: count.describe("Candidates so far, while it runs."),
    unprocessed: z
      .array(
        z.object({
          transcript_id: z.string(),
          reason: z.enum(["refused", "too-long", "unparsable", "failed"]),
          why: z.string(),
          transcript_title: z.string().optional(),
        }),
      )
      .describe("Sessions that the engine could not use. Those that `failed` are read again by the next dream."),
    considered: z.object({ counts: z.record(z.string(), count).describe("How many by rule."), first: z.array(consideredView) }),
    notes: z.array(z.string()).describe("Sentences of the engine about the run as a whole."),
    instructions: z.string().nullable(),
    error: z.string().nullable(),
    cancel_requested: z.boolean(),
    created_at: time,
    started_at: time.nullable(),
    ended_at: time.nullable(),
    store_name: z.string().optional(),
  })
  .meta({ id: "Dream", description: "One run over a store's transcripts." });
export type Dream = z.infer<typeof dreamView>;

export const claudeProbeView = z.object({
  ok: z.boolean(),
  problem: z.string().nullable(),
  models: z.array(z.string()),
  counts_tokens: z.boolean(),
});
export type ClaudeProbe = z.infer<typeof claudeProbeView>;

/** How a workspace reaches Claude; the key itself is never shown. */
export type ClaudeConnectionView = {
  source: "stored" | "environment" | null;
  key_hint: string | null;
  /** Whether the server's environment has a key, in use or behind a stored one. */
  environment_key: boolean;
  base_url: string | null;
  max_usd_per_month: number | null;
  spent_this_month_usd: number;
  calls_this_month: number;
  probe: ClaudeProbe | null;
  probed_at: string | null;
};

// Proposals

const quote = {
  start: count.describe("In UTF-16 code units of the text that is quoted."),
  end: count,
  quote: z.string(),
  trust,
  grounded: z.boolean().describe("Our code found the quote there."),
};
const supports = z.array(span).optional().describe("The words of `after` that it supports, in UTF-16 code units; none: the whole text.");

export const evidenceView = z
  .discriminatedUnion("source", [
    z.object({
      source: z.literal("transcript"),
      transcript_id: z.string(),
      revision: number,
      event_seq: count,
      ...quote,
      at: time.nullable(),
      supports,
      transcript_title: z.string().optional(),
      outcome: z.enum(OUTCOME_RESULTS).optional(),
    }),
    z.object({ source: z.literal("memory"), path: z.string(), version: number, ...quote, at: time.nullish(), supports }),
  ])
  .meta({ id: "Evidence", description: "A verbatim quote in a transcript's event, or in a memory of the base version." });
export type Evidence = z.infer<typeof evidenceView>;

const supportView = z
  .object({ sessions: count, cases: count, users: count, tasks: count, succeeded: count, failed: count, unknown: count })
  .describe("Independent sessions behind it, from how many users, tasks and cases, and how they ended.");
export type Support = z.infer<typeof supportView>;

const findingView = z
  .object({
    check: z.enum(CHECKS),
    severity: z.enum(SEVERITIES),
    message: z.string(),
    span: span.optional().describe("In UTF-16 code units of `after`."),
  })
  .meta({ id: "Finding", description: "What a check reports." });

const decisionView = z
  .object({
    verdict: z.enum(VERDICTS),
    content: z.string().optional().describe("The text of an edit."),
    comment: z.string().optional(),
    reason_code: z.string().optional(),
    by: z.string().describe("The person, or the key's name."),
    person_id: z.string().optional().describe("As whom it counts."),
    batch_rule: z.string().optional().describe("Set when it was taken for a whole group at once."),
    at: time,
    via: z.enum(["browser", "api"]),
  })
  .meta({ id: "Decision", description: "A reviewer's word on one change." });
export type Decision = z.infer<typeof decisionView>;

export const changeView = z
  .object({
    id: z.string(),
    op: z.enum(CHANGE_OPS).describe("`merge` makes one memory of several; `rename` never changes content."),
    kind,
    path: z.string().describe("The memory; of a merge the result."),
    new_path: z.string().optional().describe("Where a rename leads."),
    sources: z
      .array(z.object({ path: z.string(), content: z.string() }))
      .optional()
      .describe("What a merge consumes."),
    before: z.string().nullable().describe("The text at `path` in the base version."),
    after: z.string().nullable().describe("The text that it would have; null when it ends."),
    reason: z.string().describe("Why it is proposed, made from the change by our own code."),
    evidence: z.array(evidenceView),
    support: supportView,
    trust: z.enum(TRUSTS).describe("Lowest trust among the evidence of the new words."),
    findings: z.array(findingView),
    risk: z.enum(RISKS),
    risk_reasons: z.array(z.string()).describe("Why it is not lower."),
    depends_on: z.array(z.string()).describe("Changes that have to be accepted with it."),
    overlaps: z.array(z.string()).describe("Open changes of the same target with another text: accepting one makes the others conflict."),
    overlapping: z
      .array(
        z.object({
          change_id: z.string(),
          proposal_id: z.string(),
          after: z.string().nullable(),
          state: z.enum(CHANGE_STATES),
          created_at: time,
        }),
      )
      .optional(),
    previously_rejected: z
      .object({ at: time, by: z.string(), reason: z.string() })
      .optional()
      .describe("It was turned down before; new evidence brought it back."),
    state: z.enum(CHANGE_STATES).describe("What the decisions come to. `needs_second`: one more person has to accept it."),
    batch_rule: z.string().optional().describe("Low risk only: changes with the same one may be decided as a group."),
    rebased: z
      .object({
        version: number,
        outcome: z.enum(["carried", "merged", "conflict", "done"]),
        note: z.string().describe("What became of it, in a sentence."),
        text: z.string().nullable().describe("The text that was decided on, as it reads there."),
        after_decisions: count.describe("It came after this many of its decisions."),
        by: z.string(),
        at: time,
      })
      .optional()
      .describe("The last time that it was moved to another version. `carried`: its decisions stand."),
    conflict: z
      .object({
        version: number,
        kind: z.enum(["text", "created", "deleted", "removal", "path"]),
        base: z.string().nullable().describe("What both sides started from."),
        head: z.string().nullable().describe("What stood in the head; null when it was removed."),
        proposed: z.string().nullable().describe("What the change says; null when it removes the memory."),
      })
      .optional()
      .describe("What nobody has settled yet: an edit with the text that shall stand, or a reject, does."),
    approval: z
      .object({
        needed: number.describe("How many people have to accept it."),
        missing: count.describe("How many of them have not."),
        sentence: z.string().nullable().describe("Who may still accept it, said to whoever asks; null where nothing is to say."),
        yours: z.boolean().describe("Whether the asker's accept would count."),
      })
      .optional()
      .describe("Of an open proposal."),
    yours: z
      .object({ verdict: z.enum(VERDICTS), at: time, text: z.string().nullable() })
      .optional()
      .describe("The text that the asker last decided on, where the change reads otherwise by now."),
    decisions: z.array(decisionView),
  })
  .meta({ id: "Change", description: "One proposed change of a store." });
export type Change = z.infer<typeof changeView>;

const proposalCountsView = z.object({ total: count, undecided: count, accepted: count, rejected: count, blocked: count });
export type ProposalCounts = z.infer<typeof proposalCountsView>;

export const proposalView = z
  .object({
    id: z.string(),
    store_id: z.string(),
    dream_id: z.string().nullable().describe("Null when an agent's own write made it."),
    status: z.enum(PROPOSAL_STATUSES).describe("`superseded`: every change of it has moved or become true otherwise."),
    base_version: number.describe("The version that it was drafted against."),
    head_version: number.describe("The store's newest version now."),
    summary: z.string().describe("Generated from the changes."),
    findings: z.array(findingView).describe("Findings about the proposal as a whole."),
    changes: z.array(changeView),
    counts: proposalCountsView,
    rest_of: z.string().optional().describe("The proposal whose undecided changes moved here."),
    moved_to: z.string().optional().describe("Where this one's undecided changes moved."),
    created_at: time,
    store_name: z.string().optional(),
    applied_version: number.optional().describe("The version that applying it made."),
    superseded_by: number.optional().describe("Of a superseded one: the version that overtook it."),
    decided_at: time.optional(),
    moved: z
      .array(z.object({ change_id: z.string(), path: z.string(), kind: z.enum(["moved", "deleted"]) }))
      .optional()
      .describe("What changes read or write that is not what they saw any more: `rebase` brings them up to date."),
  })
  .meta({ id: "Proposal", description: "A change set against a version of a store." });
export type Proposal = z.infer<typeof proposalView>;

export const proposalSummaryView = proposalView
  .omit({ changes: true })
  .extend({
    waiting: z.record(z.enum(RISKS), count).optional().describe("Undecided changes by risk."),
    touches: z.array(z.string()).optional(),
  })
  .meta({ id: "ProposalSummary", description: "A proposal as lists show it: without its changes." });
export type ProposalSummary = z.infer<typeof proposalSummaryView>;

export const proposalStampView = z.object({
  status: z.enum(PROPOSAL_STATUSES),
  base_version: number,
  head_version: number,
  changes: count,
  decisions: count.describe("Of all its changes together."),
});
export type ProposalStamp = z.infer<typeof proposalStampView>;

export const decidedView = proposalStampView
  .omit({ changes: true })
  .extend({
    id: z.string(),
    changes: z.array(changeView).describe("The changes that were decided, and those that stand or fall with them."),
    counts: proposalCountsView,
    elsewhere: z
      .array(z.object({ change_id: z.string(), proposal_id: z.string(), state: z.enum(CHANGE_STATES) }))
      .describe("Changes of other open proposals that say something else about the same memories, as they stand now."),
  })
  .meta({ id: "Decided", description: "What decisions did to a proposal: enough to bring a copy of it up to date." });
export type Decided = z.infer<typeof decidedView>;

export type DecisionInput = {
  change_id: string;
  verdict: Verdict;
  /** What was before the eyes of whoever decides. */
  seen?: { decisions: number; base_version: number };
  content?: string;
  comment?: string;
  reason_code?: string;
  /** Sent again with it, the decision is not taken twice. */
  client_id?: string;
};

export type ApplyInput = { message?: string; undecided: "leave" | "reject" };
export const applyResultView = z.object({
  version: number.nullable().describe("Null when nothing was accepted."),
  proposal: proposalView,
  rest: proposalView.optional().describe("The new proposal that holds what stays open."),
});
export type ApplyResult = z.infer<typeof applyResultView>;

export const rebaseResultView = z.object({
  version: number.describe("The head that it stands on now."),
  said: z.string().describe("What became of its changes, in a sentence."),
  proposal: proposalView,
  set_aside: z.string().optional().describe("The closed proposal that took the changes which the head had made true."),
});
export type RebaseResult = z.infer<typeof rebaseResultView>;
/** `details` of the 409 that an apply answers when something it reads or writes has moved. */
export type ApplyConflict = { change_id: string; path: string; kind: "moved" | "deleted" | "path" | "limit" };

/** What a page's action answers: a refusal is told in words beside the control, what moved meanwhile by change. */
export type ActionOutcome<T> = { ok: true; value: T } | { ok: false; message: string; conflicts?: ApplyConflict[] };

// Versions and memories

const cause = z.enum(VERSION_CAUSES);
export type VersionCause = z.infer<typeof cause>;

export const versionView = z
  .object({
    number,
    parent: number.nullable(),
    cause,
    author: z.string().describe("Who made it."),
    message: z.string().nullable(),
    hash: z
      .string()
      .describe("SHA-256, hex, over the lines `<path> NUL <kind> NUL <sha256 of content> LF`, paths in order of their bytes."),
    created_at: time,
    proposal_id: z.string().optional(),
    to_version: number.optional().describe("The version that a rollback brought back."),
    counts: z.object({ created: count, updated: count, removed: count, renamed: count }),
  })
  .meta({ id: "Version", description: "A numbered state of a whole store." });
export type Version = z.infer<typeof versionView>;

export const memoryView = z
  .object({
    path: z.string(),
    kind,
    content: z.string().describe("Markdown, at most 102,400 bytes."),
    sha256: hash,
    since_version: number.describe("The version that gave it this text."),
    updated_at: time,
    protected: z
      .boolean()
      .optional()
      .describe("Pinned, written by a person, or last decided by an edit: a dream changes it only through an explicit decision."),
    pinned: z.boolean().optional(),
  })
  .meta({ id: "Memory", description: "One Markdown file of a store." });
export type Memory = z.infer<typeof memoryView>;

/** A memory without its text, for lists and trees. */
export type MemoryEntry = Omit<Memory, "content"> & { bytes?: number; excerpt?: string };

export const memoryRevisionView = z
  .object({
    path: z.string(),
    kind,
    content: z.string(),
    sha256: hash,
    from_version: number,
    until_version: number.nullable().describe("The version that ended it; null while it is in the head."),
    cause,
    author: z.string(),
    at: time,
    proposal_id: z.string().optional(),
    change_id: z.string().optional(),
    reason: z.string().optional(),
    evidence: z.array(evidenceView).optional(),
  })
  .meta({ id: "MemoryRevision", description: "One text that a memory had." });
export type MemoryRevision = z.infer<typeof memoryRevisionView>;

export const memoryWithHistoryView = memoryView
  .extend({
    history: z.array(memoryRevisionView),
    history_next: number.nullable().describe("For `history_before`, to go on with older texts; null where there are none."),
  })
  .meta({ id: "MemoryWithHistory", description: "A memory and the texts that it had, newest first." });
export type MemoryWithHistory = z.infer<typeof memoryWithHistoryView>;

export const storeMemoryView = z
  .object({ store_id: z.string(), version: number, hash, memories: z.array(memoryView).describe("Paths in byte order.") })
  .meta({ id: "StoreMemory", description: "All memories of a store at one version." });
export type StoreMemory = z.infer<typeof storeMemoryView>;

export const agentMemoryView = z
  .object({
    agent_id: z.string(),
    hash,
    stores: z.array(storeMemoryView.extend({ name: z.string(), access })).describe("In the agent's order."),
  })
  .meta({ id: "AgentMemory", description: "All memories that an agent loads." });
export type AgentMemory = z.infer<typeof agentMemoryView>;

const rollbackChangeView = z.object({
  op: z.enum(["create", "update", "delete", "rename"]),
  path: z.string(),
  new_path: z.string().optional(),
  kind,
  before: z.string().nullable(),
  after: z.string().nullable(),
});
/** What a rollback would do to one memory. */
export type RollbackChange = z.infer<typeof rollbackChangeView>;

export const rollbackPreviewView = z
  .object({ to_version: number, head_version: number, changes: z.array(rollbackChangeView) })
  .meta({ id: "RollbackPreview", description: "What a rollback would change." });
export type RollbackPreview = z.infer<typeof rollbackPreviewView>;

export const comparedMemoryView = z.object({
  op: z.enum(["created", "updated", "removed", "renamed"]).describe("`renamed` also when the text changed with the path."),
  path: z.string(),
  new_path: z.string().optional(),
  kind,
  before: z.string().nullable(),
  after: z.string().nullable(),
});
/** What differs in one memory between two versions. */
export type ComparedMemory = z.infer<typeof comparedMemoryView>;

export const comparisonView = z
  .object({
    store_id: z.string(),
    from: number,
    to: number,
    counts: z
      .object({ created: z.int().min(0), updated: z.int().min(0), removed: z.int().min(0), renamed: z.int().min(0) })
      .describe("A renamed memory whose text also changed counts as both."),
    changes: z.array(comparedMemoryView).describe("Paths in byte order; the index is left out."),
  })
  .meta({ id: "Comparison", description: "What makes one version of a store read like another." });
export type Comparison = z.infer<typeof comparisonView>;

// Audit

export const auditRowView = z
  .object({
    id: z.string(),
    seq: number.describe("Place in the workspace's chain, from 1."),
    at: time,
    actor: z.string(),
    actor_id: z.string(),
    action: z.string(),
    entity: z.string(),
    entity_id: z.string(),
    metadata: object.describe("Ids, hashes and counts, never contents."),
    hash: z.string().describe("Covers this row and the hash of the one before."),
  })
  .meta({ id: "AuditRow", description: "Who did what when." });
export type AuditRow = z.infer<typeof auditRowView>;
