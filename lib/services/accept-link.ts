import { db, type Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { mintScope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/permission";
import { findPersonByPassword } from "@/lib/queries/credentials";
import type { AcceptLinkInput } from "@/lib/schemas/person";
import { emitAudit } from "@/lib/services/emit-audit";
import { hashPassword } from "@/lib/services/hash-password";
import { insertMembership, joinSample, lockInstallation } from "@/lib/services/insert-workspace";
import { hashToken } from "@/lib/services/one-time-link";

export type AcceptedLink = {
  personId: string;
  sessionEpoch: number;
  /** The workspace that an invitation led to; null for the other links, after which nothing was chosen. */
  workspaceId: string | null;
};

type Link = { purpose: string; email: string | null; workspaceId: string | null; role: string | null; createdBy: string | null };
type Ready = { input: AcceptLinkInput; email: string; passwordHash: string; knownId: string | null };

/**
 * Uses a one-time link: of two who press at once one gets in. `bootstrap` and `invite` make a person, or take in one who is known and gives their
 * own password; `reset` gives a new password and ends all sessions. Throws `not_found` (no such link, used, expired), `unprocessable`.
 */
export async function acceptLink(input: AcceptLinkInput): Promise<AcceptedLink> {
  const tokenHash = hashToken(input.token);
  const link = await db.oneTimeLink.findUnique({ where: { tokenHash } });
  if (!link || link.usedAt || link.expiresAt <= new Date()) throw gone();
  const email = link.email ?? input.email;
  if (!email) throw new AppError("unprocessable", "An email address is needed.", [{ path: "email", message: "is needed" }]);
  if (input.email && input.email !== email) {
    throw new AppError("unprocessable", "This link is for another email address.", [{ path: "email", message: "is not the one invited" }]);
  }
  // Both hashes are computed before the transaction: they take milliseconds on purpose.
  const known = link.purpose === "reset" ? null : await findPersonByPassword(email, input.password);
  const ready: Ready = {
    input,
    email,
    passwordHash: await hashPassword(input.password),
    knownId: known?.disabled ? null : (known?.id ?? null),
  };
  return db.$transaction(async (tx) => {
    if (link.purpose === "bootstrap") await lockInstallation(tx);
    await useLink(tx, tokenHash);
    return link.purpose === "reset" ? resetPassword(tx, link, ready) : join(tx, link, ready);
  });
}

const gone = () => new AppError("not_found", "This link was used, has expired, or was replaced by a newer one.");

async function useLink(tx: Tx, tokenHash: string): Promise<void> {
  const now = new Date();
  const used = await tx.oneTimeLink.updateMany({ where: { tokenHash, usedAt: null, expiresAt: { gt: now } }, data: { usedAt: now } });
  if (used.count === 0) throw gone();
}

async function resetPassword(tx: Tx, link: Link, { email, passwordHash }: Ready): Promise<AcceptedLink> {
  const person = await tx.person.findUnique({ where: { email }, include: { memberships: { orderBy: { workspaceId: "asc" } } } });
  if (!person || person.disabledAt) throw gone();
  if (link.createdBy && link.createdBy !== person.id) await requireMakersSay(tx, link.createdBy, person.id);
  const { sessionEpoch } = await tx.person.update({ where: { id: person.id }, data: { passwordHash, sessionEpoch: { increment: 1 } } });
  const actor = actorOf(person.id, person.name);
  for (const { workspaceId } of person.memberships) {
    await emitAudit(tx, { scope: mintScope(workspaceId), actor }, { action: "person.password", entity: "person", entityId: person.id });
  }
  return { personId: person.id, sessionEpoch, workspaceId: null };
}

/** Whoever made the link has to have the say over its person still: neither has lost a role, nor has the person joined where the maker has none. */
async function requireMakersSay(tx: Tx, makerId: string, personId: string): Promise<void> {
  const theirs = await tx.membership.findMany({ where: { personId, workspace: { sample: false } }, select: { workspaceId: true } });
  const mine = await tx.membership.findMany({
    where: { personId: makerId, role: "admin", person: { disabledAt: null } },
    select: { workspaceId: true },
  });
  const own = new Set(mine.map((m) => m.workspaceId));
  if (own.size === 0 || !theirs.every((m) => own.has(m.workspaceId))) throw gone();
}

async function join(tx: Tx, link: Link, ready: Ready): Promise<AcceptedLink> {
  const { workspaceId } = link;
  if (!workspaceId) throw gone();
  const existing = await tx.person.findUnique({ where: { email: ready.email } });
  if (existing && existing.id !== ready.knownId) {
    const message = "This email address has an account already: give its password.";
    throw new AppError("unprocessable", message, [{ path: "password", message }]);
  }
  const person = existing ?? (await insertPerson(tx, workspaceId, ready));
  await insertMembership(tx, actorOf(person.id, person.name), { workspaceId, personId: person.id, role: (link.role ?? "viewer") as Role });
  if (link.purpose === "bootstrap") await joinSample(tx, actorOf(person.id, person.name));
  return { personId: person.id, sessionEpoch: person.sessionEpoch, workspaceId: link.purpose === "invite" ? workspaceId : null };
}

async function insertPerson(tx: Tx, workspaceId: string, { input, email, passwordHash }: Ready) {
  if (!input.name) throw new AppError("unprocessable", "A name is needed.", [{ path: "name", message: "is needed" }]);
  const made = await tx.person.createMany({ data: [{ id: newId("person"), email, name: input.name, passwordHash }], skipDuplicates: true });
  const person = await tx.person.findUniqueOrThrow({ where: { email } });
  if (made.count === 0) throw new AppError("conflict", "Somebody made an account with this email address just now.");
  const who = { scope: mintScope(workspaceId), actor: actorOf(person.id, person.name) };
  await emitAudit(tx, who, { action: "person.create", entity: "person", entityId: person.id });
  return person;
}

const actorOf = (id: string, name: string): Actor => ({ kind: "person", id, name, personId: id });
