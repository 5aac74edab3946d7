import { requirePermission } from "@/lib/domain/context";
import { notModified, respondMemory } from "@/lib/http/memory";
import { notAllowed, route } from "@/lib/http/route";
import { getStoreMemory, memoryMarkdown, storeHead, storeMemoryText } from "@/lib/queries/memory";
import { memoryOperations } from "@/lib/schemas/operations/memory";

export const GET = route(memoryOperations.getStoreMemory, async ({ ctx, params, query, request }) => {
  requirePermission(ctx, "memory.read");
  const at = await storeHead(ctx.scope, params.id, query.version);
  const etag = `"${at.version}-${at.hash}"`;
  const headers = { etag, "x-memory-version": String(at.version) };
  if (notModified(request, etag)) return respondMemory(304, null, "json", headers);
  const memory = await getStoreMemory(ctx.scope, params.id, at.version);
  const prefix = query.path_prefix;
  const shown = prefix ? { ...memory, memories: memory.memories.filter((m) => m.path.startsWith(prefix)) } : memory;
  const body = query.format === "markdown" ? memoryMarkdown([{ ...shown, name: at.name }]) : storeMemoryText(shown);
  return respondMemory(200, body, query.format, headers);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
