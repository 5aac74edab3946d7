import { db } from "@/lib/db/client";
import { requireStore, type Scope } from "@/lib/domain/context";
import { comparePaths, INDEX_PATH, type MemoryKind } from "@/lib/domain/memory";
import type { RollbackChange } from "@/lib/domain/views";
import { textsByHash } from "@/lib/queries/memory";

/** What a version changed against its parent, memory by memory, by path; the index is left out. */
export async function listVersionChanges(scope: Scope, storeId: string, number: number): Promise<RollbackChange[]> {
  requireStore(scope, storeId);
  const workspaceId = scope.workspaceId;
  const rows = await db.memoryRevision.findMany({
    where: { workspaceId, storeId, path: { not: INDEX_PATH }, OR: [{ fromVersion: number }, { untilVersion: number }] },
    select: { memoryId: true, path: true, kind: true, sha256: true, fromVersion: true },
  });
  const texts = await textsByHash(
    workspaceId,
    rows.map((r) => r.sha256),
  );
  const text = (sha256: string) => texts.get(sha256) ?? null;
  const begun = rows.filter((r) => r.fromVersion === number);
  const ended = new Map(rows.filter((r) => r.fromVersion !== number).map((r) => [r.memoryId, r]));
  const changes = begun.map((next): RollbackChange => {
    const old = ended.get(next.memoryId);
    ended.delete(next.memoryId);
    const renamed = old !== undefined && old.path !== next.path;
    return {
      op: !old ? "create" : renamed ? "rename" : "update",
      path: old?.path ?? next.path,
      ...(renamed ? { new_path: next.path } : {}),
      kind: next.kind as MemoryKind,
      before: old ? text(old.sha256) : null,
      after: text(next.sha256),
    };
  });
  for (const old of ended.values()) {
    changes.push({ op: "delete", path: old.path, kind: old.kind as MemoryKind, before: text(old.sha256), after: null });
  }
  return changes.sort((a, b) => comparePaths(a.path, b.path));
}
