import { type Context, requirePermission } from "@/lib/domain/context";
import type { Dream } from "@/lib/domain/views";
import { getDream } from "@/lib/queries/dreams";

/** A dream for who may read it: what an action answers after a write. Throws `forbidden`, `not_found`. */
export async function readDream(ctx: Context, id: string): Promise<Dream> {
  requirePermission(ctx, "dreams.read");
  return getDream(ctx.scope, id);
}
