import type { Tx } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";

/** Locks workspaces in one order, so that what two admins do to each other at once happens one after the other. */
export async function lockWorkspaces(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const id of [...ids].sort()) await tx.$queryRaw`select 1 from workspace where id = ${id} for no key update`;
}

/** Enabled admins of a workspace who can sign in, `except` not counted. */
async function countAdmins(tx: Tx, workspaceId: string, except: string): Promise<number> {
  return tx.membership.count({ where: { workspaceId, role: "admin", personId: { not: except }, person: { disabledAt: null } } });
}

/** Throws `unprocessable` when `personId` is the last admin of this (locked) workspace. */
export async function requireAnotherAdmin(tx: Tx, workspaceId: string, personId: string): Promise<void> {
  if ((await countAdmins(tx, workspaceId, personId)) > 0) return;
  throw new AppError("unprocessable", "There is always one admin: make somebody else admin first.");
}

/**
 * A person can belong to several workspaces, and an admin of one has no say over another. Throws `forbidden` unless the caller, known to be
 * admin where they are, is admin of every workspace (the sample aside) that `personId` belongs to.
 */
export async function requireSayOver(tx: Tx, ctx: Context, personId: string): Promise<void> {
  const acting = ctx.actor.personId;
  if (acting === personId) return;
  const theirs = await tx.membership.findMany({ where: { personId, workspace: { sample: false } }, select: { workspaceId: true } });
  const mine = await tx.membership.findMany({ where: { personId: acting ?? "", role: "admin" }, select: { workspaceId: true } });
  const own = new Set([ctx.scope.workspaceId, ...mine.map((m) => m.workspaceId)]);
  if (theirs.every((m) => own.has(m.workspaceId))) return;
  throw new AppError("forbidden", "This person also belongs to a workspace that you are not admin of.");
}
