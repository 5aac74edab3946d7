import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { getAgent } from "@/lib/queries/agents";
import { agentOperations } from "@/lib/schemas/operations/agents";
import { updateAgent } from "@/lib/services/update-agent";

export const GET = route(agentOperations.getAgent, async ({ ctx, params }) => {
  requirePermission(ctx, "agents.read");
  return getAgent(ctx.scope, params.id);
});

export const PATCH = route(agentOperations.updateAgent, async ({ ctx, params, body }) => {
  await updateAgent(ctx, params.id, body);
  return getAgent(ctx.scope, params.id);
});

export const { POST, PUT, DELETE } = notAllowed("GET", "PATCH");
