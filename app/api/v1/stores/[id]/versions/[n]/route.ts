import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { getVersion } from "@/lib/queries/versions";
import { idParams, versionNumber } from "@/lib/schemas/params";

export const GET = route({ params: idParams.extend({ n: versionNumber }) }, async ({ ctx, params }) => {
  requirePermission(ctx, "memory.read");
  return getVersion(ctx.scope, params.id, params.n);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
