import type { Tx } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { liveByPath, loadProposal, overtakenChanges } from "@/lib/queries/proposal-rows";
import { emitAudit } from "@/lib/services/emit-audit";
import { rememberRejected } from "@/lib/services/remember-rejection";
import { saveStates } from "@/lib/services/save-states";

/**
 * After the head has moved, in the transaction that moved it: closes the store's open proposals of which every change has moved or become true
 * otherwise, and stores what is overtaken in the rest. `except` is the proposal that moved the head.
 */
export async function supersedeOvertaken(tx: Tx, ctx: Context, storeId: string, except?: string): Promise<void> {
  const workspaceId = ctx.scope.workspaceId;
  const others = await tx.proposal.findMany({
    where: { workspaceId, storeId, status: "open", ...(except ? { NOT: { id: except } } : {}) },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  if (others.length === 0) return;
  const live = await liveByPath(tx, workspaceId, storeId);
  for (const { id } of others) {
    const loaded = await loadProposal(tx, workspaceId, id);
    if (!loaded || loaded.row.changes.length === 0) continue;
    await saveStates(tx, loaded);
    if (overtakenChanges(loaded, live).length < loaded.row.changes.length) continue;
    // What a person has turned down in it stays turned down.
    const refused = loaded.row.changes.filter((c) => loaded.states.get(c.id)?.state === "rejected");
    await rememberRejected(tx, ctx, loaded, refused);
    await tx.proposal.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        status: "superseded",
        supersededBy: loaded.row.store.head,
        closedBy: ctx.actor,
        closedAt: new Date(),
        closedReason: "every change has moved or become true otherwise",
      },
    });
    await emitAudit(tx, ctx, { action: "proposal.supersede", entity: "proposal", entityId: id, metadata: { store_id: storeId } });
  }
}
