import { notAllowed, route } from "@/lib/http/route";
import { getDream } from "@/lib/queries/dreams";
import { idParams } from "@/lib/schemas/params";
import { cancelDream } from "@/lib/services/cancel-dream";

export const POST = route({ params: idParams }, async ({ ctx, params }) => {
  await cancelDream(ctx, params.id);
  return getDream(ctx.scope, params.id);
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
