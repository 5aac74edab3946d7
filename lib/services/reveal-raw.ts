import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { getImport } from "@/lib/queries/imports";
import { getRevision } from "@/lib/queries/transcripts";
import { emitAudit } from "@/lib/services/emit-audit";

export type RawRanges = { importId: string; ranges: { start: number; end: number }[]; format: string; name: string };

/**
 * Where a session's own bytes stand in its upload. Raw bytes are not masked: those of a session that holds secrets are shown to an admin only, and
 * that is audited (rule 11). Throws `forbidden`, `not_found`.
 */
export async function rawOfTranscript(ctx: Context, id: string, revisionNumber?: number): Promise<RawRanges> {
  requirePermission(ctx, "transcripts.read");
  const { transcript, revision } = await getRevision(ctx.scope, id, revisionNumber);
  if (revision.masked) await audited(ctx, "transcript", id);
  return {
    importId: revision.importId,
    ranges: revision.raw as { start: number; end: number }[],
    format: transcript.format,
    name: `${id}-${revision.revision}`,
  };
}

/** The same for a whole upload. Throws `forbidden`, `not_found`. */
export async function rawOfImport(ctx: Context, id: string): Promise<RawRanges> {
  requirePermission(ctx, "transcripts.read");
  const found = await getImport(ctx.scope, id);
  const masked = await db.transcriptRevision.findFirst({ where: { workspaceId: ctx.scope.workspaceId, importId: id, masked: true } });
  // Until it has been read nobody knows what it holds.
  if (masked || found.status !== "completed") await audited(ctx, "import", id);
  return { importId: id, ranges: [{ start: 0, end: Number.MAX_SAFE_INTEGER }], format: found.result?.format ?? "", name: found.name };
}

async function audited(ctx: Context, entity: "transcript" | "import", id: string): Promise<void> {
  requirePermission(ctx, "transcripts.reveal");
  await db.$transaction((tx) => emitAudit(tx, ctx, { action: "transcript.reveal", entity, entityId: id, metadata: { what: "raw" } }));
}
