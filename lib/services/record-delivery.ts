import { db } from "@/lib/db/client";
import { type Context, requireAgent, requirePermission } from "@/lib/domain/context";

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
  await db.delivery.createMany({
    data: input.stores.map((s) => ({
      workspaceId: ctx.scope.workspaceId,
      agentId: input.agentId,
      sessionId: input.sessionId,
      storeId: s.store_id,
      version: s.version,
    })),
    skipDuplicates: true,
  });
}
