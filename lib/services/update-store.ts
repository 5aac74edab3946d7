import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { policySchema } from "@/lib/domain/policy";
import type { UpdateStoreInput } from "@/lib/schemas/store";
import { attachAgents } from "@/lib/services/create-store";
import { emitAudit } from "@/lib/services/emit-audit";
import { saveStatesOfStore } from "@/lib/services/save-states";

/** Changes a store: top-level fields are replaced, a policy is merged key by key, `agents` becomes the whole list. Throws `forbidden`, `not_found`. */
export async function updateStore(ctx: Context, storeId: string, input: UpdateStoreInput): Promise<void> {
  requirePermission(ctx, "stores.manage");
  const workspaceId = ctx.scope.workspaceId;
  await db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ policy: Record<string, unknown> }[]>`
      select policy from store where workspace_id = ${workspaceId} and id = ${storeId} for update`;
    if (!row) throw new AppError("not_found", "There is no such memory store.");
    const { policy, agents, ...fields } = input;
    const merged = policy ? policySchema.parse({ ...row.policy, ...policy }) : undefined;
    await tx.store.update({
      where: { workspaceId_id: { workspaceId, id: storeId } },
      data: { ...fields, ...(merged ? { policy: merged } : {}) },
    });
    if (agents) {
      await tx.storeAgent.deleteMany({ where: { workspaceId, storeId, agentId: { notIn: agents.map((a) => a.agent_id) } } });
      await attachAgents(tx, workspaceId, storeId, agents);
    }
    if (merged) await saveStatesOfStore(tx, workspaceId, storeId);
    await emitAudit(tx, ctx, {
      action: "store.update",
      entity: "store",
      entityId: storeId,
      metadata: { fields: Object.keys(input), policy: merged, agents },
    });
  });
}
