import { requirePermission } from "@/lib/domain/context";
import { notModified, respondMemory } from "@/lib/http/memory";
import { requireOwnSite } from "@/lib/http/origin";
import { notAllowed, route } from "@/lib/http/route";
import { agentMemoryHash, agentMemoryText, agentStores, getAgentMemory, memoryMarkdown } from "@/lib/queries/memory";
import { agentOperations } from "@/lib/schemas/operations/agents";
import { recordDelivery } from "@/lib/services/record-delivery";

export const GET = route(agentOperations.getAgentMemory, async ({ ctx, params, query, request }) => {
  requirePermission(ctx, "memory.read");
  const stores = await agentStores(ctx.scope, params.id);
  const hash = agentMemoryHash(stores);
  const etag = `"${hash}"`;
  if (query.session_id) requireOwnSite(ctx, request);
  if (query.session_id) await recordDelivery(ctx, { agentId: params.id, sessionId: query.session_id, stores });
  if (notModified(request, etag)) return respondMemory(304, null, "json", { etag });
  const memory = await getAgentMemory(ctx.scope, params.id, stores);
  const body = query.format === "markdown" ? memoryMarkdown(memory.stores) : agentMemoryText(memory);
  return respondMemory(200, body, query.format, { etag });
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
