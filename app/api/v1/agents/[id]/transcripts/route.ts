import { requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { env } from "@/lib/env";
import { bodyChunks } from "@/lib/http/body";
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
  if (bytes <= INLINE_BYTES) await runImport(ctx.scope.workspaceId, importId, `web:${process.pid}:${importId}`);
  for (;;) {
    const done = await getImport(ctx.scope, importId);
    if (done.status === "completed" && done.result) {
      const { imported, updated, duplicates, errors } = done.result;
      if (imported.length + updated.length + duplicates.length > 0) return done.result;
      throw new AppError(
        "unprocessable",
        `Nothing could be imported from ${query.name}: ${errors[0]?.message ?? "it holds no session"}`,
        done.result,
      );
    }
    if (done.status === "failed") throw refusal(query.name, done.error);
    request.signal.throwIfAborted();
    await new Promise((r) => setTimeout(r, 250));
  }
});

function refusal(name: string, error: Awaited<ReturnType<typeof getImport>>["error"]): AppError {
  if (!error?.unsupported) return new AppError("unprocessable", error?.message ?? "The import failed.");
  const why = error.unsupported.map((t) => `${t.format}: ${t.why}`).join("; ");
  return new AppError("unsupported_format", `${name} is in no format that is known here (${why}).`, { tried: error.unsupported });
}

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
