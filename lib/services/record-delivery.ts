import { db } from "@/lib/db/client";
import { type Context, requireAgent, requirePermission, requireStore } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";

/**
 * Records that a session was handed these versions: once per (agent, session, store, version), whatever the answer was. Deliveries are a ledger of
 * their own and are not audited. Throws `forbidden`, `not_found`.
 */
export async function recordDelivery(
  ctx: Context,
  input: { agentId: string; sessionId: string; stores: readonly { store_id: string; version: number }[] },
): Promise<void> {
  requirePermission(ctx, "memory.read");
  requireAgent(ctx.scope, input.agentId);
  for (const s of input.stores) requireStore(ctx.scope, s.store_id);
  const workspaceId = ctx.scope.workspaceId;
  // One statement, all or nothing: what is not there in this workspace is never written down.
  const [row] = await db.$queryRaw<{ known: boolean }[]>`
    with given as (
      select r.store_id, r.version, v.number is not null and a.id is not null as known
      from jsonb_to_recordset(${JSON.stringify(input.stores)}::jsonb) as r(store_id text, version int)
      left join version v on v.workspace_id = ${workspaceId} and v.store_id = r.store_id and v.number = r.version
      left join agent a on a.workspace_id = ${workspaceId} and a.id = ${input.agentId}),
    written as (
      insert into delivery (workspace_id, agent_id, session_id, store_id, version)
      select ${workspaceId}, ${input.agentId}, ${input.sessionId}, store_id, version from given where (select bool_and(known) from given)
      on conflict do nothing)
    select coalesce(bool_and(known), true) as known from given`;
  if (!row?.known) throw new AppError("not_found", "There is no such agent or memory store.");
}
