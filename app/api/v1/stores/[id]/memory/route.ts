import { z } from "zod";
import { requirePermission } from "@/lib/domain/context";
import { notModified, respondMemory } from "@/lib/http/memory";
import { notAllowed, route } from "@/lib/http/route";
import { getStoreMemory, memoryMarkdown, storeHead } from "@/lib/queries/memory";
import { idParams, versionNumber } from "@/lib/schemas/params";

const query = z.object({
  version: versionNumber.optional(),
  format: z.enum(["json", "markdown"]).default("json"),
  path_prefix: z.string().max(1_024).optional(),
});

export const GET = route({ params: idParams, query }, async ({ ctx, params, query, request }) => {
  requirePermission(ctx, "memory.read");
  const at = await storeHead(ctx.scope, params.id, query.version);
  const etag = `"${at.version}-${at.hash}"`;
  const headers = { etag, "x-memory-version": String(at.version) };
  if (notModified(request, etag)) return respondMemory(304, null, "json", headers);
  const memory = await getStoreMemory(ctx.scope, params.id, at.version);
  const prefix = query.path_prefix;
  const shown = prefix ? { ...memory, memories: memory.memories.filter((m) => m.path.startsWith(prefix)) } : memory;
  const body = query.format === "markdown" ? memoryMarkdown([{ ...shown, name: at.name }]) : JSON.stringify(shown);
  return respondMemory(200, body, query.format, headers);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
