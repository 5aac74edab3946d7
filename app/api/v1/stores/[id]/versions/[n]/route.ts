import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { getVersion } from "@/lib/queries/versions";
import { memoryOperations } from "@/lib/schemas/operations/memory";

export const GET = route(memoryOperations.getVersion, async ({ ctx, params }) => {
  requirePermission(ctx, "memory.read");
  return getVersion(ctx.scope, params.id, params.n);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
