import { notAllowed, route } from "@/lib/http/route";
import { getTranscript } from "@/lib/queries/transcripts";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";
import { setOutcome } from "@/lib/services/judge-transcript";

export const POST = route(transcriptOperations.setOutcome, async ({ ctx, params, body }) => {
  await setOutcome(ctx, params.id, body);
  return getTranscript(ctx.scope, params.id);
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
