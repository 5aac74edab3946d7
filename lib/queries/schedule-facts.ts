import type { Tx } from "@/lib/db/client";
import type { RunFacts, Schedule } from "@/lib/domain/schedule";

/** What the schedule of a store asks for at `now`, read in the caller's transaction. */
export async function scheduleFacts(tx: Tx, workspaceId: string, storeId: string, schedule: Schedule, now: Date): Promise<RunFacts> {
  const since = new Date(now.getTime() - schedule.quiet_minutes * 60_000);
  const [row] = await tx.$queryRaw<{ unread: number; busy_at: Date | null; dreaming: boolean }[]>`
    select
      (select count(*)::int from transcript t join store_agent a on a.workspace_id = t.workspace_id and a.agent_id = t.agent_id and a.store_id = ${storeId}
        where t.workspace_id = ${workspaceId} and t.excluded_at is null and t.outcome <> 'invalid' and not exists (select 1 from store_read x
          where x.workspace_id = t.workspace_id and x.store_id = ${storeId} and x.transcript_id = t.id and x.revision = t.revision)) as unread,
      greatest(
        (select max(r.received_at) from transcript_revision r join transcript t on t.workspace_id = r.workspace_id and t.id = r.transcript_id
          join store_agent a on a.workspace_id = t.workspace_id and a.agent_id = t.agent_id and a.store_id = ${storeId}
          where r.workspace_id = ${workspaceId} and r.received_at > ${since}),
        (select max(d.at) from delivery d join store_agent a on a.workspace_id = d.workspace_id and a.agent_id = d.agent_id and a.store_id = ${storeId}
          where d.workspace_id = ${workspaceId} and d.at > ${since})) as busy_at,
      exists (select 1 from dream d where d.workspace_id = ${workspaceId} and d.store_id = ${storeId} and d.status in ('queued', 'running')) as dreaming`;
  return { unread: row?.unread ?? 0, busyAt: row?.busy_at ?? null, dreaming: row?.dreaming ?? false };
}
