import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { notModified, respondMemory } from "@/lib/http/memory";
import { notAllowed, route } from "@/lib/http/route";
import { agentMemoryHash, agentStores, getAgentMemory, memoryMarkdown } from "@/lib/queries/memory";
import { idParams } from "@/lib/schemas/params";
import { recordDelivery } from "@/lib/services/record-delivery";

const query = z.object({
  session_id: z.string().min(1).max(512).optional(),
  format: z.enum(["json", "markdown"]).default("json"),
});

export const GET = route({ params: idParams, query }, async ({ ctx, params, query, request }) => {
  requirePermission(ctx, "memory.read");
  const stores = await agentStores(ctx.scope, params.id);
  const hash = agentMemoryHash(stores);
  const etag = `"${hash}"`;
  if (query.session_id) await recordDelivery(ctx, { agentId: params.id, sessionId: query.session_id, stores });
  if (notModified(request, etag)) return respondMemory(304, null, "json", { etag });
  const memory = await getAgentMemory(ctx.scope, params.id, stores);
  const body = query.format === "markdown" ? memoryMarkdown(memory.stores) : JSON.stringify(memory);
  return respondMemory(200, body, query.format, { etag });
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
