import { db } from "@/lib/db/client";
import type { Scope } from "@/lib/domain/context";

/** From so many different customers on, an agent that is said to serve the team probably serves strangers. */
export const MANY_CUSTOMERS = 3;

export type AudienceHint = { agent_id: string; name: string; customers: number };

/**
 * Agents with the audience `team` whose sessions show three or more different customers (`user`), and of which nobody has said that this is right; of one
 * agent where `agentId` is given. Sessions left out of dreams and archived agents do not count. Most customers first.
 */
export async function listAudienceHints(scope: Scope, agentId?: string): Promise<AudienceHint[]> {
  const only = scope.agentId ?? agentId ?? null;
  return db.$queryRaw<AudienceHint[]>`
    select a.id as agent_id, a.name, count(distinct t.served_user)::int as customers
    from agent a join transcript t on t.workspace_id = a.workspace_id and t.agent_id = a.id and t.served_user is not null and t.excluded_at is null
    where a.workspace_id = ${scope.workspaceId} and a.audience = 'team' and a.audience_kept_at is null and a.archived_at is null
      and (${only}::text is null or a.id = ${only})
    group by a.id, a.name having count(distinct t.served_user) >= ${MANY_CUSTOMERS}::int
    order by customers desc, a.id limit 20`;
}
