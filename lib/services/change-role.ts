import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { ChangeRoleInput } from "@/lib/schemas/person";
import { endInvitesOf } from "@/lib/services/create-invite";
import { emitAudit } from "@/lib/services/emit-audit";
import { lockWorkspaces, requireAnotherAdmin } from "@/lib/services/workspace-admins";

/** Gives a person of the workspace another role and signs them out. Throws `forbidden`, `not_found`, `unprocessable` for the last admin. */
export async function changeRole(ctx: Context, input: ChangeRoleInput): Promise<void> {
  requirePermission(ctx, "people.manage");
  const { workspaceId } = ctx.scope;
  await db.$transaction(async (tx) => {
    await lockWorkspaces(tx, [workspaceId]);
    const key = { workspaceId_personId: { workspaceId, personId: input.personId } };
    const member = await tx.membership.findUnique({ where: key });
    if (!member) throw new AppError("not_found", "There is no such person.");
    if (member.role === input.role) return;
    if (member.role === "admin") await requireAnotherAdmin(tx, workspaceId, input.personId);
    await tx.membership.update({ where: key, data: { role: input.role } });
    await tx.person.update({ where: { id: input.personId }, data: { sessionEpoch: { increment: 1 } } });
    if (member.role === "admin") await endInvitesOf(tx, ctx, input.personId);
    const metadata = { from: member.role, to: input.role };
    await emitAudit(tx, ctx, { action: "person.role", entity: "person", entityId: input.personId, metadata });
  });
}
