import { requireOwnSite } from "@/lib/http/origin";
import { respondRaw } from "@/lib/http/raw";
import { notAllowed, route } from "@/lib/http/route";
import { importBytes } from "@/lib/queries/import-bytes";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";
import { rawOfImport } from "@/lib/services/reveal-raw";

export const GET = route(transcriptOperations.getImportRaw, async ({ ctx, params, request }) => {
  requireOwnSite(ctx, request);
  const raw = await rawOfImport(ctx, params.id);
  return respondRaw(raw, (id, from, to) => importBytes(ctx.scope.workspaceId, id, from, to));
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
