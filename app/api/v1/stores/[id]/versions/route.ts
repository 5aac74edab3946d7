import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { listVersions } from "@/lib/queries/versions";
import { memoryOperations } from "@/lib/schemas/operations/memory";

export const GET = route(memoryOperations.listVersions, async ({ ctx, params, query }) => {
  requirePermission(ctx, "memory.read");
  const below = decodeCursor(query.cursor, z.number().int());
  return toPage(await listVersions(ctx.scope, params.id, { limit: query.limit, below }), query.limit, (last) => last.number);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
