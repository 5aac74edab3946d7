import type { Db, Tx } from "@/lib/db/client";
import type { MemoryKind } from "@/lib/domain/memory";
import type { Trust } from "@/lib/domain/transcript";
import type { LiveRevision } from "@/lib/domain/version";

type Row = Omit<LiveRevision, "evidenceAt"> & { evidenceAt: Date | null };

const view = (row: Row): LiveRevision => ({
  ...row,
  kind: row.kind as MemoryKind,
  trust: row.trust as Trust,
  evidenceAt: row.evidenceAt?.toISOString() ?? null,
});

const columns = {
  id: true,
  memoryId: true,
  path: true,
  kind: true,
  sha256: true,
  originRevisionId: true,
  changeId: true,
  key: true,
  trust: true,
  evidenceAt: true,
  byPerson: true,
  derived: true,
} as const;

/** The revisions that stand in the head, the derived index among them. */
export async function liveRevisions(tx: Tx | Db, workspaceId: string, storeId: string): Promise<LiveRevision[]> {
  const rows = await tx.memoryRevision.findMany({ where: { workspaceId, storeId, untilVersion: null }, select: columns });
  return rows.map((r) => view(r as Row));
}

/** The revisions that stood in `version`. */
export async function revisionsAt(tx: Tx | Db, workspaceId: string, storeId: string, version: number): Promise<LiveRevision[]> {
  const rows = await tx.memoryRevision.findMany({
    where: {
      workspaceId,
      storeId,
      fromVersion: { lte: version },
      OR: [{ untilVersion: null }, { untilVersion: { gt: version } }],
    },
    select: columns,
  });
  return rows.map((r) => view(r as Row));
}
