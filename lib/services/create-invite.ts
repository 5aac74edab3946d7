import { db, type Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { type Context, requirePermission, type Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { CreateInviteInput } from "@/lib/schemas/person";
import { emitAudit } from "@/lib/services/emit-audit";
import { insertLink, type MadeLink } from "@/lib/services/one-time-link";

/** An invitation to the workspace: a link that works once, for 7 days, and is shown once. Throws `forbidden`, `conflict` for a member's email. */
export async function createInvite(ctx: Context, input: CreateInviteInput): Promise<MadeLink> {
  requirePermission(ctx, "people.manage");
  const { workspaceId } = ctx.scope;
  return db.$transaction(async (tx) => {
    const member = input.email ? await tx.membership.findFirst({ where: { workspaceId, person: { email: input.email } } }) : null;
    if (member) throw new AppError("conflict", "This person is a member already.", { person_id: member.personId });
    const link = await insertLink(tx, { purpose: "invite", ...input, workspaceId, createdBy: ctx.actor.id });
    await emitAudit(tx, ctx, { action: "invite.create", entity: "link", entityId: link.id, metadata: { role: input.role } });
    return link;
  });
}

/** Ends an invitation that nobody has used. Throws `forbidden`, `not_found`. */
export async function endInvite(ctx: Context, input: { linkId: string }): Promise<void> {
  requirePermission(ctx, "people.manage");
  const { workspaceId } = ctx.scope;
  await db.$transaction(async (tx) => {
    const now = new Date();
    const ended = await tx.oneTimeLink.updateMany({
      where: { id: input.linkId, workspaceId, purpose: "invite", usedAt: null, expiresAt: { gt: now } },
      data: { expiresAt: now },
    });
    if (ended.count === 0) throw new AppError("not_found", "There is no such invitation any more.");
    await emitAudit(tx, ctx, { action: "invite.end", entity: "link", entityId: input.linkId });
  });
}

/** Ends what a person who is no admin of a workspace any more has handed out there: nobody lets themselves in again. */
export async function endInvitesOf(tx: Tx, who: { scope: Scope; actor: Actor }, personId: string): Promise<void> {
  const now = new Date();
  const ended = await tx.oneTimeLink.updateManyAndReturn({
    where: { createdBy: personId, workspaceId: who.scope.workspaceId, purpose: "invite", usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
    select: { id: true },
  });
  for (const { id } of ended) await emitAudit(tx, who, { action: "invite.end", entity: "link", entityId: id, metadata: { of: personId } });
}
