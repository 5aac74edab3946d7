import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, pageQuery, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { listAudit } from "@/lib/queries/audit";

const query = pageQuery.extend({
  action: z.string().max(100).optional(),
  actor: z.string().max(200).optional(),
  entity: z.string().max(200).optional(),
});

export const GET = route({ query }, async ({ ctx, query }) => {
  requirePermission(ctx, "audit.read");
  const below = decodeCursor(query.cursor, z.number().int());
  const rows = await listAudit(ctx.scope, query, { limit: query.limit, below });
  return toPage(rows, query.limit, (last) => last.seq);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
