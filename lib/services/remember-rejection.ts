import type { Tx } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import { normalisedText } from "@/lib/domain/rejection";
import type { LiveRevision } from "@/lib/domain/version";

/** Events that spoke for a change, as `transcript:revision:seq`. */
async function eventsOf(tx: Tx, workspaceId: string, changeId: string): Promise<string[]> {
  const rows = await tx.evidenceRow.findMany({ where: { workspaceId, changeId, source: "transcript" } });
  return [...new Set(rows.map((r) => `${r.transcriptId}:${r.revision}:${r.eventSeq}`))];
}

/** Remembers that a change was rejected (rule 7): target, normalised text, and the events that spoke for it. */
export async function rememberRejection(
  tx: Tx,
  ctx: Context,
  input: { storeId: string; target: string; text: string; changeId: string; reason: string | null },
): Promise<void> {
  const workspaceId = ctx.scope.workspaceId;
  const events = await eventsOf(tx, workspaceId, input.changeId);
  await tx.rejection.create({
    data: {
      workspaceId,
      id: newId("rejection"),
      storeId: input.storeId,
      target: input.target,
      textNorm: normalisedText(input.text),
      events,
      by: ctx.actor,
      reason: input.reason,
    },
  });
}

/** A memory that a person removed is remembered like a rejection of its text. */
export async function rememberRemoval(tx: Tx, ctx: Context, storeId: string, removed: LiveRevision): Promise<void> {
  const workspaceId = ctx.scope.workspaceId;
  const blob = await tx.blob.findUnique({ where: { workspaceId_sha256: { workspaceId, sha256: removed.sha256 } } });
  const events = removed.changeId ? await eventsOf(tx, workspaceId, removed.changeId) : [];
  await tx.rejection.create({
    data: {
      workspaceId,
      id: newId("rejection"),
      storeId,
      target: removed.path,
      textNorm: normalisedText(blob?.content ?? ""),
      events,
      by: ctx.actor,
      reason: "removed by a person",
    },
  });
}
