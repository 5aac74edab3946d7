import { reply } from "@/lib/http/reply";
import { notAllowed, route } from "@/lib/http/route";
import { getDream } from "@/lib/queries/dreams";
import { dreamOperations } from "@/lib/schemas/operations/dreams";
import { estimateDream } from "@/lib/services/estimate-dream";
import { startDream } from "@/lib/services/start-dream";

export const POST = route(dreamOperations.startDream, async ({ ctx, params, body }) => {
  if (body.estimate_only) return estimateDream(ctx, params.id, body);
  const id = await startDream(ctx, params.id, body);
  return reply(202, await getDream(ctx.scope, id));
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
