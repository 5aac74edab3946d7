import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import { lockOpenProposal } from "@/lib/services/decide-changes";
import { emitAudit } from "@/lib/services/emit-audit";
import { rememberRejected } from "@/lib/services/remember-rejection";
import { saveRivals } from "@/lib/services/save-states";

/** Rejects a proposal whole: no version; every change is remembered as rejected. Throws `forbidden`, `not_found`, `conflict` when it is not open. */
export async function rejectProposal(ctx: Context, proposalId: string, reason: string): Promise<void> {
  requirePermission(ctx, "proposals.decide");
  const workspaceId = ctx.scope.workspaceId;
  await db.$transaction(async (tx) => {
    const loaded = await lockOpenProposal(tx, ctx, proposalId);
    await tx.decision.createMany({
      data: loaded.row.changes.map((c) => ({
        workspaceId,
        id: newId("decision"),
        changeId: c.id,
        verdict: "reject",
        comment: reason || null,
        by: ctx.actor,
        personId: ctx.actor.personId,
        via: ctx.via,
      })),
    });
    await rememberRejected(tx, ctx, loaded, loaded.row.changes, reason || undefined);
    await tx.change.updateMany({ where: { workspaceId, proposalId }, data: { state: "rejected" } });
    await tx.proposal.update({
      where: { workspaceId_id: { workspaceId, id: proposalId } },
      data: { status: "rejected", closedBy: ctx.actor, closedReason: reason || null, closedAt: new Date() },
    });
    await saveRivals(tx, loaded);
    await emitAudit(tx, ctx, {
      action: "proposal.reject",
      entity: "proposal",
      entityId: proposalId,
      metadata: { changes: loaded.row.changes.length },
    });
  });
}
