import { notAllowed, route } from "@/lib/http/route";
import { getDream } from "@/lib/queries/dreams";
import { dreamOperations } from "@/lib/schemas/operations/dreams";
import { cancelDream } from "@/lib/services/cancel-dream";

export const POST = route(dreamOperations.cancelDream, async ({ ctx, params }) => {
  await cancelDream(ctx, params.id);
  return getDream(ctx.scope, params.id);
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
