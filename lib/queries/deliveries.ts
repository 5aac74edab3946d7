import { db } from "@/lib/db/client";
import { requireStore, type Scope } from "@/lib/domain/context";

/** How many sessions were handed one of the store's versions from `from` until before `until` (null: the head). */
export async function countServed(scope: Scope, storeId: string, versions: { from: number; until: number | null }): Promise<number> {
  requireStore(scope, storeId);
  const [row] = await db.$queryRaw<{ sessions: number }[]>`
    select count(distinct (agent_id, session_id))::int as sessions from delivery
    where workspace_id = ${scope.workspaceId} and store_id = ${storeId}
      and version >= ${versions.from} and (${versions.until}::int is null or version < ${versions.until}::int)`;
  return row?.sessions ?? 0;
}
