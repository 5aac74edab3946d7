import { type Db, db, type Tx } from "@/lib/db/client";
import { type ClaudeSettings, claudeSettingsSchema } from "@/lib/domain/claude";
import type { BaseMemory, DreamInput, DreamSession, EngineName } from "@/lib/domain/dream";
import type { MemoryKind } from "@/lib/domain/memory";
import { isProtectedPath, type Policy, policySchema } from "@/lib/domain/policy";
import { nestsTooDeep } from "@/lib/domain/text/nesting";
import type { EventType, OutcomeResult, SessionEvent, Trust } from "@/lib/domain/transcript";
import { textsByHash } from "@/lib/queries/memory";
import { liveByPath, loadProposal, overtakenChanges, type SourceRow } from "@/lib/queries/proposal-rows";
import { revisionsAt } from "@/lib/queries/revisions";

/** A change of a proposal that is still open, as the gate compares drafts with it. */
export type OpenChange = { id: string; op: string; path: string; newPath: string | null; after: string | null };

export type LoadedDream = {
  input: DreamInput;
  policy: Policy;
  storeId: string;
  engine: EngineName;
  claude: ClaudeSettings;
  canceled: boolean;
};

type SessionRow = {
  transcript_id: string;
  revision: number;
  external_id: string;
  agent_id: string;
  audience: string;
  served_user: string | null;
  task: string | null;
  started_at: Date | null;
  /** Of the first revision, and of the one that is read. */
  received_at: Date;
  revised_at: Date;
  arrival: bigint;
  parent_id: string | null;
  diverged: boolean;
  dummy_time: boolean;
  outcome: string;
  outcome_score: number | null;
  outcome_note: string | null;
  branch: number;
  events: number;
};

type EventRow = {
  seq: number;
  type: string;
  at: Date | null;
  text: string;
  tool_name: string | null;
  call_id: string | null;
  is_error: boolean | null;
  trust: string;
};

