import { db } from "@/lib/db/client";
import { comparePairs, countPairs } from "@/lib/domain/compare";
import type { Scope } from "@/lib/domain/context";
import { comparePaths } from "@/lib/domain/memory";
import type { ComparedMemory, Comparison } from "@/lib/domain/views";
import { storeHead, textsByHash } from "@/lib/queries/memory";
import { revisionsAt } from "@/lib/queries/revisions";

/** What makes version `from` read like version `to`; either may be the newer one. Throws `not_found`. */
export async function compareVersions(scope: Scope, storeId: string, from: number, to: number): Promise<Comparison> {
  const { workspaceId } = scope;
  await storeHead(scope, storeId, from);
  await storeHead(scope, storeId, to);
  const [old, next] = await Promise.all([revisionsAt(db, workspaceId, storeId, from), revisionsAt(db, workspaceId, storeId, to)]);
  const pairs = comparePairs(old, next);
  // Only the texts that differ are read.
  const texts = await textsByHash(
    workspaceId,
    pairs.flatMap((p) => [p.before, p.after]).flatMap((r) => (r ? [r.sha256] : [])),
  );
  const text = (r: { sha256: string } | null) => (r ? (texts.get(r.sha256) ?? null) : null);
  const changes = pairs.flatMap(({ before, after }): ComparedMemory[] => {
    const shown = after ?? before;
    if (!shown) return [];
    const renamed = before !== null && after !== null && before.path !== after.path;
    return [
      {
        op: !before ? "created" : !after ? "removed" : renamed ? "renamed" : "updated",
        path: before?.path ?? shown.path,
        ...(renamed ? { new_path: after.path } : {}),
        kind: shown.kind,
        before: text(before),
        after: text(after),
      },
    ];
  });
  return { store_id: storeId, from, to, counts: countPairs(pairs), changes: changes.sort((a, b) => comparePaths(a.path, b.path)) };
}
