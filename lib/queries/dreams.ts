import { db } from "@/lib/db/client";
import { watch } from "@/lib/db/listen";
import { requireStore, type Scope } from "@/lib/domain/context";
import type { DreamPhase, DreamStatus, DreamUsage, EngineName, Unprocessed } from "@/lib/domain/dream";
import { AppError } from "@/lib/domain/errors";
import type { ChangeState, ProposalStatus } from "@/lib/domain/proposal";
import type { ConsideredView, Dream } from "@/lib/domain/views";
import { dreamUsage } from "@/lib/queries/claude";

const include = { store: { select: { name: true } } } as const;
const FIRST = 20;

type Row = Awaited<ReturnType<typeof readOne>>;
const readOne = (workspaceId: string, id: string) =>
  db.dream.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } }, include });

async function views(workspaceId: string, rows: Row[]): Promise<Dream[]> {
  const ids = rows.map((r) => r.id);
  const unprocessed = new Map(rows.map((r) => [r.id, r.unprocessed as Unprocessed[]]));
  const unused = [...unprocessed.values()].flatMap((all) => all.map((u) => u.transcriptId));
  const [sessions, considered, titled] = await Promise.all([
    db.dreamTranscript.findMany({ where: { workspaceId, dreamId: { in: ids } }, orderBy: { position: "asc" } }),
    db.dreamConsidered.findMany({ where: { workspaceId, dreamId: { in: ids }, position: { lt: FIRST } }, orderBy: { position: "asc" } }),
    unused.length === 0 ? [] : db.transcript.findMany({ where: { workspaceId, id: { in: unused } }, select: { id: true, title: true } }),
  ]);
  const titles = new Map(titled.map((t) => [t.id, t.title]));
  return rows.map((r) => ({
    id: r.id,
    store_id: r.storeId,
    status: r.status as DreamStatus,
    phase: r.phase as DreamPhase | null,
    progress: { done: r.done, total: r.total },
    engine: r.engine as EngineName,
    model: r.model,
    trigger: r.trigger as Dream["trigger"],
    base_version: r.baseVersion,
    as_of: (r.asOf ?? r.createdAt).toISOString(),
    transcript_ids: sessions.filter((s) => s.dreamId === r.id).map((s) => s.transcriptId),
    proposal_id: r.proposalId,
    estimate: null,
    usage: r.usage as DreamUsage,
    found: r.found,
    unprocessed: (unprocessed.get(r.id) ?? []).map(({ transcriptId, reason, why }) => {
      const title = titles.get(transcriptId);
      return { transcript_id: transcriptId, reason, why, ...(title ? { transcript_title: title } : {}) };
    }),
    considered: {
      counts: r.consideredCounts as Record<string, number>,
      first: considered
        .filter((c) => c.dreamId === r.id)
        .map((c) => ({ text: c.text, outcome: c.outcome as ConsideredView["outcome"], rule: c.rule })),
    },
    notes: r.notes as string[],
    instructions: r.instructions,
    error: (r.error as { message?: string } | null)?.message ?? null,
    cancel_requested: r.cancelRequestedAt !== null,
    created_at: r.createdAt.toISOString(),
    started_at: r.startedAt?.toISOString() ?? null,
    ended_at: r.endedAt?.toISOString() ?? null,
    store_name: r.store.name,
  }));
}

/** Throws `not_found`. */
export async function getDream(scope: Scope, id: string): Promise<Dream> {
  const row = await db.dream.findUnique({ where: { workspaceId_id: { workspaceId: scope.workspaceId, id } }, include });
  if (!row || (scope.storeIds && !scope.storeIds.includes(row.storeId))) throw new AppError("not_found", "There is no such dream.");
  const [[view], usage] = await Promise.all([views(scope.workspaceId, [row]), dreamUsage(scope, id)]);
  return { ...(view as Dream), usage_by_phase: usage };
}

