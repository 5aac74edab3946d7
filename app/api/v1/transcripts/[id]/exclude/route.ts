import { notAllowed, route } from "@/lib/http/route";
import { getTranscript } from "@/lib/queries/transcripts";
import { idParams } from "@/lib/schemas/params";
import { excludeSchema } from "@/lib/schemas/transcript";
import { excludeTranscript, includeTranscript } from "@/lib/services/judge-transcript";

export const POST = route({ params: idParams, body: excludeSchema }, async ({ ctx, params, body }) => {
  await excludeTranscript(ctx, params.id, body.reason);
  return getTranscript(ctx.scope, params.id);
});

export const DELETE = route({ params: idParams }, async ({ ctx, params }) => {
  await includeTranscript(ctx, params.id);
  return getTranscript(ctx.scope, params.id);
});

export const { GET, PUT, PATCH } = notAllowed("POST", "DELETE");
