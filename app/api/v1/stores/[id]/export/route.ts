import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { exportMemory } from "@/lib/queries/export-memory";
import { memoryOperations } from "@/lib/schemas/operations/memory";

export const GET = route(memoryOperations.exportMemory, async ({ ctx, params, query }) => {
  requirePermission(ctx, "memory.read");
  const { version, zip } = await exportMemory(ctx.scope, params.id, query.version);
  return new Response(Buffer.from(zip), {
    headers: {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="memory-version-${version}.zip"`,
      "x-memory-version": String(version),
      "cache-control": "private, no-cache",
    },
  });
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
