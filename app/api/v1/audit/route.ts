import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { listAudit } from "@/lib/queries/audit";
import { auditOperations } from "@/lib/schemas/operations/audit";

export const GET = route(auditOperations.listAudit, async ({ ctx, query }) => {
  requirePermission(ctx, "audit.read");
  const below = decodeCursor(query.cursor, z.number().int());
  const rows = await listAudit(ctx.scope, query, { limit: query.limit, below });
  return toPage(rows, query.limit, (last) => last.seq);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
