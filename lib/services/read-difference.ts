import { type Context, requirePermission } from "@/lib/domain/context";
import { getDifference } from "@/lib/queries/compare";

type Asked = { storeId: string; from: number; to: number; path: string };

/** Both texts of a memory in which two versions differ, for who may read them: what an action answers. Throws `forbidden`, `not_found`. */
export async function readDifference(ctx: Context, { storeId, ...at }: Asked): Promise<{ before: string | null; after: string | null }> {
  requirePermission(ctx, "memory.read");
  return getDifference(ctx.scope, storeId, at);
}
