import { createHash } from "node:crypto";
import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import type { InviteView, LinkView, PersonView } from "@/lib/domain/people";
import type { Role } from "@/lib/domain/permission";

/** Everyone in the workspace, by name. Throws `forbidden`. */
export async function listPeople(ctx: Context): Promise<PersonView[]> {
  requirePermission(ctx, "people.read");
  const rows = await db.membership.findMany({
    where: { workspaceId: ctx.scope.workspaceId },
    include: { person: true },
    orderBy: [{ person: { name: "asc" } }, { personId: "asc" }],
  });
  return rows.map(({ person, role, createdAt }) => ({
    id: person.id,
    name: person.name,
    email: person.email,
    role: role as Role,
    disabled_at: person.disabledAt?.toISOString() ?? null,
    joined_at: createdAt.toISOString(),
    self: person.id === ctx.actor.personId,
  }));
}

/** Invitations of the workspace that can still be used, newest first. Throws `forbidden`. */
export async function listInvites(ctx: Context): Promise<InviteView[]> {
  requirePermission(ctx, "people.manage");
  const rows = await db.oneTimeLink.findMany({
    where: { workspaceId: ctx.scope.workspaceId, purpose: "invite", usedAt: null, expiresAt: { gt: new Date() } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 100,
  });
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: row.role as Role,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  }));
}

/** What the link with this token does. Looking uses nothing up. */
export async function getLink(token: string): Promise<LinkView> {
  const row = await db.oneTimeLink.findUnique({ where: { tokenHash: createHash("sha256").update(token).digest("hex") } });
  if (!row) return { state: "unknown" };
  if (row.usedAt) return { state: "used" };
  if (row.expiresAt <= new Date()) return { state: "expired" };
  const workspace = row.workspaceId ? await db.workspace.findUnique({ where: { id: row.workspaceId } }) : null;
  return {
    state: "open",
    purpose: row.purpose as "bootstrap" | "invite" | "reset",
    email: row.email,
    workspace: workspace?.name ?? null,
    role: row.role as Role | null,
  };
}

/** Whether anybody can sign in with a password yet: until then the only way in is the link in the terminal. */
export async function anybodyCanSignIn(): Promise<boolean> {
  return (await db.person.findFirst({ where: { passwordHash: { not: null }, disabledAt: null }, select: { id: true } })) !== null;
}
