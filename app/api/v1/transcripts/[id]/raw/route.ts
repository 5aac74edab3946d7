import { requireOwnSite } from "@/lib/http/origin";
import { respondRaw } from "@/lib/http/raw";
import { notAllowed, route } from "@/lib/http/route";
import { importBytes } from "@/lib/queries/import-bytes";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";
import { rawOfTranscript } from "@/lib/services/reveal-raw";

export const GET = route(transcriptOperations.getTranscriptRaw, async ({ ctx, params, query, request }) => {
  requireOwnSite(ctx, request);
  const raw = await rawOfTranscript(ctx, params.id, query.revision);
  return respondRaw(raw, (id, from, to) => importBytes(ctx.scope.workspaceId, id, from, to));
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
