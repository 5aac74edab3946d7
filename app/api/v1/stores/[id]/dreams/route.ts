import { requirePermission } from "@/lib/domain/context";
import { NO_USAGE } from "@/lib/domain/dream";
import { reply } from "@/lib/http/reply";
import { notAllowed, route } from "@/lib/http/route";
import { getDream } from "@/lib/queries/dreams";
import { getStore } from "@/lib/queries/stores";
import { dreamOperations } from "@/lib/schemas/operations/dreams";
import { startDream } from "@/lib/services/start-dream";

export const POST = route(dreamOperations.startDream, async ({ ctx, params, body }) => {
  requirePermission(ctx, "dreams.run");
  if (body.estimate_only) {
    const store = await getStore(ctx.scope, params.id);
    return {
      store_id: store.id,
      engine: body.engine ?? store.engine,
      estimate: NO_USAGE,
      transcripts: Math.min(body.limit, store.unread_transcripts ?? 0),
    };
  }
  const id = await startDream(ctx, params.id, body);
  return reply(202, await getDream(ctx.scope, id));
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
