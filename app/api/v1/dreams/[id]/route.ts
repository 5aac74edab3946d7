import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { getDream } from "@/lib/queries/dreams";
import { dreamOperations } from "@/lib/schemas/operations/dreams";

export const GET = route(dreamOperations.getDream, async ({ ctx, params }) => {
  requirePermission(ctx, "dreams.read");
  return getDream(ctx.scope, params.id);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
