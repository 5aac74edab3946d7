import type { Db, Tx } from "@/lib/db/client";
import type { LiveRevision } from "@/lib/domain/version";

/** Where the memories of a head stand that are pinned or a person's word. */
export async function keptPaths(tx: Tx | Db, workspaceId: string, storeId: string, live: readonly LiveRevision[]): Promise<Set<string>> {
  const pins = await tx.memoryPin.findMany({ where: { workspaceId, storeId }, select: { memoryId: true } });
  const pinned = new Set(pins.map((p) => p.memoryId));
  return new Set(live.filter((r) => r.byPerson || pinned.has(r.memoryId)).map((r) => r.path));
}
