import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { type ImportStatus, isOver } from "@/lib/domain/import";
import { emitAudit } from "@/lib/services/emit-audit";

const NOTHING = { format: "", imported: [], updated: [], duplicates: [], errors: [], canceled: true };

/**
 * Cancels an import: one that arrives or waits ends at once, one that runs as soon as whoever reads it notices, between two sessions. What it has
 * imported stays. Throws `forbidden`, `not_found`, `conflict` when it has ended.
 */
export async function cancelImport(ctx: Context, importId: string): Promise<void> {
  requirePermission(ctx, "transcripts.write");
  const workspaceId = ctx.scope.workspaceId;
  await db.$transaction(async (tx) => {
    // Not "for update": whoever reads it refers to this row, in a transaction that holds the end of the audit chain by then.
    const [row] = await tx.$queryRaw<{ status: ImportStatus; agent_id: string }[]>`
      select status, agent_id from import where workspace_id = ${workspaceId} and id = ${importId} for no key update`;
    if (!row || (ctx.scope.agentId && ctx.scope.agentId !== row.agent_id)) throw new AppError("not_found", "There is no such import.");
    if (isOver(row.status)) throw new AppError("conflict", `This import is already ${row.status}.`, { status: row.status });
    const now = new Date();
    const ended = { status: "canceled", endedAt: now, result: NOTHING };
    await tx.import.update({
      where: { workspaceId_id: { workspaceId, id: importId } },
      data: { cancelRequestedAt: now, ...(row.status === "running" ? {} : ended) },
    });
    await emitAudit(tx, ctx, { action: "import.cancel", entity: "import", entityId: importId, metadata: { was: row.status } });
  });
}
