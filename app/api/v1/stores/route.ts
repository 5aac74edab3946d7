import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { reply } from "@/lib/http/reply";
import { notAllowed, route } from "@/lib/http/route";
import { getStore, listStores } from "@/lib/queries/stores";
import { storeOperations } from "@/lib/schemas/operations/stores";
import { createStore } from "@/lib/services/create-store";

export const GET = route(storeOperations.listStores, async ({ ctx, query }) => {
  requirePermission(ctx, "memory.read");
  const after = decodeCursor(query.cursor, z.string());
  return toPage(await listStores(ctx.scope, { limit: query.limit, after, archived: query.archived }), query.limit, (last) => last.id);
});

export const POST = route(storeOperations.createStore, async ({ ctx, body }) => {
  const id = await createStore(ctx, body);
  return reply(201, await getStore(ctx.scope, id));
});

export const { PUT, PATCH, DELETE } = notAllowed("GET", "POST");
