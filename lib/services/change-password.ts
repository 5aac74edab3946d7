import { db } from "@/lib/db/client";
import { type Context, mintScope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { findPersonByPassword } from "@/lib/queries/credentials";
import type { ChangePasswordInput } from "@/lib/schemas/person";
import { emitAudit } from "@/lib/services/emit-audit";
import { hashPassword } from "@/lib/services/hash-password";

/** A person's own password. Ends all their sessions; the caller renews its own with the returned epoch. Throws `forbidden`, `unprocessable`. */
export async function changePassword(ctx: Context, input: ChangePasswordInput): Promise<{ personId: string; sessionEpoch: number }> {
  const person = await ownPerson(ctx);
  const right = await findPersonByPassword(person.email, input.current);
  if (!right)
    throw new AppError("unprocessable", "That is not your present password.", [{ path: "current", message: "is not your password" }]);
  const passwordHash = await hashPassword(input.next);
  return db.$transaction(async (tx) => {
    // Only if nobody changed it meanwhile: the password that was checked is the one that is replaced.
    const changed = await tx.person.updateMany({
      where: { id: person.id, passwordHash: person.passwordHash, disabledAt: null },
      data: { passwordHash, sessionEpoch: { increment: 1 } },
    });
    if (changed.count === 0) throw new AppError("conflict", "The password was changed elsewhere just now.");
    const { sessionEpoch, memberships } = await tx.person.findUniqueOrThrow({ where: { id: person.id }, include: { memberships: true } });
    for (const { workspaceId } of memberships.sort((a, b) => (a.workspaceId < b.workspaceId ? -1 : 1))) {
      const who = { scope: mintScope(workspaceId), actor: ctx.actor };
      await emitAudit(tx, who, { action: "person.password", entity: "person", entityId: person.id });
    }
    return { personId: person.id, sessionEpoch };
  });
}

/** A person's own name; what was written under the old one keeps it. Throws `forbidden`. */
export async function changeName(ctx: Context, input: { name: string }): Promise<void> {
  const person = await ownPerson(ctx);
  await db.$transaction(async (tx) => {
    await tx.person.update({ where: { id: person.id }, data: { name: input.name } });
    await emitAudit(tx, ctx, { action: "person.name", entity: "person", entityId: person.id });
  });
}

async function ownPerson(ctx: Context) {
  if (ctx.actor.kind !== "person") throw new AppError("forbidden", "Only a person has a name and a password.");
  return db.person.findUniqueOrThrow({ where: { id: ctx.actor.id } });
}
