import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { listTranscripts } from "@/lib/queries/transcripts";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";

export const GET = route(transcriptOperations.listTranscripts, async ({ ctx, query }) => {
  requirePermission(ctx, "transcripts.read");
  const after = decodeCursor(query.cursor, z.string());
  const excluded = query.excluded === undefined ? undefined : query.excluded === "true";
  const rows = await listTranscripts(ctx.scope, { ...query, agentId: query.agent_id, excluded }, { limit: query.limit, after });
  return toPage(rows, query.limit, (last) => last.id);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
