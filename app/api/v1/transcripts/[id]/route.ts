import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { getTranscript } from "@/lib/queries/transcripts";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";

export const GET = route(transcriptOperations.getTranscript, async ({ ctx, params }) => {
  requirePermission(ctx, "transcripts.read");
  return getTranscript(ctx.scope, params.id);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
