import { db } from "@/lib/db/client";
import { requireAgent, type Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { OUTCOME_RESULTS, type OutcomeResult, type SessionEvent } from "@/lib/domain/transcript";
import type { Event, OutcomeView, Transcript } from "@/lib/domain/views";
import { eventsOfRevision } from "@/lib/queries/dream-input";

type Row = NonNullable<Awaited<ReturnType<typeof readOne>>>;
const readOne = (workspaceId: string, id: string) =>
  db.transcript.findUnique({
    where: { workspaceId_id: { workspaceId, id } },
    include: { agent: { select: { name: true, audience: true } } },
  });

/** How a session went, as its row says. */
export const outcomeView = (
  t: Pick<Row, "outcome" | "outcomeScore" | "outcomeSource" | "outcomeNote" | "outcomeAt" | "createdAt">,
): OutcomeView => ({
  result: t.outcome as OutcomeResult,
  ...(t.outcomeScore === null ? {} : { score: t.outcomeScore }),
  source: t.outcomeSource as OutcomeView["source"],
  ...(t.outcomeNote === null ? {} : { note: t.outcomeNote }),
  at: (t.outcomeAt ?? t.createdAt).toISOString(),
});

const view = (t: Row): Transcript => ({
  id: t.id,
  external_id: t.externalId,
  agent_id: t.agentId,
  format: t.format,
  title: t.title,
  user: t.user,
  task: t.task,
  parent_id: t.parentId,
  revision: t.revision,
  revisions: t.revisions,
  events: t.events,
  started_at: t.startedAt?.toISOString() ?? null,
  ended_at: t.endedAt?.toISOString() ?? null,
  outcome: outcomeView(t),
  excluded: t.excludedAt ? { reason: t.excludedReason ?? "", by: t.excludedBy ?? "", at: t.excludedAt.toISOString() } : null,
  metadata: t.metadata as Record<string, unknown>,
  created_at: t.createdAt.toISOString(),
  agent_name: t.agent.name,
  agent_audience: t.agent.audience as "team" | "public",
});

/** Throws `not_found`. */
export async function getTranscript(scope: Scope, id: string): Promise<Transcript> {
  const row = await readOne(scope.workspaceId, id);
  if (!row) throw new AppError("not_found", "There is no such transcript.");
  requireAgent(scope, row.agentId);
  return view(row);
}

export type TranscriptFilter = {
  agentId?: string | undefined;
  outcome?: string | undefined;
  q?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  excluded?: boolean | undefined;
};

/** Newest first, `limit` + 1 rows at most, after the id `after`. `q` searches titles, ids, users and the words of events. */
export async function listTranscripts(
  scope: Scope,
  filter: TranscriptFilter,
  page: { limit: number; after: string | null },
): Promise<Transcript[]> {
  if (filter.agentId) requireAgent(scope, filter.agentId);
  if (filter.outcome && !(OUTCOME_RESULTS as readonly string[]).includes(filter.outcome)) {
    throw new AppError("invalid_request", `outcome is one of ${OUTCOME_RESULTS.join(", ")}.`, [{ path: "outcome", message: "unknown" }]);
  }
  const workspaceId = scope.workspaceId;
  const agentId = scope.agentId ?? filter.agentId ?? null;
  const q = filter.q?.trim() || null;
  const like = q === null ? null : `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
  const ids = await db.$queryRaw<{ id: string }[]>`
    select t.id from transcript t
    where t.workspace_id = ${workspaceId}
      and (${agentId}::text is null or t.agent_id = ${agentId})
      and (${filter.outcome ?? null}::text is null or t.outcome = ${filter.outcome ?? null})
      and (${filter.from ?? null}::timestamptz is null or coalesce(t.started_at, t.created_at) >= ${filter.from ?? null}::timestamptz)
      and (${filter.to ?? null}::timestamptz is null or coalesce(t.started_at, t.created_at) <= ${filter.to ?? null}::timestamptz)
      and (${filter.excluded ?? null}::boolean is null or (t.excluded_at is not null) = ${filter.excluded ?? null})
      and (${page.after}::text is null or t.id < ${page.after})
      and (${q}::text is null or t.title ilike ${like} or t.external_id ilike ${like} or t.served_user ilike ${like}
        or t.id in (select e.transcript_id from event e where e.workspace_id = ${workspaceId}
          and reveille_words(e.text) @@ websearch_to_tsquery('english', ${q ?? ""})))
    order by t.id desc limit ${page.limit + 1}`;
  const rows = await db.transcript.findMany({
    where: { workspaceId, id: { in: ids.map((r) => r.id) } },
    include: { agent: { select: { name: true, audience: true } } },
    orderBy: { id: "desc" },
  });
  return rows.map(view);
}

/** The revision of a transcript: where its events and its raw bytes are. Throws `not_found`. */
export async function getRevision(scope: Scope, id: string, revision?: number) {
  const transcript = await getTranscript(scope, id);
  const row = await db.transcriptRevision.findUnique({
    where: {
      workspaceId_transcriptId_revision: { workspaceId: scope.workspaceId, transcriptId: id, revision: revision ?? transcript.revision },
    },
  });
  if (!row) throw new AppError("not_found", `This transcript has no revision ${revision}.`);
  return { transcript, revision: row };
}

/** An event as the API and pages show it. */
export const eventView = (e: SessionEvent): Event => ({
  seq: e.seq,
  type: e.type,
  ...(e.at === null ? {} : { at: e.at }),
  text: e.text,
  ...(e.tool === null
    ? {}
    : {
        tool: {
          name: e.tool.name,
          call_id: e.tool.callId,
          ...(e.tool.input === undefined ? {} : { input: e.tool.input }),
          ...(e.tool.isError === undefined ? {} : { is_error: e.tool.isError }),
        },
      }),
  trust: e.trust,
});

/** Events of a revision in order, `limit` + 1 at most, from `from` on. Throws `not_found`. */
export async function listEvents(
  scope: Scope,
  id: string,
  page: { revision?: number | undefined; limit: number; from: number },
): Promise<Event[]> {
  const { revision } = await getRevision(scope, id, page.revision);
  const to = Math.min(revision.events, page.from + page.limit + 1);
  const events = await eventsOfRevision(scope.workspaceId, id, revision.branch, page.from, to);
  return events.map(eventView);
}

/** A session at one of its revisions, the newest without `revision`. Throws `not_found`. */
export async function getTranscriptAt(scope: Scope, id: string, revision?: number): Promise<Transcript> {
  const { transcript, revision: row } = await getRevision(scope, id, revision);
  if (row.revision === transcript.revision) return transcript;
  return {
    ...transcript,
    revision: row.revision,
    events: row.events,
    started_at: row.startedAt?.toISOString() ?? null,
    ended_at: row.endedAt?.toISOString() ?? null,
  };
}
