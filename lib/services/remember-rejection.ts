import type { Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import type { Context } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import { normalisedText } from "@/lib/domain/rejection";
import type { LiveRevision } from "@/lib/domain/version";
import type { ChangeRow, LoadedProposal } from "@/lib/queries/proposal-rows";

type Quoted = { source: string; transcriptId: string | null; revision: number | null; eventSeq: number | null };

/** The events that spoke for something, as `transcript:revision:seq`, each once. */
const eventsIn = (evidence: readonly Quoted[]): string[] => [
  ...new Set(evidence.filter((e) => e.source === "transcript").map((e) => `${e.transcriptId}:${e.revision}:${e.eventSeq}`)),
];

/**
 * Remembers that changes were rejected (rule 7): target, normalised text, the events that spoke for each, and who said so: the last who rejected it,
 * else the caller. A rename is remembered by where it would have led; it has no text of its own.
 */
export async function rememberRejected(
  tx: Tx,
  ctx: Context,
  loaded: LoadedProposal,
  changes: readonly ChangeRow[],
  reason?: string,
): Promise<void> {
  const { workspaceId, storeId } = loaded.row;
  await tx.rejection.createMany({
    data: changes.map((c) => {
      const last = c.decisions.findLast((d) => d.verdict === "reject");
      return {
        workspaceId,
        id: newId("rejection"),
        storeId,
        target: c.newPath ?? c.path,
        textNorm: normalisedText(c.op === "rename" ? "" : (c.after ?? "")),
        events: eventsIn(c.evidence),
        by: last && reason === undefined ? (last.by as Actor) : ctx.actor,
        reason: reason ?? last?.comment ?? last?.reasonCode ?? null,
      };
    }),
  });
}

/** A memory that a person removed is remembered like a rejection of its text. */
export async function rememberRemoval(tx: Tx, ctx: Context, storeId: string, removed: LiveRevision): Promise<void> {
  const workspaceId = ctx.scope.workspaceId;
  const blob = await tx.blob.findUnique({ where: { workspaceId_sha256: { workspaceId, sha256: removed.sha256 } } });
  const events = removed.changeId ? eventsIn(await tx.evidenceRow.findMany({ where: { workspaceId, changeId: removed.changeId } })) : [];
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
