import { db, type Tx } from "@/lib/db/client";
import { type AppliedChange, alreadyTrue, type MovedConflict, movedSince, planApply } from "@/lib/domain/apply";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { INDEX_PATH } from "@/lib/domain/memory";
import { type LiveRevision, nextState, stateProblem } from "@/lib/domain/version";
import { appliedChange, type ChangeRow, type LoadedProposal, loadProposal, pathsOf } from "@/lib/queries/proposal-rows";
import { liveRevisions } from "@/lib/queries/revisions";
import type { ApplySchemaInput } from "@/lib/schemas/proposal";
import { lockOpenProposal, saveStates } from "@/lib/services/decide-changes";
import { emitAudit } from "@/lib/services/emit-audit";
import { makeVersion } from "@/lib/services/make-version";
import { rememberRejection } from "@/lib/services/remember-rejection";

export type Applied = { version: number | null; proposalId: string; restId: string | null };

/**
 * Applies the accepted changes of an open proposal as the next version, in one transaction: all of them or none. What is still undecided moves with
 * ids, decisions and comments into one new proposal, or is rejected. Nothing accepted: no version, status `rejected`.
 * Throws `forbidden`, `not_found`, `conflict` (not open; or with `conflicts` when what a change reads or writes has moved or a limit is broken).
 */
export async function applyProposal(ctx: Context, proposalId: string, input: ApplySchemaInput): Promise<Applied> {
  requirePermission(ctx, "proposals.decide");
  return db.$transaction((tx) => applyInTransaction(tx, ctx, proposalId, input));
}

export async function applyInTransaction(tx: Tx, ctx: Context, proposalId: string, input: ApplySchemaInput): Promise<Applied> {
  const workspaceId = ctx.scope.workspaceId;
  const loaded = await lockOpenProposal(tx, ctx, proposalId);
  const stateOf = (c: ChangeRow) => loaded.states.get(c.id)?.state ?? "undecided";
  const accepted = inOrder(loaded.row.changes.filter((c) => ["accepted", "edited"].includes(stateOf(c))));
  const rejected = loaded.row.changes.filter((c) => stateOf(c) === "rejected");
  const open = loaded.row.changes.filter((c) => !accepted.includes(c) && !rejected.includes(c));

  const live = await liveRevisions(tx, workspaceId, loaded.row.storeId);
  const changes = accepted.map((c) => appliedChange(c, loaded.states.get(c.id) ?? { state: "accepted", text: c.after, missing: 0 }));
  refuseIfMoved(changes, accepted, live);

  const number =
    changes.length === 0
      ? null
      : ((
          await makeVersion(tx, ctx, {
            storeId: loaded.row.storeId,
            cause: "dream",
            message: input.message ?? "",
            proposalId,
            plan: (now) => planApply(changes, now),
          })
        )?.number ?? null);

  const refused = input.undecided === "reject" ? [...rejected, ...open] : rejected;
  for (const c of refused) await remember(tx, ctx, loaded, c);
  if (input.undecided === "reject") await setState(tx, workspaceId, open, "rejected");
  await saveStates(tx, { ...loaded, row: { ...loaded.row, changes: [...accepted, ...rejected] } });
  const rest = input.undecided === "reject" ? [] : open;
  const restId = rest.length > 0 && changes.length > 0 ? await moveRest(tx, loaded, rest) : null;
  // Nothing accepted and something still open: the proposal stays as it is, there is nothing to apply.
  if (changes.length === 0 && rest.length > 0) {
    throw new AppError("unprocessable", "No change is accepted yet: there is nothing to apply. Decide some, or reject the proposal.", {
      undecided: rest.length,
    });
  }
  await tx.proposal.update({
    where: { workspaceId_id: { workspaceId, id: proposalId } },
    data: {
      status: changes.length === 0 ? "rejected" : "applied",
      appliedVersion: number,
      movedTo: restId,
      closedBy: ctx.actor,
      closedAt: new Date(),
    },
  });
  await emitAudit(tx, ctx, {
    action: "proposal.apply",
    entity: "proposal",
    entityId: proposalId,
    metadata: { version: number, accepted: accepted.map((c) => c.id), rejected: refused.map((c) => c.id), moved_to: restId },
  });
  await supersedeOvertaken(tx, ctx, loaded.row.storeId, proposalId);
  return { version: number, proposalId, restId };
}

