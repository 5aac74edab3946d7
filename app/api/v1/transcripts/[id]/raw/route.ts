import { z } from "zod";
import { respondRaw } from "@/lib/http/raw";
import { notAllowed, route } from "@/lib/http/route";
import { importBytes } from "@/lib/queries/import-bytes";
import { idParams, versionNumber } from "@/lib/schemas/params";
import { rawOfTranscript } from "@/lib/services/reveal-raw";

export const GET = route({ params: idParams, query: z.object({ revision: versionNumber.optional() }) }, async ({ ctx, params, query }) => {
  const raw = await rawOfTranscript(ctx, params.id, query.revision);
  return respondRaw(raw, (id, from, to) => importBytes(ctx.scope.workspaceId, id, from, to));
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
