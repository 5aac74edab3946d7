import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { UpdateAgentInput } from "@/lib/schemas/agent";
import { emitAudit } from "@/lib/services/emit-audit";

/**
 * Changes an agent's name, description or audience, or puts it in the archive or takes it out: an archived agent takes no sessions and its keys are
 * refused; what it sent stays. Throws `forbidden`, `not_found`.
 */
export async function updateAgent(ctx: Context, agentId: string, input: UpdateAgentInput): Promise<void> {
  requirePermission(ctx, "agents.manage");
  const { archived, ...fields } = input;
  const workspaceId = ctx.scope.workspaceId;
  await db.$transaction(async (tx) => {
    const { count } = await tx.agent.updateMany({ where: { workspaceId, id: agentId }, data: fields });
    if (count === 0) throw new AppError("not_found", "There is no such agent.");
    if (Object.keys(fields).length > 0 || archived === undefined) {
      const metadata = { fields: Object.keys(fields), audience: fields.audience };
      await emitAudit(tx, ctx, { action: "agent.update", entity: "agent", entityId: agentId, metadata });
    }
    if (archived === undefined) return;
    const moved = await tx.agent.updateMany({
      where: { workspaceId, id: agentId, archivedAt: archived ? null : { not: null } },
      data: { archivedAt: archived ? new Date() : null },
    });
    if (moved.count === 0) return;
    await emitAudit(tx, ctx, { action: archived ? "agent.archive" : "agent.unarchive", entity: "agent", entityId: agentId });
  });
}
