import type { Tx } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import type { Evidence } from "@/lib/domain/evidence";
import type { Finding } from "@/lib/domain/finding";
import { newId } from "@/lib/domain/ids";
import type { GatedChange } from "@/lib/domain/proposal";
import { loadProposal } from "@/lib/queries/proposal-rows";
import { emitAudit } from "@/lib/services/emit-audit";
import { saveStates } from "@/lib/services/save-states";

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
  await insertEvidence(
    tx,
    workspaceId,
    input.changes.flatMap((c, i) => c.evidence.map((e, position) => ({ changeId: ids[i] as string, position, evidence: e }))),
  );
  await linkOverlaps(
    tx,
    workspaceId,
    input.changes.flatMap((c, i) => (c.overlaps ?? []).map((o) => [ids[i] as string, o] as const)),
  );
  const loaded = await loadProposal(tx, workspaceId, id);
  if (loaded) await saveStates(tx, loaded);
  await emitAudit(tx, ctx, {
    action: "proposal.create",
    entity: "proposal",
    entityId: id,
    metadata: { store_id: input.storeId, dream_id: input.dreamId, base_version: input.baseVersion, changes: ids.length },
  });
  return id;
}

export async function insertEvidence(
  tx: Tx,
  workspaceId: string,
  rows: readonly { changeId: string; position: number; evidence: Evidence }[],
): Promise<void> {
  await tx.evidenceRow.createMany({
    data: rows.map(({ changeId, position, evidence: e }) => ({
      workspaceId,
      id: newId("evidence"),
      changeId,
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
  });
}

/** Both changes of a pair carry the other: a new one, and one that waits in another open proposal. */
async function linkOverlaps(tx: Tx, workspaceId: string, pairs: readonly (readonly [string, string])[]): Promise<void> {
  const overlaps = new Map<string, Set<string>>();
  const add = (id: string, other: string) => overlaps.set(id, (overlaps.get(id) ?? new Set()).add(other));
  for (const [made, open] of pairs) {
    add(made, open);
    add(open, made);
  }
  const known = await tx.change.findMany({
    where: { workspaceId, id: { in: [...overlaps.keys()] } },
    select: { id: true, overlaps: true },
  });
  for (const c of known) {
    const all = [...new Set([...c.overlaps, ...(overlaps.get(c.id) ?? [])])];
    await tx.change.update({ where: { workspaceId_id: { workspaceId, id: c.id } }, data: { overlaps: all } });
  }
}
