import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { getStore } from "@/lib/queries/stores";
import { idParams } from "@/lib/schemas/params";
import { updateStoreSchema } from "@/lib/schemas/store";
import { updateStore } from "@/lib/services/update-store";

export const GET = route({ params: idParams }, async ({ ctx, params }) => {
  requirePermission(ctx, "memory.read");
  return getStore(ctx.scope, params.id);
});

export const PATCH = route({ params: idParams, body: updateStoreSchema }, async ({ ctx, params, body }) => {
  await updateStore(ctx, params.id, body);
  return getStore(ctx.scope, params.id);
});

export const { POST, PUT, DELETE } = notAllowed("GET", "PATCH");
