import { notAllowed, route } from "@/lib/http/route";
import { getTranscript } from "@/lib/queries/transcripts";
import { idParams } from "@/lib/schemas/params";
import { outcomeSchema } from "@/lib/schemas/transcript";
import { setOutcome } from "@/lib/services/judge-transcript";

export const POST = route({ params: idParams, body: outcomeSchema }, async ({ ctx, params, body }) => {
  await setOutcome(ctx, params.id, body);
  return getTranscript(ctx.scope, params.id);
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
