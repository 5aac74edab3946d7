import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { emitAudit } from "@/lib/services/emit-audit";

/** Ends a key for good; the next request that brings it is refused. Throws `forbidden`, `not_found`, `conflict` for one that is revoked already. */
export async function revokeKey(ctx: Context, input: { keyId: string }): Promise<void> {
  requirePermission(ctx, "keys.manage");
  const { workspaceId } = ctx.scope;
  await db.$transaction(async (tx) => {
    const revoked = await tx.apiKey.updateMany({
      where: { workspaceId, id: input.keyId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (revoked.count === 0) {
      const known = await tx.apiKey.findUnique({ where: { workspaceId_id: { workspaceId, id: input.keyId } } });
      throw known ? new AppError("conflict", "This key was revoked already.") : new AppError("not_found", "There is no such key.");
    }
    await emitAudit(tx, ctx, { action: "key.revoke", entity: "key", entityId: input.keyId });
  });
}
