import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { insertMembership, insertWorkspace } from "@/lib/services/insert-workspace";

/** A workspace of its own for whoever asks, an admin of one already, who becomes its admin. Throws `forbidden`. */
export async function createWorkspace(ctx: Context, input: { name: string }): Promise<{ workspaceId: string }> {
  requirePermission(ctx, "people.manage");
  const { actor } = ctx;
  if (actor.kind !== "person") throw new AppError("forbidden", "Only a person can make a workspace.");
  return db.$transaction(async (tx) => {
    const workspaceId = await insertWorkspace(tx, actor, { name: input.name });
    await insertMembership(tx, actor, { workspaceId, personId: actor.id, role: "admin" });
    return { workspaceId };
  });
}
