import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { getTranscript } from "@/lib/queries/transcripts";
import { idParams } from "@/lib/schemas/params";

export const GET = route({ params: idParams }, async ({ ctx, params }) => {
  requirePermission(ctx, "transcripts.read");
  return getTranscript(ctx.scope, params.id);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
