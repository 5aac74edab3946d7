import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { listConsidered } from "@/lib/queries/dreams";
import { dreamOperations } from "@/lib/schemas/operations/dreams";

export const GET = route(dreamOperations.listConsidered, async ({ ctx, params, query }) => {
  requirePermission(ctx, "dreams.read");
  const from = decodeCursor(query.cursor, z.number().int().min(0)) ?? 0;
  const rows = await listConsidered(ctx.scope, params.id, { limit: query.limit, from, rule: query.rule });
  return toPage(rows, query.limit, (last) => last.position + 1);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
