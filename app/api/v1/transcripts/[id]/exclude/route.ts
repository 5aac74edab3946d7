import { notAllowed, route } from "@/lib/http/route";
import { getTranscript } from "@/lib/queries/transcripts";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";
import { excludeTranscript, includeTranscript } from "@/lib/services/judge-transcript";

export const POST = route(transcriptOperations.excludeTranscript, async ({ ctx, params, body }) => {
  await excludeTranscript(ctx, params.id, body.reason);
  return getTranscript(ctx.scope, params.id);
});

export const DELETE = route(transcriptOperations.includeTranscript, async ({ ctx, params }) => {
  await includeTranscript(ctx, params.id);
  return getTranscript(ctx.scope, params.id);
});

export const { GET, PUT, PATCH } = notAllowed("POST", "DELETE");
