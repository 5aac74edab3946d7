import type { Tx } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import type { Finding } from "@/lib/domain/finding";
import { newId } from "@/lib/domain/ids";
import type { GatedChange } from "@/lib/domain/proposal";
import { emitAudit } from "@/lib/services/emit-audit";

/** Writes what the gate hands on as an open proposal, in the caller's transaction. Answers its id. */
export async function createProposal(
  tx: Tx,
  ctx: Context,
  input: { storeId: string; dreamId: string | null; baseVersion: number; changes: readonly GatedChange[]; findings: readonly Finding[] },
): Promise<string> {
  const workspaceId = ctx.scope.workspaceId;
  const id = newId("proposal");
  await tx.proposal.create({
    data: {
      workspaceId,
      id,
      storeId: input.storeId,
      dreamId: input.dreamId,
      baseVersion: input.baseVersion,
      findings: input.findings as object[],
    },
  });
  const ids = input.changes.map(() => newId("change"));
  await tx.change.createMany({
    data: input.changes.map((c, position) => ({
      workspaceId,
      id: ids[position] as string,
      proposalId: id,
      position,
      op: c.op,
      kind: c.kind,
      path: c.path,
      newPath: c.newPath,
      memoryId: c.memoryId,
      sources: c.sources,
      before: c.before,
      after: c.after,
      reason: c.reason,
      key: c.key,
      support: c.support,
      trust: c.trust,
      evidenceAt: c.evidenceAt ? new Date(c.evidenceAt) : null,
      findings: c.findings as object[],
      risk: c.risk,
      riskReasons: c.riskReasons,
      dependsOn: c.dependsOn.flatMap((i) => ids[i] ?? []),
      ...(c.previouslyRejected ? { previouslyRejected: c.previouslyRejected } : {}),
      decidedText: c.after,
    })),
  });
  await tx.evidenceRow.createMany({
    data: input.changes.flatMap((c, i) =>
      c.evidence.map((e, position) => ({
        workspaceId,
        id: newId("evidence"),
        changeId: ids[i] as string,
        position,
        source: e.source,
        ...(e.source === "transcript"
          ? { transcriptId: e.transcriptId, revision: e.revision, eventSeq: e.eventSeq }
          : { path: e.path, version: e.version }),
        start: e.start,
        end: e.end,
        quote: e.quote,
        trust: e.trust,
        grounded: e.grounded,
        at: e.at ? new Date(e.at) : null,
        supports: e.supports,
      })),
    ),
  });
  await emitAudit(tx, ctx, {
    action: "proposal.create",
    entity: "proposal",
    entityId: id,
    metadata: { store_id: input.storeId, dream_id: input.dreamId, base_version: input.baseVersion, changes: ids.length },
  });
  return id;
}
