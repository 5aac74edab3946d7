import { db } from "@/lib/db/client";
import { requireAgent, type Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { Agent, Audience, StoreAccess } from "@/lib/domain/views";

const include = {
  stores: { orderBy: { order: "asc" }, include: { store: { select: { name: true } } } },
} as const;

type Row = {
  id: string;
  name: string;
  description: string;
  audience: string;
  createdAt: Date;
  archivedAt: Date | null;
  stores: { storeId: string; access: string; order: number; store: { name: string } }[];
};

const view = (row: Row): Agent => ({
  id: row.id,
  name: row.name,
  description: row.description || null,
  audience: row.audience as Audience,
  stores: row.stores.map((s) => ({ store_id: s.storeId, access: s.access as StoreAccess, order: s.order, name: s.store.name })),
  created_at: row.createdAt.toISOString(),
  archived_at: row.archivedAt?.toISOString() ?? null,
});

/** Throws `not_found`. */
export async function getAgent(scope: Scope, id: string): Promise<Agent> {
  requireAgent(scope, id);
  const row = await db.agent.findUnique({ where: { workspaceId_id: { workspaceId: scope.workspaceId, id } }, include });
  if (!row) throw new AppError("not_found", "There is no such agent.");
  return view(row);
}

/** Newest first, `limit` + 1 rows at most, after the id `after`: those in use, or those in the archive. */
export async function listAgents(scope: Scope, page: { limit: number; after: string | null; archived?: boolean }): Promise<Agent[]> {
  const rows = await db.agent.findMany({
    where: {
      workspaceId: scope.workspaceId,
      archivedAt: page.archived ? { not: null } : null,
      AND: [scope.agentId ? { id: scope.agentId } : {}, page.after ? { id: { lt: page.after } } : {}],
    },
    orderBy: { id: "desc" },
    take: page.limit + 1,
    include,
  });
  return rows.map(view);
}

/** How many agents are in the archive. */
export async function countArchivedAgents(scope: Scope): Promise<number> {
  return db.agent.count({
    where: { workspaceId: scope.workspaceId, archivedAt: { not: null }, ...(scope.agentId ? { id: scope.agentId } : {}) },
  });
}
