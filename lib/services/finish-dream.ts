import { db, type Tx } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import type { Considered, Unprocessed } from "@/lib/domain/dream";
import type { Finding } from "@/lib/domain/finding";
import type { GatedChange } from "@/lib/domain/proposal";
import { carryOutPolicy } from "@/lib/services/carry-out-policy";
import { createProposal } from "@/lib/services/create-proposal";
import { emitAudit } from "@/lib/services/emit-audit";
import { type Joined, joinEvidence } from "@/lib/services/join-evidence";
import { lockStore } from "@/lib/services/make-version";
import { supersedeOvertaken } from "@/lib/services/supersede-overtaken";

export type DreamResult = {
  changes: readonly GatedChange[];
  considered: readonly Considered[];
  findings: readonly Finding[];
  notes: readonly string[];
  /** Sessions that the engine could not use, and why. */
  unprocessed?: readonly Unprocessed[];
  /** What of the dream's sessions was really read. */
  read: readonly { transcriptId: string; revision: number }[];
  /** Drafts that an open change already says: their evidence goes there. */
  joined: readonly Joined[];
};

/** `again`: an open change that the gate compared the drafts with is open no more; the drafts have to pass the gate once more. */
export type Finished = "recorded" | "not-ours" | "again";

/**
 * Records what a dream found: proposal, what was considered, which sessions are now read, and what the policy applies by itself, all in one
 * transaction. `not-ours` when the dream is no longer this worker's to end (canceled, or taken over).
 */
export async function finishDream(
  ctx: Context,
  dream: { id: string; storeId: string; owner: string; baseVersion: number },
  result: DreamResult,
): Promise<Finished> {
  const workspaceId = ctx.scope.workspaceId;
  return db.$transaction(async (tx): Promise<Finished> => {
    // Archiving a store asks its dream to stop under the same lock: asked before `lockStore`, which refuses an archived store.
    await tx.$queryRaw`select 1 from store where workspace_id = ${workspaceId} and id = ${dream.storeId} for update`;
    const [row] = await tx.$queryRaw<{ status: string; owner: string | null; cancel: boolean }[]>`
      select status, owner, cancel_requested_at is not null as cancel from dream where workspace_id = ${workspaceId} and id = ${dream.id} for update`;
    if (row?.status !== "running" || row.owner !== dream.owner || row.cancel) return "not-ours";
    const head = await lockStore(tx, workspaceId, dream.storeId);
    if (!(await stillOpen(tx, workspaceId, result))) return "again";
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
    const joined = await joinEvidence(tx, workspaceId, result.joined);
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
    if (proposalId) await carryOutPolicy(tx, workspaceId, proposalId);
    // The head moved while the dream ran: a proposal of which nothing is left to decide does not wait.
    if (proposalId && head !== dream.baseVersion) await supersedeOvertaken(tx, ctx, dream.storeId);
    const status = proposalId ? "completed" : "nothing_to_change";
    await tx.dream.update({
      where: { workspaceId_id: { workspaceId, id: dream.id } },
      data: {
        status,
        phase: null,
        proposalId,
        consideredCounts: countRules(result.considered),
        notes: [...result.notes],
        unprocessed: [...(result.unprocessed ?? [])],
        endedAt: new Date(),
        owner: null,
        leaseUntil: null,
      },
    });
    await emitAudit(tx, ctx, {
      action: "dream.end",
      entity: "dream",
      entityId: dream.id,
      metadata: { status, proposal_id: proposalId, changes: result.changes.length, joined, transcripts: result.read.length },
    });
    return "recorded";
  });
}

/** Whether every open change that drafts join or overlap with still waits. Asked under the store's lock, so that the answer holds. */
async function stillOpen(tx: Tx, workspaceId: string, result: DreamResult): Promise<boolean> {
  const ids = [...new Set([...result.joined.map((j) => j.changeId), ...result.changes.flatMap((c) => c.overlaps ?? [])])];
  if (ids.length === 0) return true;
  return (await tx.change.count({ where: { workspaceId, id: { in: ids }, proposal: { status: "open" } } })) === ids.length;
}

function countRules(considered: readonly Considered[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const c of considered) counts[c.rule] = (counts[c.rule] ?? 0) + 1;
  return counts;
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
