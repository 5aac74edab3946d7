import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { getStore } from "@/lib/queries/stores";
import { storeOperations } from "@/lib/schemas/operations/stores";
import { updateStore } from "@/lib/services/update-store";

export const GET = route(storeOperations.getStore, async ({ ctx, params }) => {
  requirePermission(ctx, "memory.read");
  return getStore(ctx.scope, params.id);
});

export const PATCH = route(storeOperations.updateStore, async ({ ctx, params, body }) => {
  await updateStore(ctx, params.id, body);
  return getStore(ctx.scope, params.id);
});

export const { POST, PUT, DELETE } = notAllowed("GET", "PATCH");
