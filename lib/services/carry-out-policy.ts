import type { Tx } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { applyConflicts } from "@/lib/domain/apply";
import { systemContext } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import { needsPerson } from "@/lib/domain/policy-apply";
import { keptPaths } from "@/lib/queries/kept-paths";
import { appliedChange, type ChangeRow, type LoadedProposal, loadProposal, touching } from "@/lib/queries/proposal-rows";
import { liveRevisions } from "@/lib/queries/revisions";
import { applyInTransaction } from "@/lib/services/apply-proposal";
import { emitAudit } from "@/lib/services/emit-audit";

/**
 * Accepts and applies what the store's policy of this moment lets apply by itself, in the caller's transaction under the store's lock. What waits: what
 * moved meanwhile, what became protected while the dream ran, what a person turned down before, what an accepted change of another proposal excludes,
 * what would break a limit, and what depends on a change that waits.
 */
export async function carryOutPolicy(tx: Tx, workspaceId: string, proposalId: string): Promise<void> {
  const loaded = await loadProposal(tx, workspaceId, proposalId);
  if (!loaded || loaded.policy.mode === "review") return;
  const { mode } = loaded.policy;
  const chosen = await choose(tx, workspaceId, loaded);
  if (chosen.length === 0) return;
  const actor = systemActor("policy", `Policy: ${mode}`);
  const ctx = systemContext(workspaceId, actor);
  await tx.decision.createMany({
    data: chosen.map((changeId) => ({
      workspaceId,
      id: newId("decision"),
      changeId,
      verdict: "accept",
      comment: `Applied by the policy ${mode}.`,
      by: actor,
      via: "system",
    })),
  });
  await emitAudit(tx, ctx, {
    action: "proposal.decide",
    entity: "proposal",
    entityId: proposalId,
    metadata: { policy: mode, changes: chosen },
  });
  await applyInTransaction(tx, ctx, proposalId, { undecided: "leave", message: `Applied by the policy ${mode}` });
}

async function choose(tx: Tx, workspaceId: string, loaded: LoadedProposal): Promise<string[]> {
  const { storeId, changes } = loaded.row;
  const live = await liveRevisions(tx, workspaceId, storeId);
  const kept = await keptPaths(tx, workspaceId, storeId, live);
  const waits = (c: ChangeRow) => c.previouslyRejected !== null || loaded.rivalled.has(c.id);
  let chosen = changes.filter((c) => needsPerson(loaded.policy, kept, touching(c)) === null && !waits(c));
  for (;;) {
    const ids = new Set(chosen.map((c) => c.id));
    const free = chosen.filter((c) => c.dependsOn.every((d) => ids.has(d)));
    const applied = free.map((c) => appliedChange(c, { state: "accepted", text: c.after, missing: 0 }));
    const inTheWay = new Set(applyConflicts(applied, new Map(free.map((c) => [c.id, c.dependsOn])), live).map((c) => c.change_id));
    if (free.length === chosen.length && inTheWay.size === 0) return [...ids];
    chosen = free.filter((c) => !inTheWay.has(c.id));
  }
}
