import { db } from "@/lib/db/client";
import { claudeSettingsSchema } from "@/lib/domain/claude";
import { requireStore, type Scope } from "@/lib/domain/context";
import type { EngineName } from "@/lib/domain/dream";
import { AppError } from "@/lib/domain/errors";
import { policySchema } from "@/lib/domain/policy";
import { type RunWait, scheduleSchema } from "@/lib/domain/schedule";
import type { Store, StoreAccess } from "@/lib/domain/views";

const include = { agents: { orderBy: { order: "asc" }, include: { agent: { select: { name: true } } } } } as const;

type Row = {
  id: string;
  name: string;
  description: string;
  policy: unknown;
  schedule: unknown;
  nextRunAt: Date | null;
  scheduleWait: unknown;
  engine: string;
  claude: unknown;
  head: number;
  createdAt: Date;
  archivedAt: Date | null;
  agents: { agentId: string; access: string; agent: { name: string } }[];
};

const view = (row: Row): Store => ({
  id: row.id,
  name: row.name,
  description: row.description || null,
  policy: policySchema.parse(row.policy),
  schedule: row.schedule === null ? null : scheduleSchema.parse(row.schedule),
  next_run: row.nextRunAt?.toISOString() ?? null,
  schedule_wait: row.scheduleWait as RunWait | null,
  engine: row.engine as EngineName,
  claude: claudeSettingsSchema.parse(row.claude),
  head_version: row.head,
  agents: row.agents.map((a) => ({ agent_id: a.agentId, access: a.access as StoreAccess, name: a.agent.name })),
  created_at: row.createdAt.toISOString(),
  archived_at: row.archivedAt?.toISOString() ?? null,
});

type Numbers = { id: string; memories: number; head_at: Date; open_proposals: number; unread: number };

/** What a page shows beside a store: memories in the head, when the head was made, open proposals, transcripts that no dream of it has read. */
async function numbersOf(workspaceId: string, ids: readonly string[]): Promise<Map<string, Numbers>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<Numbers[]>`
    select s.id,
      (select count(*)::int from memory_revision r where r.workspace_id = s.workspace_id and r.store_id = s.id and r.until_version is null and not r.derived) as memories,
      (select v.created_at from version v where v.workspace_id = s.workspace_id and v.store_id = s.id and v.number = s.head) as head_at,
      (select count(*)::int from proposal p where p.workspace_id = s.workspace_id and p.store_id = s.id and p.status = 'open') as open_proposals,
      (select count(*)::int from transcript t join store_agent a on a.workspace_id = t.workspace_id and a.agent_id = t.agent_id and a.store_id = s.id
        where t.workspace_id = s.workspace_id and t.excluded_at is null and t.outcome <> 'invalid'
          and not exists (select 1 from store_read x where x.workspace_id = t.workspace_id and x.store_id = s.id and x.transcript_id = t.id and x.revision = t.revision)) as unread
    from store s where s.workspace_id = ${workspaceId} and s.id = any(${[...ids]})`;
  return new Map(rows.map((r) => [r.id, r]));
}

const withNumbers = (store: Store, n: Numbers | undefined): Store =>
  n
    ? { ...store, memories: n.memories, head_at: n.head_at.toISOString(), open_proposals: n.open_proposals, unread_transcripts: n.unread }
    : store;

/** Throws `not_found`. */
export async function getStore(scope: Scope, id: string): Promise<Store> {
  requireStore(scope, id);
  const row = await db.store.findUnique({ where: { workspaceId_id: { workspaceId: scope.workspaceId, id } }, include });
  if (!row) throw new AppError("not_found", "There is no such memory store.");
  return withNumbers(view(row), (await numbersOf(scope.workspaceId, [id])).get(id));
}

/** Newest first, `limit` + 1 rows at most, after the id `after`: those in use, or those in the archive. */
export async function listStores(scope: Scope, page: { limit: number; after: string | null; archived?: boolean }): Promise<Store[]> {
  const rows = await db.store.findMany({
    where: {
      workspaceId: scope.workspaceId,
      archivedAt: page.archived ? { not: null } : null,
      AND: [scope.storeIds ? { id: { in: [...scope.storeIds] } } : {}, page.after ? { id: { lt: page.after } } : {}],
    },
    orderBy: { id: "desc" },
    take: page.limit + 1,
    include,
  });
  const numbers = await numbersOf(
    scope.workspaceId,
    rows.map((r) => r.id),
  );
  return rows.map((r) => withNumbers(view(r), numbers.get(r.id)));
}

/** How many stores are in the archive. */
export async function countArchivedStores(scope: Scope): Promise<number> {
  return db.store.count({
    where: { workspaceId: scope.workspaceId, archivedAt: { not: null }, ...(scope.storeIds ? { id: { in: [...scope.storeIds] } } : {}) },
  });
}
