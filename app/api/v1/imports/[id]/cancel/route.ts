import { notAllowed, route } from "@/lib/http/route";
import { getImport } from "@/lib/queries/imports";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";
import { cancelImport } from "@/lib/services/cancel-import";

export const POST = route(transcriptOperations.cancelImport, async ({ ctx, params }) => {
  await cancelImport(ctx, params.id);
  return getImport(ctx.scope, params.id);
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
