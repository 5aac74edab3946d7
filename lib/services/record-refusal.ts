import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { emitAudit } from "@/lib/services/emit-audit";

/** Writes down that a known caller was refused: what they tried and why not. */
export async function recordRefusal(ctx: Context, refusal: { method: string; path: string; reason: string }): Promise<void> {
  await db.$transaction((tx) =>
    emitAudit(tx, ctx, {
      action: "access.refused",
      entity: "route",
      entityId: `${refusal.method} ${refusal.path}`.slice(0, 300),
      metadata: { reason: refusal.reason.slice(0, 300) },
    }),
  );
}