/** What became of a dream's changes so far, whichever proposal they stand in now. */
export async function countDecided(scope: Scope, dreamId: string): Promise<{ accepted: number; undecided: number }> {
  const of = (state: ChangeState[], status: ProposalStatus[]) =>
    db.change.count({
      where: {
        workspaceId: scope.workspaceId,
        state: { in: state },
        proposal: { dreamId, status: { in: status }, ...(scope.storeIds ? { storeId: { in: [...scope.storeIds] } } : {}) },
      },
    });
  const [accepted, undecided] = await Promise.all([
    of(["accepted", "edited"], ["open", "applied"]),
    of(["undecided", "needs_second", "later", "conflict", "blocked"], ["open"]),
  ]);
  return { accepted, undecided };
}

/** Newest first, `limit` + 1 rows at most, after the id `after`. */
export async function listDreams(
  scope: Scope,
  filter: { storeId?: string | undefined; status?: string | undefined },
  page: { limit: number; after: string | null },
): Promise<Dream[]> {
  if (filter.storeId) requireStore(scope, filter.storeId);
  const rows = await db.dream.findMany({
    where: {
      workspaceId: scope.workspaceId,
      ...(filter.storeId ? { storeId: filter.storeId } : {}),
      ...(filter.status ? { status: filter.status } : {}),
      AND: [scope.storeIds ? { storeId: { in: [...scope.storeIds] } } : {}, page.after ? { id: { lt: page.after } } : {}],
    },
    orderBy: { id: "desc" },
    take: page.limit + 1,
    include,
  });
  return views(scope.workspaceId, rows);
}

/** Of each store that is in use the newest dream that ended, where it failed: nothing is proposed there until somebody looks. Newest first. */
export async function listLastFailed(scope: Scope): Promise<Dream[]> {
  const { workspaceId, storeIds } = scope;
  const last = await db.$queryRaw<{ id: string; status: string }[]>`
    select distinct on (d.store_id) d.id, d.status from dream d
    join store s on s.workspace_id = d.workspace_id and s.id = d.store_id and s.archived_at is null
    where d.workspace_id = ${workspaceId} and d.status in ('completed', 'nothing_to_change', 'failed')
      and (${storeIds === null} or d.store_id = any(${[...(storeIds ?? [])]}))
    order by d.store_id, d.id desc`;
  const failed = last.flatMap((d) => (d.status === "failed" ? [d.id] : []));
  if (failed.length === 0) return [];
  const rows = await db.dream.findMany({
    where: { workspaceId, id: { in: failed } },
    orderBy: { id: "desc" },
    take: SHOWN_FAILURES,
    include,
  });
  return views(workspaceId, rows);
}
/** More than these say nothing more than that something is wrong in general. */
const SHOWN_FAILURES = 5;

/** What a dream considered, in its order, `limit` + 1 rows at most, from position `from`. Throws `not_found`. */
export async function listConsidered(
  scope: Scope,
  dreamId: string,
  page: { limit: number; from: number; rule?: string | undefined },
): Promise<(ConsideredView & { position: number })[]> {
  await getDream(scope, dreamId);
  const rows = await db.dreamConsidered.findMany({
    where: { workspaceId: scope.workspaceId, dreamId, position: { gte: page.from }, ...(page.rule ? { rule: page.rule } : {}) },
    orderBy: { position: "asc" },
    take: page.limit + 1,
  });
  return rows.map((r) => ({ position: r.position, text: r.text, outcome: r.outcome as ConsideredView["outcome"], rule: r.rule }));
}

/** Reads a dream again at every notice of the database, and now and then besides, and hands it to `tell` until the returned function is called. */
export function watchDream(scope: Scope, id: string, tell: (dream: Dream) => void, fail: () => void): () => void {
  return watch(
    (notice) => notice.table === "dream" && notice.id === id,
    async (stopped) => {
      const dream = await getDream(scope, id);
      if (!stopped()) tell(dream);
    },
    fail,
  );
}
