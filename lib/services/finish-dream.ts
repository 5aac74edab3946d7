import { db, type Tx } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { movedSince } from "@/lib/domain/apply";
import { type Context, systemContext } from "@/lib/domain/context";
import type { Considered } from "@/lib/domain/dream";
import type { Finding } from "@/lib/domain/finding";
import { newId } from "@/lib/domain/ids";
import { INDEX_PATH } from "@/lib/domain/memory";
import type { Policy } from "@/lib/domain/policy";
import { appliesByItself } from "@/lib/domain/policy-apply";
import type { GatedChange } from "@/lib/domain/proposal";
import { appliedChange, loadProposal, pathsOf } from "@/lib/queries/proposal-rows";
import { liveRevisions } from "@/lib/queries/revisions";
import { applyInTransaction } from "@/lib/services/apply-proposal";
import { createProposal } from "@/lib/services/create-proposal";
import { emitAudit } from "@/lib/services/emit-audit";
import { lockStore } from "@/lib/services/make-version";

export type DreamResult = {
  changes: readonly GatedChange[];
  considered: readonly Considered[];
  findings: readonly Finding[];
  notes: readonly string[];
  /** What of the dream's sessions was really read. */
  read: readonly { transcriptId: string; revision: number }[];
  policy: Policy;
};

/**
 * Records what a dream found: proposal, what was considered, which sessions are now read, and what the policy applies by itself, all in one
 * transaction. False when the dream is no longer this worker's to end (canceled, or taken over).
 */
export async function finishDream(
  ctx: Context,
  dream: { id: string; storeId: string; owner: string; baseVersion: number },
  result: DreamResult,
): Promise<boolean> {
  const workspaceId = ctx.scope.workspaceId;
  return db.$transaction(async (tx) => {
    await lockStore(tx, workspaceId, dream.storeId);
    const [row] = await tx.$queryRaw<{ status: string; owner: string | null; cancel: boolean }[]>`
      select status, owner, cancel_requested_at is not null as cancel from dream where workspace_id = ${workspaceId} and id = ${dream.id} for update`;
    if (row?.status !== "running" || row.owner !== dream.owner || row.cancel) return false;
    const proposalId =
      result.changes.length === 0
        ? null
        : await createProposal(tx, ctx, {
            storeId: dream.storeId,
            dreamId: dream.id,
            baseVersion: dream.baseVersion,
            changes: result.changes,
            findings: result.findings,
          });
    await tx.dreamConsidered.createMany({
      data: result.considered.map((c, position) => ({ workspaceId, dreamId: dream.id, position, ...c })),
    });
    await tx.storeRead.createMany({
      data: result.read.map((r) => ({
        workspaceId,
        storeId: dream.storeId,
        transcriptId: r.transcriptId,
        revision: r.revision,
        dreamId: dream.id,
      })),
      skipDuplicates: true,
    });
    if (proposalId && result.policy.mode !== "review") await carryOutPolicy(tx, workspaceId, proposalId, result.policy);
    const status = proposalId ? "completed" : "nothing_to_change";
    await tx.dream.update({
      where: { workspaceId_id: { workspaceId, id: dream.id } },
      data: {
        status,
        phase: null,
        proposalId,
        consideredCounts: countRules(result.considered),
        notes: [...result.notes],
        endedAt: new Date(),
        owner: null,
        leaseUntil: null,
      },
    });
    await emitAudit(tx, ctx, {
      action: "dream.end",
      entity: "dream",
      entityId: dream.id,
      metadata: { status, proposal_id: proposalId, changes: result.changes.length, transcripts: result.read.length },
    });
    return true;
  });
}

function countRules(considered: readonly Considered[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const c of considered) counts[c.rule] = (counts[c.rule] ?? 0) + 1;
  return counts;
}

/** Accepts and applies what the policy lets apply by itself. What moved meanwhile, and what depends on a change that waits, waits too. */
async function carryOutPolicy(tx: Tx, workspaceId: string, proposalId: string, policy: Policy): Promise<void> {
  const actor = systemActor("policy", `Policy: ${policy.mode}`);
  const ctx = systemContext(workspaceId, actor);
  const loaded = await loadProposal(tx, workspaceId, proposalId);
  if (!loaded) return;
  const live = new Map(
    (await liveRevisions(tx, workspaceId, loaded.row.storeId)).filter((r) => r.path !== INDEX_PATH).map((r) => [r.path, r]),
  );
  const chosen = new Set<string>();
  for (const c of loaded.row.changes) {
    const change = appliedChange(c, { state: "undecided", text: c.after, missing: 0 });
    const freed = pathsOf(loaded.row.changes.filter((o) => c.dependsOn.includes(o.id)));
    if (appliesByItself(policy, { findings: c.findings as Finding[] }) && movedSince(change, live, freed).length === 0) chosen.add(c.id);
  }
  for (let again = true; again; ) {
    again = false;
    for (const c of loaded.row.changes) {
      if (chosen.has(c.id) && c.dependsOn.some((d) => !chosen.has(d))) again = chosen.delete(c.id);
    }
  }
  if (chosen.size === 0) return;
  await tx.decision.createMany({
    data: [...chosen].map((changeId) => ({
      workspaceId,
      id: newId("decision"),
      changeId,
      verdict: "accept",
      comment: `Applied by the policy ${policy.mode}.`,
      by: actor,
      via: "system",
    })),
  });
  await emitAudit(tx, ctx, {
    action: "proposal.decide",
    entity: "proposal",
    entityId: proposalId,
    metadata: { policy: policy.mode, changes: [...chosen] },
  });
  await applyInTransaction(tx, ctx, proposalId, { undecided: "leave", message: `Applied by the policy ${policy.mode}` });
}

/** Ends a dream that failed or was canceled. False when it was not this worker's to end. */
export async function endDream(
  ctx: Context,
  dreamId: string,
  owner: string,
  status: "failed" | "canceled",
  error: { message: string } | null,
): Promise<boolean> {
  const workspaceId = ctx.scope.workspaceId;
  return db.$transaction(async (tx) => {
    const { count } = await tx.dream.updateMany({
      where: { workspaceId, id: dreamId, status: "running", owner },
      data: { status, phase: null, ...(error ? { error } : {}), endedAt: new Date(), owner: null, leaseUntil: null },
    });
    if (count === 0) return false;
    await emitAudit(tx, ctx, { action: "dream.end", entity: "dream", entityId: dreamId, metadata: { status } });
    return true;
  });
}
