import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { listProposals } from "@/lib/queries/proposals";
import { proposalOperations } from "@/lib/schemas/operations/proposals";

export const GET = route(proposalOperations.listProposals, async ({ ctx, query }) => {
  requirePermission(ctx, "proposals.read");
  const after = decodeCursor(query.cursor, z.string());
  const rows = await listProposals(ctx.scope, { status: query.status, storeId: query.store_id }, { limit: query.limit, after });
  return toPage(rows, query.limit, (last) => last.id);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
