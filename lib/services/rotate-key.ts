import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { RotateKeyInput } from "@/lib/schemas/key";
import { COMMAND_LINE_KEY, hashKey, makeKeyText, prefixOf } from "@/lib/services/create-key";
import { emitAudit } from "@/lib/services/emit-audit";

const HOUR_MS = 3_600_000;

/**
 * Gives a key a new secret, which is answered once and never again; the old one works `graceHours` longer, one before that no more. Name, scopes, agent
 * and expiry stay; it counts as whoever asked for the secret, who alone has seen it. Throws `forbidden`, `not_found`, `conflict` for a key that is revoked, expired, rotated at the same moment, or the command line's.
 */
export async function rotateKey(ctx: Context, input: RotateKeyInput): Promise<{ id: string; key: string; oldUntil: Date }> {
  requirePermission(ctx, "keys.manage");
  const { workspaceId } = ctx.scope;
  const text = makeKeyText();
  return db.$transaction(async (tx) => {
    const key = await tx.apiKey.findUnique({ where: { workspaceId_id: { workspaceId, id: input.keyId } } });
    if (!key) throw new AppError("not_found", "There is no such key.");
    const now = new Date();
    if (key.revokedAt) throw new AppError("conflict", "This key was revoked. Make another.");
    if (key.expiresAt && key.expiresAt <= now) throw new AppError("conflict", "This key has expired. Make another.");
    if (!key.personId && key.name === COMMAND_LINE_KEY) {
      const how = "Revoke it, delete cli.key in the data directory, and start the server again: it makes a new one.";
      throw new AppError("conflict", `The command line reads this key from a file of the server. ${how}`);
    }
    const oldUntil = new Date(now.getTime() + input.graceHours * HOUR_MS);
    const rotated = await tx.apiKey.updateMany({
      where: { workspaceId, id: key.id, hash: key.hash, revokedAt: null },
      data: {
        hash: hashKey(text),
        prefix: prefixOf(text),
        previousHash: key.hash,
        previousUntil: oldUntil,
        previousUsedAt: key.lastUsedAt,
        lastUsedAt: null,
        rotatedAt: now,
        // Whoever holds the secret decides with it: it counts as theirs from now on, never as that of who made the key.
        personId: ctx.actor.personId ?? key.personId,
      },
    });
    if (rotated.count === 0)
      throw new AppError("conflict", "Somebody changed this key at the same moment. Nothing was changed; look at it again.");
    await emitAudit(tx, ctx, {
      action: "key.rotate",
      entity: "key",
      entityId: key.id,
      metadata: { grace_hours: input.graceHours, was: key.personId },
    });
    return { id: key.id, key: text, oldUntil };
  });
}