/** A tool call's arguments: parsed where they parse and nest no deeper than what is printed again can, else the text as it came. */
export function inputOf(text: string): unknown {
  if (nestsTooDeep(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A stored event as the domain knows it. */
export function eventOf(r: EventRow): SessionEvent {
  const tool =
    r.tool_name === null && r.call_id === null
      ? null
      : {
          name: r.tool_name ?? "",
          callId: r.call_id,
          ...(r.type === "tool_call" ? { input: inputOf(r.text) } : {}),
          ...(r.is_error === null ? {} : { isError: r.is_error }),
        };
  return { seq: r.seq, type: r.type as EventType, at: r.at?.toISOString() ?? null, text: r.text, tool, trust: r.trust as Trust };
}

/** The events of one revision, in order: rows of its branch below its length. */
export async function eventsOfRevision(
  workspaceId: string,
  transcriptId: string,
  branch: number,
  from: number,
  to: number,
  tx: Tx | Db = db,
): Promise<SessionEvent[]> {
  const rows = await tx.$queryRaw<EventRow[]>`
    select seq, type, at, text, tool_name, call_id, is_error, trust from event
    where workspace_id = ${workspaceId} and transcript_id = ${transcriptId} and branch = ${branch} and seq >= ${from} and seq < ${to} order by seq`;
  return rows.map(eventOf);
}

/** The memories of a version as a dream reads them; the derived index is left out. */
export async function baseMemories(workspaceId: string, storeId: string, version: number, policy: Policy): Promise<BaseMemory[]> {
  const revisions = (await revisionsAt(db, workspaceId, storeId, version)).filter((r) => !r.derived);
  const [texts, pins, users] = await Promise.all([
    textsByHash(
      workspaceId,
      revisions.map((r) => r.sha256),
    ),
    db.memoryPin.findMany({ where: { workspaceId, storeId } }),
    usersByMemory(workspaceId, storeId, version),
  ]);
  const pinned = new Set(pins.map((p) => p.memoryId));
  return revisions.map((r) => ({
    memoryId: r.memoryId,
    path: r.path,
    kind: r.kind as MemoryKind,
    content: texts.get(r.sha256) ?? "",
    key: r.key,
    trust: r.trust,
    evidenceAt: r.evidenceAt,
    protected: pinned.has(r.memoryId) || r.byPerson || isProtectedPath(policy, r.path),
    users: users.get(r.memoryId) ?? [],
  }));
}

/** For each memory whom the sessions served that are quoted for it, in any of its revisions up to this version. */
async function usersByMemory(workspaceId: string, storeId: string, version: number): Promise<Map<string, string[]>> {
  const rows = await db.$queryRaw<{ memory: string; users: string[] }[]>`
    select r.memory_id as memory, array_agg(distinct t.served_user order by t.served_user) as users
    from memory_revision r
    join evidence e on e.workspace_id = r.workspace_id and e.change_id = r.change_id and e.grounded
    join transcript t on t.workspace_id = e.workspace_id and t.id = e.transcript_id
    where r.workspace_id = ${workspaceId} and r.store_id = ${storeId} and r.from_version <= ${version} and t.served_user is not null
    group by r.memory_id`;
  return new Map(rows.map((r) => [r.memory, r.users]));
}

/**
 * Reads everything that a dream reads: its base version and its sessions' revisions, without those that were left out since it was started. Null when
 * the dream is not there.
 */
export async function loadDream(workspaceId: string, dreamId: string): Promise<LoadedDream | null> {
  const dream = await db.dream.findUnique({
    where: { workspaceId_id: { workspaceId, id: dreamId } },
    include: { store: { select: { policy: true, claude: true } } },
  });
  if (!dream) return null;
  const policy = policySchema.parse(dream.store.policy);
  const read = await db.dreamTranscript.findMany({ where: { workspaceId, dreamId }, orderBy: { position: "asc" } });
  const sessions = await loadSessions(workspaceId, read, "without-excluded");
  const engine = dream.engine as EngineName;
  return {
    input: {
      engine,
      baseVersion: dream.baseVersion,
      memories: await baseMemories(workspaceId, dream.storeId, dream.baseVersion, policy),
      sessions,
      asOf: (dream.asOf ?? dream.createdAt).toISOString(),
      instructions: dream.instructions,
    },
    policy,
    storeId: dream.storeId,
    engine,
    claude: claudeSettingsOf(dream.store.claude, dream.model),
    canceled: dream.cancelRequestedAt !== null,
  };
}

/** A store's settings for Claude, with what is not set; a dream's own model takes the place of both. */
export function claudeSettingsOf(stored: unknown, model: string | null): ClaudeSettings {
  const settings = claudeSettingsSchema.parse(stored);
  return model === null ? settings : { ...settings, extract_model: model, reconcile_model: model };
}

/** Revisions of sessions as a dream reads them, in the order given. */
export async function loadSessions(
  workspaceId: string,
  read: readonly { transcriptId: string; revision: number }[],
  excluded: "with-excluded" | "without-excluded",
): Promise<DreamSession[]> {
  const wanted = read.map((r, position) => ({ transcript_id: r.transcriptId, revision: r.revision, position }));
  const rows = await db.$queryRaw<SessionRow[]>`
    select t.id as transcript_id, d.revision, t.external_id, t.agent_id, a.audience, t.served_user, t.task, r.started_at, first.received_at, r.received_at as revised_at, t.arrival, t.parent_id,
      t.diverged, i.dummy_time, t.outcome, t.outcome_score, t.outcome_note, r.branch, r.events
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as d(transcript_id text, revision int, position int)
    join transcript t on t.workspace_id = ${workspaceId} and t.id = d.transcript_id
    join agent a on a.workspace_id = t.workspace_id and a.id = t.agent_id
    join transcript_revision r on r.workspace_id = t.workspace_id and r.transcript_id = d.transcript_id and r.revision = d.revision
    join import i on i.workspace_id = r.workspace_id and i.id = r.import_id
    join transcript_revision first on first.workspace_id = t.workspace_id and first.transcript_id = d.transcript_id and first.revision = 1
    where t.excluded_at is null or ${excluded === "with-excluded"}::boolean order by d.position`;
  const sessions: DreamSession[] = [];
  for (const r of rows) {
    const events = await boundedEvents(workspaceId, r);
    const startedAt = r.dummy_time ? null : (r.started_at?.toISOString() ?? null);
    // Its receipt bounds the times that it gives: what came with a later revision may be as new as that. Without times it orders the session.
    const timed = startedAt !== null || events.some((e) => e.at !== null);
    sessions.push({
      transcriptId: r.transcript_id,
      revision: r.revision,
      externalId: r.external_id,
      agentId: r.agent_id,
      audience: r.audience as "team" | "public",
      user: r.served_user,
      task: r.task,
      startedAt: startedAt !== null && Date.parse(startedAt) > r.received_at.getTime() ? r.received_at.toISOString() : startedAt,
      receivedAt: (timed ? r.revised_at : r.received_at).toISOString(),
      arrival: Number(r.arrival),
      parentTranscriptId: r.parent_id,
      diverged: r.diverged,
      outcome: { result: r.outcome as OutcomeResult, score: r.outcome_score, note: r.outcome_note },
      events,
    });
  }
  return sessions;
}

/** Events of the revision that is read; a time after the receipt of the revision that brought the event counts as that receipt (rule 4). */
async function boundedEvents(workspaceId: string, r: Pick<SessionRow, "transcript_id" | "branch" | "events">): Promise<SessionEvent[]> {
  const [events, revisions] = await Promise.all([
    eventsOfRevision(workspaceId, r.transcript_id, r.branch, 0, r.events),
    db.transcriptRevision.findMany({
      where: { workspaceId, transcriptId: r.transcript_id, branch: r.branch },
      select: { events: true, receivedAt: true },
      orderBy: { revision: "asc" },
    }),
  ]);
  return events.map((e) => {
    const receipt = revisions.find((v) => e.seq < v.events)?.receivedAt;
    return receipt && e.at !== null && Date.parse(e.at) > receipt.getTime() ? { ...e, at: receipt.toISOString() } : e;
  });
}

/** Rejections that a dream of this store has to remember, and how many memories dreams removed in the last seven days. */
export async function loadMemoryOfRejections(workspaceId: string, storeId: string) {
  const weekAgo = new Date(Date.now() - 7 * 24 * 3600 * 1000);
  const [rejections, removed] = await Promise.all([
    db.rejection.findMany({ where: { workspaceId, storeId } }),
    db.version.aggregate({ where: { workspaceId, storeId, cause: "dream", createdAt: { gte: weekAgo } }, _sum: { removed: true } }),
  ]);
  return {
    rejections: rejections.map((r) => ({
      target: r.target,
      textNorm: r.textNorm,
      events: r.events,
      at: r.at.toISOString(),
      by: (r.by as { name: string }).name,
      reason: r.reason ?? "",
    })),
    removedLast7Days: removed._sum.removed ?? 0,
  };
}

/**
 * Changes that wait in a store's open proposals; what the head has overtaken is left out: nothing can join that. A merge stands also under each memory
 * that it consumes, so that what touches one overlaps with it.
 */
export async function loadOpenChanges(workspaceId: string, storeId: string): Promise<OpenChange[]> {
  const open = await db.proposal.findMany({
    where: { workspaceId, storeId, status: "open" },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  if (open.length === 0) return [];
  const live = await liveByPath(db, workspaceId, storeId);
  const changes: OpenChange[] = [];
  for (const { id } of open) {
    const loaded = await loadProposal(db, workspaceId, id);
    if (!loaded) continue;
    const overtaken = new Set(overtakenChanges(loaded, live));
    for (const c of loaded.row.changes) {
      if (overtaken.has(c)) continue;
      changes.push({ id: c.id, op: c.op, path: c.path, newPath: c.newPath, after: c.after });
      for (const s of c.sources as SourceRow[]) {
        if (s.path !== c.path) changes.push({ id: c.id, op: "consumed", path: s.path, newPath: null, after: null });
      }
    }
  }
  return changes;
}
