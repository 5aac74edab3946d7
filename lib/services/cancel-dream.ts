import { db } from "@/lib/db/client";
import { type Context, requirePermission, requireStore } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { emitAudit } from "@/lib/services/emit-audit";

/** Cancels a dream: one that waits ends at once, one that runs as soon as its worker notices. Throws `forbidden`, `not_found`, `conflict` when it has ended. */
export async function cancelDream(ctx: Context, dreamId: string): Promise<void> {
  requirePermission(ctx, "dreams.run");
  const workspaceId = ctx.scope.workspaceId;
  await db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ status: string; store_id: string }[]>`
      select status, store_id from dream where workspace_id = ${workspaceId} and id = ${dreamId} for update`;
    if (!row) throw new AppError("not_found", "There is no such dream.");
    requireStore(ctx.scope, row.store_id);
    if (row.status !== "queued" && row.status !== "running")
      throw new AppError("conflict", `This dream is already ${row.status}.`, { status: row.status });
    const now = new Date();
    await tx.dream.update({
      where: { workspaceId_id: { workspaceId, id: dreamId } },
      data:
        row.status === "queued" ? { status: "canceled", cancelRequestedAt: now, endedAt: now, phase: null } : { cancelRequestedAt: now },
    });
    await emitAudit(tx, ctx, { action: "dream.cancel", entity: "dream", entityId: dreamId, metadata: { was: row.status } });
  });
}
