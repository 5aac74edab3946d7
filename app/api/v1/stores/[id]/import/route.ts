import { requirePermission } from "@/lib/domain/context";
import { bodyBytes } from "@/lib/http/body";
import { notAllowed, route } from "@/lib/http/route";
import { storeHead } from "@/lib/queries/memory";
import { getVersion } from "@/lib/queries/versions";
import { memoryOperations } from "@/lib/schemas/operations/memory";
import { importMemory, readMemoryFiles } from "@/lib/services/import-memory";

const MAX_BYTES = 64 * 1024 * 1024;
export const POST = route(memoryOperations.importMemory, async ({ ctx, params, query, request }) => {
  requirePermission(ctx, "memory.write");
  const { files, skipped } = await readMemoryFiles(await bodyBytes(request, MAX_BYTES), query.name);
  const made = await importMemory(ctx, params.id, files);
  const number = made?.number ?? (await storeHead(ctx.scope, params.id)).version;
  const { memories: _, ...version } = await getVersion(ctx.scope, params.id, number);
  return { ...version, changed: made !== null, files: files.length, skipped };
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