/** Changes in an order in which what they depend on comes first. */
function inOrder(changes: ChangeRow[]): ChangeRow[] {
  const done = new Set<string>();
  const ids = new Set(changes.map((c) => c.id));
  const sorted: ChangeRow[] = [];
  const visit = (c: ChangeRow) => {
    if (done.has(c.id)) return;
    done.add(c.id);
    for (const d of c.dependsOn) if (ids.has(d)) visit(changes.find((o) => o.id === d) as ChangeRow);
    sorted.push(c);
  };
  for (const c of changes) visit(c);
  return sorted;
}

function refuseIfMoved(changes: readonly AppliedChange[], rows: readonly ChangeRow[], live: readonly LiveRevision[]): void {
  const byPath = new Map(live.filter((r) => r.path !== INDEX_PATH).map((r) => [r.path, r]));
  const conflicts: MovedConflict[] = changes.flatMap((c, i) => {
    const row = rows[i];
    const freed = pathsOf(rows.filter((r) => row?.dependsOn.includes(r.id)));
    return movedSince(c, byPath, freed);
  });
  if (conflicts.length === 0) {
    const state = nextState(live, planApply(changes, live)).filter((r) => r.path !== INDEX_PATH || !r.derived);
    const problem = stateProblem(state);
    if (problem) {
      const at = changes.find((c) => c.path === problem.path || c.newPath === problem.path) ?? changes[0];
      conflicts.push({ change_id: at?.id ?? "", path: problem.path, kind: problem.kind });
    }
  }
  if (conflicts.length > 0) {
    throw new AppError(
      "conflict",
      `${conflicts.length === 1 ? "A memory" : `${conflicts.length} memories`} that accepted changes read or write moved meanwhile. Nothing was applied.`,
      {
        conflicts,
      },
    );
  }
}

const setState = async (tx: Tx, workspaceId: string, changes: readonly ChangeRow[], state: string) => {
  await tx.change.updateMany({ where: { workspaceId, id: { in: changes.map((c) => c.id) } }, data: { state } });
};

async function remember(tx: Tx, ctx: Context, loaded: LoadedProposal, c: ChangeRow): Promise<void> {
  const last = c.decisions.findLast((d) => d.verdict === "reject");
  await rememberRejection(tx, ctx, {
    storeId: loaded.row.storeId,
    target: c.path,
    text: c.after ?? "",
    changeId: c.id,
    reason: last?.comment ?? last?.reasonCode ?? null,
  });
}

/** What stays open moves, with ids, decisions and comments, into one new proposal. */
async function moveRest(tx: Tx, loaded: LoadedProposal, rest: readonly ChangeRow[]): Promise<string> {
  const { workspaceId, storeId, dreamId, baseVersion } = loaded.row;
  const id = newId("proposal");
  await tx.proposal.create({ data: { workspaceId, id, storeId, dreamId, baseVersion, restOf: loaded.row.id } });
  await tx.change.updateMany({ where: { workspaceId, id: { in: rest.map((c) => c.id) } }, data: { proposalId: id } });
  const again = await loadProposal(tx, workspaceId, id);
  if (again) await saveStates(tx, again);
  return id;
}

/** Closes the store's other open proposals of which every change has moved or become true otherwise, and marks what is overtaken in the rest. */
export async function supersedeOvertaken(tx: Tx, ctx: Context, storeId: string, except?: string): Promise<void> {
  const workspaceId = ctx.scope.workspaceId;
  const others = await tx.proposal.findMany({
    where: { workspaceId, storeId, status: "open", ...(except ? { NOT: { id: except } } : {}) },
    select: { id: true },
  });
  if (others.length === 0) return;
  const live = new Map((await liveRevisions(tx, workspaceId, storeId)).filter((r) => r.path !== INDEX_PATH).map((r) => [r.path, r]));
  for (const { id } of others) {
    const loaded = await loadProposal(tx, workspaceId, id);
    if (!loaded || loaded.row.changes.length === 0) continue;
    const overtaken = loaded.row.changes.filter((c) => {
      const change = appliedChange(c, loaded.states.get(c.id) ?? { state: "undecided", text: c.after, missing: 0 });
      const freed = pathsOf(loaded.row.changes.filter((o) => c.dependsOn.includes(o.id)));
      return movedSince(change, live, freed).length > 0 || alreadyTrue(change, live);
    });
    await setState(
      tx,
      workspaceId,
      overtaken.filter((c) => loaded.states.get(c.id)?.state !== "rejected"),
      "conflict",
    );
    if (overtaken.length < loaded.row.changes.length) continue;
    await tx.proposal.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        status: "superseded",
        closedBy: ctx.actor,
        closedAt: new Date(),
        closedReason: "every change has moved or become true otherwise",
      },
    });
    await emitAudit(tx, ctx, { action: "proposal.supersede", entity: "proposal", entityId: id, metadata: { store_id: storeId } });
  }
}
