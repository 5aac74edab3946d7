import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, pageQuery, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { listEvents } from "@/lib/queries/transcripts";
import { idParams, versionNumber } from "@/lib/schemas/params";

export const GET = route(
  { params: idParams, query: pageQuery.extend({ revision: versionNumber.optional() }) },
  async ({ ctx, params, query }) => {
    requirePermission(ctx, "transcripts.read");
    const from = decodeCursor(query.cursor, z.number().int().min(0)) ?? 0;
    const rows = await listEvents(ctx.scope, params.id, { revision: query.revision, limit: query.limit, from });
    return toPage(rows, query.limit, (last) => last.seq + 1);
  },
);

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
