import { db, type Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { UNACCEPTABLE_CHECKS } from "@/lib/domain/finding";
import { newId } from "@/lib/domain/ids";
import { graver } from "@/lib/domain/policy-apply";
import type { Risk } from "@/lib/domain/proposal";
import { type Placed, type RebaseStep, rebaseSaid } from "@/lib/domain/rebase";
import { POLICY_WHO } from "@/lib/domain/review";
import type { Trust } from "@/lib/domain/transcript";
import { dependenciesOf } from "@/lib/dreaming/dependencies";
import { type ChangeRow, type LoadedProposal, loadProposal } from "@/lib/queries/proposal-rows";
import { planRebase, type RebasePlan } from "@/lib/queries/rebase-input";
import { lockOpenProposal } from "@/lib/services/decide-changes";
import { emitAudit } from "@/lib/services/emit-audit";
import { type Rechecked, recheckChanges } from "@/lib/services/recheck-changes";
import { rememberRejected } from "@/lib/services/remember-rejection";
import { saveRivals, saveStates } from "@/lib/services/save-states";

/** `setAside` is the closed proposal that took the changes which the head had made true. */
export type Rebased = { version: number; said: string; setAside: string | null };

/** How often a plan is made again because somebody decided, or the head moved, while the checks ran. */
const MAX_TRIES = 5;

/**
 * Moves an open proposal to the store's head: every change is merged with what the memory says now, or marked as a conflict. What people decided stands
 * where nothing moved or the patch is the same text; the rest waits for a new decision. A proposal that was superseded because everything in it had moved
 * is open again when something in it is left to decide. The checks run outside of the transaction, on exactly what is then recorded.
 * Throws `forbidden`, `not_found`, `conflict` when it is closed.
 */
export async function rebaseProposal(ctx: Context, proposalId: string): Promise<Rebased> {
  requirePermission(ctx, "proposals.decide");
  const workspaceId = ctx.scope.workspaceId;
  for (let i = 0; i < MAX_TRIES; i++) {
    const seen = await loadProposal(db, workspaceId, proposalId);
    const plan = seen && (await planRebase(db, seen));
    const checks = seen && plan ? await recheckChanges(seen, plan.head, toRecheck(seen, plan)) : new Map<string, Rechecked>();
    const done = await db.$transaction(async (tx): Promise<Rebased | null> => {
      const loaded = await lockOpenProposal(tx, ctx, proposalId, ["open", "superseded"]);
      const now = await planRebase(tx, loaded);
      if (!plan || fingerprint(now) !== fingerprint(plan)) return null;
      return record(tx, ctx, loaded, now, checks);
    });
    if (done) return done;
  }
  throw new AppError("conflict", "The memory keeps moving: the proposal could not be brought up to date. Nothing was changed; try again.");
}

const fingerprint = (plan: RebasePlan) => JSON.stringify([plan.head, plan.changes, [...plan.steps]]);

/** Texts that are new to the checks. A conflict is looked at when somebody has written the result. */
function toRecheck(loaded: LoadedProposal, plan: RebasePlan) {
  return loaded.row.changes.flatMap((row) => {
    const step = plan.steps.get(row.id);
    if (step?.outcome !== "carried" && step?.outcome !== "merged") return [];
    return [{ row, to: step.to, edited: step.to.text === step.to.after && loaded.states.get(row.id)?.text !== row.after }];
  });
}

async function record(
  tx: Tx,
  ctx: Context,
  loaded: LoadedProposal,
  plan: RebasePlan,
  checks: ReadonlyMap<string, Rechecked>,
): Promise<Rebased> {
  const { row } = loaded;
  const { workspaceId, storeId } = row;
  const said = rebaseSaid(plan.steps.values(), plan.head);
  const steps = row.changes.map(
    (c) => [c, settled(c, plan.steps.get(c.id) ?? { outcome: "untouched" }, loaded, checks.get(c.id))] as const,
  );
  const moved = steps.filter(([, step]) => step.outcome !== "untouched");
  if (row.baseVersion === plan.head && moved.length === 0)
    return { version: plan.head, said: "It stands on the newest version already.", setAside: null };

  await tx.changeRebase.createMany({
    data: moved.map(([c, step]) => ({
      workspaceId,
      id: newId("changeRebase"),
      changeId: c.id,
      fromVersion: row.baseVersion,
      toVersion: plan.head,
      outcome: step.outcome,
      note: step.outcome === "untouched" ? "" : step.note,
      afterDecisions: c.decisions.length,
      ...columnsOf(c, loaded, step),
      by: ctx.actor,
    })),
  });
  for (const [c] of moved) {
    const check = checks.get(c.id);
    if (check)
      await tx.change.update({
        where: { workspaceId_id: { workspaceId, id: c.id } },
        data: { ...check, findings: check.findings as object[] },
      });
  }
  await saveDependencies(tx, steps);
  const gone = moved.filter(([, step]) => step.outcome === "done").map(([c]) => c);
  const left = row.changes.length - gone.length;
  await rememberRejected(tx, ctx, loaded, row.status === "open" ? gone.filter((c) => loaded.states.get(c.id)?.state === "rejected") : []);
  const closed = {
    status: "superseded",
    supersededBy: plan.head,
    closedBy: ctx.actor,
    closedAt: new Date(),
    closedReason: `version ${plan.head} says so already`,
  };
  const open = { status: "open", supersededBy: null, closedBy: Prisma.DbNull, closedAt: null, closedReason: null };
  await tx.proposal.update({
    where: { workspaceId_id: { workspaceId, id: row.id } },
    data: { baseVersion: plan.head, ...(left === 0 ? closed : row.status === "open" ? {} : open) },
  });
  let setAside: string | null = null;
  if (gone.length > 0 && left > 0) {
    setAside = newId("proposal");
    await tx.proposal.create({
      data: { workspaceId, id: setAside, storeId, dreamId: row.dreamId, baseVersion: plan.head, restOf: row.id, ...closed },
    });
    await tx.change.updateMany({
      where: { workspaceId, id: { in: gone.map((c) => c.id) } },
      data: { proposalId: setAside, state: "conflict" },
    });
  }
  const after = await loadProposal(tx, workspaceId, row.id);
  if (after) await saveStates(tx, after);
  await saveRivals(tx, loaded);
  await emitAudit(tx, ctx, {
    action: "proposal.rebase",
    entity: "proposal",
    entityId: row.id,
    metadata: {
      from_version: row.baseVersion,
      to_version: plan.head,
      changes: moved.map(([c, step]) => ({ change_id: c.id, outcome: step.outcome })),
      set_aside: setAside,
    },
  });
  return { version: plan.head, said, setAside };
}

/**
 * A merged text that nobody may accept (too long, a secret in it) is not carried over as accepted; nor is what the policy alone had accepted, where the
 * checks now say more than it looked at.
 */
function settled(c: ChangeRow, step: RebaseStep, loaded: LoadedProposal, check: Rechecked | undefined): RebaseStep {
  if (step.outcome !== "carried" || !check) return step;
  const fatal = check.findings.find((f) => f.severity === "block" && UNACCEPTABLE_CHECKS.includes(f.check));
  const anew =
    fatal?.message ?? (byPolicyAlone(loaded, c) ? graver(loaded.policy, { risk: c.risk as Risk, trust: c.trust as Trust }, check) : null);
  return anew === null ? step : { outcome: "merged", to: step.to, note: anew };
}

function byPolicyAlone(loaded: LoadedProposal, c: ChangeRow): boolean {
  const { accepted = [], overruled } = loaded.states.get(c.id) ?? {};
  return accepted.join() === (overruled === undefined ? POLICY_WHO : "");
}

function columnsOf(c: ChangeRow, loaded: LoadedProposal, step: RebaseStep) {
  const now: Placed =
    step.outcome === "untouched" || step.outcome === "done"
      ? {
          op: c.op as Placed["op"],
          path: c.path,
          newPath: c.newPath,
          memoryId: c.memoryId,
          sources: c.sources as Placed["sources"],
          before: c.before,
          after: c.after,
          text: loaded.states.get(c.id)?.text ?? c.after,
        }
      : step.to;
  return { ...now, ...(step.outcome === "conflict" ? { kind: step.kind, base: step.texts.base, head: step.texts.head } : {}) };
}

/** A memory that was moved meanwhile makes way at another place: what depends on what is computed anew. */
async function saveDependencies(tx: Tx, steps: readonly (readonly [ChangeRow, RebaseStep])[]): Promise<void> {
  const stays = steps.every(([c, s]) => s.outcome === "untouched" || (s.outcome !== "done" && s.to.path === c.path && s.to.op === c.op));
  if (stays) return;
  const left = steps.flatMap(([c, step]) =>
    step.outcome === "done"
      ? []
      : [{ row: c, now: step.outcome === "untouched" ? { ...c, sources: c.sources as Placed["sources"] } : step.to }],
  );
  const on = dependenciesOf(
    left.map(({ now }) => ({ op: now.op as Placed["op"], path: now.path, newPath: now.newPath, sources: now.sources })),
  );
  for (const [i, { row }] of left.entries()) {
    const dependsOn = (on[i] ?? []).flatMap((k) => left[k]?.row.id ?? []);
    if (dependsOn.join() === row.dependsOn.join()) continue;
    await tx.change.update({ where: { workspaceId_id: { workspaceId: row.workspaceId, id: row.id } }, data: { dependsOn } });
  }
}
