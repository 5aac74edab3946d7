import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { listDreams } from "@/lib/queries/dreams";
import { dreamOperations } from "@/lib/schemas/operations/dreams";

export const GET = route(dreamOperations.listDreams, async ({ ctx, query }) => {
  requirePermission(ctx, "dreams.read");
  const after = decodeCursor(query.cursor, z.string());
  const rows = await listDreams(ctx.scope, { storeId: query.store_id, status: query.status }, { limit: query.limit, after });
  return toPage(rows, query.limit, (last) => last.id);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
