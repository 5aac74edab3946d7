import { requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { env } from "@/lib/env";
import { bodyChunks } from "@/lib/http/body";
import { prefers } from "@/lib/http/prefer";
import { reply } from "@/lib/http/reply";
import { notAllowed, route } from "@/lib/http/route";
import { getImport } from "@/lib/queries/imports";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";
import { receiveUpload } from "@/lib/services/receive-upload";
import { runImport } from "@/lib/services/run-import";

/** Above this a worker reads the upload: the web process has pages to paint. */
const INLINE_BYTES = 4 * 1024 * 1024;
const UNPACKED = 4;

export const POST = route(transcriptOperations.uploadTranscripts, async ({ ctx, params, query, request }) => {
  requirePermission(ctx, "transcripts.write");
  const max = env().REVEILLE_MAX_UPLOAD_BYTES;
  const chunks = bodyChunks(request, max, max * UNPACKED);
  const { importId, bytes } = await receiveUpload(ctx, { agentId: params.id, name: query.name, format: query.format, chunks });
  if (prefers(request, "respond-async")) {
    const location = `/api/v1/imports/${importId}`;
    return reply(202, { import_id: importId }, { location, "preference-applied": "respond-async" });
  }
  if (bytes <= INLINE_BYTES) await runImport(ctx.scope.workspaceId, importId, `web:${process.pid}:${importId}`);
  for (;;) {
    const { status, result, error } = await getImport(ctx.scope, importId);
    if (status === "completed" && result) {
      if (result.imported.length + result.updated.length + result.duplicates.length > 0) return result;
      const why = result.errors[0]?.message ?? "it holds no session";
      throw new AppError("unprocessable", `Nothing could be imported from ${query.name}: ${why}`, result);
    }
    if (status === "canceled")
      throw new AppError("conflict", "The import was canceled. What it had imported is kept.", result ?? undefined);
    if (status === "failed") throw new AppError(error?.type ?? "unprocessable", error?.message ?? "The import failed.", error?.details);
    request.signal.throwIfAborted();
    await new Promise((r) => setTimeout(r, 250));
  }
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
