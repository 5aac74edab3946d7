import { db } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { requireStore, type Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { Memory, Version, VersionCause } from "@/lib/domain/views";
import { getStoreMemory } from "@/lib/queries/memory";

type Row = {
  number: number;
  parent: number | null;
  cause: string;
  author: unknown;
  message: string;
  hash: string;
  proposalId: string | null;
  toVersion: number | null;
  created: number;
  updated: number;
  removed: number;
  renamed: number;
  createdAt: Date;
};

const view = (row: Row): Version => ({
  number: row.number,
  parent: row.parent,
  cause: row.cause as VersionCause,
  author: (row.author as Actor).name,
  message: row.message || null,
  hash: row.hash,
  created_at: row.createdAt.toISOString(),
  ...(row.proposalId ? { proposal_id: row.proposalId } : {}),
  ...(row.toVersion ? { to_version: row.toVersion } : {}),
  counts: { created: row.created, updated: row.updated, removed: row.removed, renamed: row.renamed },
});

/** Newest first, `limit` + 1 rows at most, below the number `below`. Throws `not_found`. */
export async function listVersions(scope: Scope, storeId: string, page: { limit: number; below: number | null }): Promise<Version[]> {
  requireStore(scope, storeId);
  const store = await db.store.findUnique({ where: { workspaceId_id: { workspaceId: scope.workspaceId, id: storeId } } });
  if (!store) throw new AppError("not_found", "There is no such memory store.");
  const rows = await db.version.findMany({
    where: { workspaceId: scope.workspaceId, storeId, ...(page.below === null ? {} : { number: { lt: page.below } }) },
    orderBy: { number: "desc" },
    take: page.limit + 1,
  });
  return rows.map(view);
}

/** Throws `not_found`. */
export async function getVersion(scope: Scope, storeId: string, number: number): Promise<Version & { memories: Memory[] }> {
  const memory = await getStoreMemory(scope, storeId, number);
  const row = await db.version.findUnique({
    where: { workspaceId_storeId_number: { workspaceId: scope.workspaceId, storeId, number } },
  });
  if (!row) throw new AppError("not_found", `This store has no version ${number}.`);
  return { ...view(row), memories: memory.memories };
}
