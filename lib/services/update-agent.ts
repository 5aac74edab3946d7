import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { UpdateAgentInput } from "@/lib/schemas/agent";
import { emitAudit } from "@/lib/services/emit-audit";

/** Changes an agent's name, description or audience. Throws `forbidden`, `not_found`. */
export async function updateAgent(ctx: Context, agentId: string, input: UpdateAgentInput): Promise<void> {
  requirePermission(ctx, "agents.manage");
  await db.$transaction(async (tx) => {
    const { count } = await tx.agent.updateMany({ where: { workspaceId: ctx.scope.workspaceId, id: agentId }, data: input });
    if (count === 0) throw new AppError("not_found", "There is no such agent.");
    await emitAudit(tx, ctx, {
      action: "agent.update",
      entity: "agent",
      entityId: agentId,
      metadata: { fields: Object.keys(input), audience: input.audience },
    });
  });
}
