import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { listEvents } from "@/lib/queries/transcripts";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";

export const GET = route(transcriptOperations.listEvents, async ({ ctx, params, query }) => {
  requirePermission(ctx, "transcripts.read");
  const from = decodeCursor(query.cursor, z.number().int().min(0)) ?? 0;
  const rows = await listEvents(ctx.scope, params.id, { revision: query.revision, limit: query.limit, from });
  return toPage(rows, query.limit, (last) => last.seq + 1);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
