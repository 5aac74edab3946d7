import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { getDream } from "@/lib/queries/dreams";
import { idParams } from "@/lib/schemas/params";

export const GET = route({ params: idParams }, async ({ ctx, params }) => {
  requirePermission(ctx, "dreams.read");
  return getDream(ctx.scope, params.id);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
