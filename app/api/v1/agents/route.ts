import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { reply } from "@/lib/http/reply";
import { notAllowed, route } from "@/lib/http/route";
import { getAgent, listAgents } from "@/lib/queries/agents";
import { agentOperations } from "@/lib/schemas/operations/agents";
import { createAgent } from "@/lib/services/create-agent";

export const GET = route(agentOperations.listAgents, async ({ ctx, query }) => {
  requirePermission(ctx, "agents.read");
  const after = decodeCursor(query.cursor, z.string());
  return toPage(await listAgents(ctx.scope, { limit: query.limit, after, archived: query.archived }), query.limit, (last) => last.id);
});

export const POST = route(agentOperations.createAgent, async ({ ctx, body }) => {
  const id = await createAgent(ctx, body);
  return reply(201, await getAgent(ctx.scope, id));
});

export const { PUT, PATCH, DELETE } = notAllowed("GET", "POST");
