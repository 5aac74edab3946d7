import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { emitAudit } from "@/lib/services/emit-audit";

/**
 * A person says that an agent serves the team although its sessions show several customers: it is not pointed out again. Said twice it is said once.
 * Throws `forbidden`, `not_found`.
 */
export async function keepAudience(ctx: Context, agentId: string): Promise<void> {
  requirePermission(ctx, "agents.manage");
  const { workspaceId } = ctx.scope;
  await db.$transaction(async (tx) => {
    const kept = await tx.agent.updateMany({
      where: { workspaceId, id: agentId, audienceKeptAt: null },
      data: { audienceKeptAt: new Date() },
    });
    if (kept.count > 0) {
      await emitAudit(tx, ctx, { action: "agent.keep-audience", entity: "agent", entityId: agentId });
      return;
    }
    const known = await tx.agent.count({ where: { workspaceId, id: agentId } });
    if (known === 0) throw new AppError("not_found", "There is no such agent.");
  });
}
