import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { type Context, mintScope, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { emitAudit } from "@/lib/services/emit-audit";
import { endLinks, insertLink, type MadeLink } from "@/lib/services/one-time-link";
import { requireSayOver } from "@/lib/services/workspace-admins";

/** A link with which a person of the workspace chooses a new password; an older one ends. Throws `forbidden`, `not_found`, `unprocessable`. */
export async function createResetLink(ctx: Context, input: { personId: string }): Promise<MadeLink> {
  requirePermission(ctx, "people.manage");
  return db.$transaction(async (tx) => {
    const member = await tx.membership.findUnique({
      where: { workspaceId_personId: { workspaceId: ctx.scope.workspaceId, personId: input.personId } },
      include: { person: true },
    });
    if (!member) throw new AppError("not_found", "There is no such person.");
    if (member.person.disabledAt) throw new AppError("unprocessable", "This person is disabled: enable them first.");
    await requireSayOver(tx, ctx, input.personId);
    await endLinks(tx, { purpose: "reset", email: member.person.email });
    const link = await insertLink(tx, { purpose: "reset", email: member.person.email, createdBy: ctx.actor.id });
    await emitAudit(tx, ctx, { action: "link.create", entity: "person", entityId: input.personId });
    return link;
  });
}

/** The same for whoever can run commands on the server, by email. Throws `not_found` for an unknown one, `unprocessable` for a disabled person. */
export async function createResetLinkFor(email: string): Promise<MadeLink> {
  const known = email.trim().toLowerCase();
  return db.$transaction(async (tx) => {
    const person = await tx.person.findUnique({
      where: { email: known },
      include: { memberships: { orderBy: { createdAt: "asc" }, take: 1 } },
    });
    if (!person) throw new AppError("not_found", `Nobody here has the email ${known}.`);
    if (person.disabledAt) throw new AppError("unprocessable", `${known} is disabled: an admin enables them under Settings, People.`);
    await endLinks(tx, { purpose: "reset", email: known });
    const link = await insertLink(tx, { purpose: "reset", email: known });
    const [home] = person.memberships;
    if (home) {
      const who = { scope: mintScope(home.workspaceId), actor: systemActor("bootstrap", "Command line") };
      await emitAudit(tx, who, { action: "link.create", entity: "person", entityId: person.id });
    }
    return link;
  });
}
