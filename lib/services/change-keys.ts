import { db, type Tx } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { type KeyChange, type KeyPreference, readKeyPreference, withKeyChange } from "@/lib/domain/keys";
import { emitAudit } from "@/lib/services/emit-audit";

/**
 * Changes which keys a person's commands have, at every browser of theirs. Answers the whole choice as it stands then: another browser may have changed
 * other keys meanwhile. Throws `forbidden` for who is no person, `unprocessable` with a sentence for a key that cannot be.
 */
export async function changeKeys(ctx: Context, change: KeyChange): Promise<KeyPreference> {
  if (ctx.actor.kind !== "person") throw new AppError("forbidden", "Only a person has keys of their own.");
  const { id } = ctx.actor;
  return db.$transaction(async (tx) => {
    const now = readKeyPreference(await lockedKeys(tx, id));
    const next = withKeyChange(now, change);
    if (typeof next === "string") throw new AppError("unprocessable", next);
    if (JSON.stringify(next) === JSON.stringify(now)) return now;
    await tx.person.update({ where: { id }, data: { keys: next } });
    await emitAudit(tx, ctx, { action: "person.keys", entity: "person", entityId: id, metadata: change });
    return next;
  });
}

async function lockedKeys(tx: Tx, personId: string): Promise<unknown> {
  const [row] = await tx.$queryRaw<{ keys: unknown }[]>`select keys from person where id = ${personId} for update`;
  return row?.keys;
}
