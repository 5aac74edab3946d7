import { db, type Tx } from "@/lib/db/client";
import { type Context, mintScope, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { DisablePersonInput } from "@/lib/schemas/person";
import { endInvitesOf } from "@/lib/services/create-invite";
import { emitAudit } from "@/lib/services/emit-audit";
import { insertMembership } from "@/lib/services/insert-workspace";
import { lockWorkspaces, requireAnotherAdmin, requireSayOver } from "@/lib/services/workspace-admins";

/**
 * Disables a person (signed out at once, keys refused) or enables them again. Throws `forbidden`, `not_found`, `unprocessable` when a workspace
 * would be left without an admin; the sample's passes to who disables.
 */
export async function disablePerson(ctx: Context, input: DisablePersonInput): Promise<void> {
  requirePermission(ctx, "people.manage");
  const { personId, disabled } = input;
  await db.$transaction(async (tx) => {
    const memberships = await tx.membership.findMany({ where: { personId }, include: { workspace: true } });
    if (!memberships.some((m) => m.workspaceId === ctx.scope.workspaceId)) throw new AppError("not_found", "There is no such person.");
    await lockWorkspaces(
      tx,
      memberships.map((m) => m.workspaceId),
    );
    await requireSayOver(tx, ctx, personId);
    if (disabled) await keepAdmins(tx, ctx, personId);
    const changed = await tx.person.updateMany({
      where: { id: personId, disabledAt: disabled ? null : { not: null } },
      data: { disabledAt: disabled ? new Date() : null, sessionEpoch: { increment: 1 } },
    });
    if (changed.count === 0) return;
    const row = { action: disabled ? "person.disable" : "person.enable", entity: "person", entityId: personId } as const;
    for (const id of memberships.map((m) => m.workspaceId).sort()) {
      const who = { scope: mintScope(id), actor: ctx.actor };
      if (disabled) await endInvitesOf(tx, who, personId);
      await emitAudit(tx, who, row);
    }
  });
}

async function keepAdmins(tx: Tx, ctx: Context, personId: string): Promise<void> {
  const roles = await tx.membership.findMany({ where: { personId, role: "admin" }, include: { workspace: true } });
  for (const { workspaceId, workspace } of roles) {
    const heir = ctx.actor.personId;
    if (workspace.sample && heir && heir !== personId)
      await insertMembership(tx, ctx.actor, { workspaceId, personId: heir, role: "admin" });
    else await requireAnotherAdmin(tx, workspaceId, personId);
  }
}
