import { notAllowed, route } from "@/lib/http/route";
import { storeHead } from "@/lib/queries/memory";
import { getVersion } from "@/lib/queries/versions";
import { memoryOperations } from "@/lib/schemas/operations/memory";
import { previewRollback, rollBack } from "@/lib/services/roll-back";

export const POST = route(memoryOperations.rollBack, async ({ ctx, params, body }) => {
  const { preview, ...asked } = body;
  if (preview) return previewRollback(ctx, params.id, asked);
  const made = await rollBack(ctx, params.id, asked);
  const number = made?.number ?? (await storeHead(ctx.scope, params.id)).version;
  const { memories: _, ...version } = await getVersion(ctx.scope, params.id, number);
  return { ...version, changed: made !== null };
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
