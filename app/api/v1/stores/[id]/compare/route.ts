import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { compareVersions } from "@/lib/queries/compare";
import { memoryOperations } from "@/lib/schemas/operations/memory";

export const GET = route(memoryOperations.compareVersions, async ({ ctx, params, query }) => {
  requirePermission(ctx, "memory.read");
  return compareVersions(ctx.scope, params.id, query.from, query.to);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
