import { db, type Tx } from "@/lib/db/client";
import { applyConflicts, planApply } from "@/lib/domain/apply";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import type { ChangeState } from "@/lib/domain/proposal";
import { reviewChange } from "@/lib/domain/review";
import { appliedChange, type ChangeRow, type LoadedProposal, loadProposal } from "@/lib/queries/proposal-rows";
import { liveRevisions } from "@/lib/queries/revisions";
import type { ApplySchemaInput } from "@/lib/schemas/proposal";
import { lockOpenProposal } from "@/lib/services/decide-changes";
import { emitAudit } from "@/lib/services/emit-audit";
import { makeVersion } from "@/lib/services/make-version";
import { rememberRejected } from "@/lib/services/remember-rejection";
import { saveRivals, saveStates, storeStates } from "@/lib/services/save-states";
import { supersedeOvertaken } from "@/lib/services/supersede-overtaken";

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
  const { storeId } = loaded.row;
  const parts = sortOut(loaded, input.undecided);

  const changes = parts.ready.map((c) => appliedChange(c, loaded.states.get(c.id) ?? { state: "accepted", text: c.after, missing: 0 }));
  const conflicts = applyConflicts(
    changes,
    new Map(parts.ready.map((c) => [c.id, c.dependsOn])),
    await liveRevisions(tx, workspaceId, storeId),
  );
  if (conflicts.length > 0) throw cannotApply(conflicts);
  const made =
    changes.length === 0
      ? null
      : await makeVersion(tx, ctx, {
          storeId,
          cause: loaded.row.dreamId === null ? "agent" : "dream",
          message: input.message ?? "",
          proposalId,
          plan: (now) => planApply(changes, now),
        });
  const version = made?.number ?? null;

  await rememberRejected(tx, ctx, loaded, parts.rejected);
  await storeStates(tx, loaded, closedStates(loaded, parts));
  const restId = parts.rest.length > 0 ? await moveRest(tx, loaded, parts.rest) : null;
  await tx.proposal.update({
    where: { workspaceId_id: { workspaceId, id: proposalId } },
    data: {
      status: changes.length === 0 ? "rejected" : "applied",
      appliedVersion: version,
      movedTo: restId,
      closedBy: ctx.actor,
      closedAt: new Date(),
    },
  });
  await saveRivals(tx, loaded);
  await emitAudit(tx, ctx, {
    action: "proposal.apply",
    entity: "proposal",
    entityId: proposalId,
    metadata: { version, ...idsOf(parts), moved_to: restId },
  });
  // A rest of which nothing can be applied any more does not wait for anybody.
  if (restId) await supersedeOvertaken(tx, ctx, storeId, proposalId);
  return { version, proposalId, restId };
}

/** What becomes of each change. `ready` is in an order in which what makes way comes first. */
type Parts = Record<"ready" | "rejected" | "blocked" | "rest", ChangeRow[]>;

/**
 * Applied is what is accepted and depends on nothing but what is applied too. What depends on a rejected change cannot be applied any more: it stays
 * behind as `blocked`. An accepted change whose dependency is still open waits with it.
 */
function sortOut(loaded: LoadedProposal, undecided: "leave" | "reject"): Parts {
  const { changes } = loaded.row;
  const stateOf = (c: ChangeRow) => loaded.states.get(c.id)?.state ?? "undecided";
  const here = new Set(changes.map((c) => c.id));
  const ready = new Set(changes.filter((c) => ["accepted", "edited"].includes(stateOf(c))).map((c) => c.id));
  for (let again = true; again; ) {
    again = false;
    for (const c of changes) if (ready.has(c.id) && c.dependsOn.some((d) => here.has(d) && !ready.has(d))) again = ready.delete(c.id);
  }
  const parts: Parts = { ready: inOrder(changes.filter((c) => ready.has(c.id))), rejected: [], blocked: [], rest: [] };
  const wanted = new Set(
    loaded.reviewed.filter((c) => ["accepted", "edited"].includes(reviewChange(c, loaded.policy).state)).map((c) => c.id),
  );
  for (const c of changes) {
    if (ready.has(c.id)) continue;
    const state = stateOf(c);
    if (state === "rejected" || (undecided === "reject" && !wanted.has(c.id))) parts.rejected.push(c);
    else if (state === "blocked" || undecided === "reject") parts.blocked.push(c);
    else parts.rest.push(c);
  }
  return parts;
}

const idsOf = (parts: Parts) => ({
  accepted: parts.ready.map((c) => c.id),
  rejected: parts.rejected.map((c) => c.id),
  blocked: parts.blocked.map((c) => c.id),
});

/** Changes in an order in which what they depend on comes first. */
function inOrder(changes: ChangeRow[]): ChangeRow[] {
  const byId = new Map(changes.map((c) => [c.id, c]));
  const sorted = new Set<ChangeRow>();
  const seen = new Set<string>();
  const visit = (c: ChangeRow) => {
    if (seen.has(c.id)) return;
    seen.add(c.id);
    for (const d of c.dependsOn) {
      const first = byId.get(d);
      if (first) visit(first);
    }
    sorted.add(c);
  };
  for (const c of changes) visit(c);
  return [...sorted];
}

function cannotApply(conflicts: ReturnType<typeof applyConflicts>): AppError {
  const moved = conflicts.filter((c) => c.kind === "moved" || c.kind === "deleted").length;
  const why =
    moved > 0
      ? `${moved === 1 ? "A memory" : `${moved} memories`} that accepted changes read or write moved meanwhile.`
      : "The store cannot hold the result: a path or a limit is in the way.";
  return new AppError("conflict", `${why} Nothing was applied.`, { conflicts });
}

/** The states that the proposal is closed with; what moves on is not among them. */
const closedStates = (loaded: LoadedProposal, parts: Parts): Map<string, ChangeState> =>
  new Map<string, ChangeState>([
    ...parts.ready.map((c) => [c.id, loaded.states.get(c.id)?.state ?? "accepted"] as const),
    ...parts.rejected.map((c) => [c.id, "rejected"] as const),
    ...parts.blocked.map((c) => [c.id, "blocked"] as const),
  ]);

/** What stays open moves, with ids, decisions and comments, into one new proposal; findings about the whole still hold for its parts. */
async function moveRest(tx: Tx, loaded: LoadedProposal, rest: readonly ChangeRow[]): Promise<string> {
  const { workspaceId, storeId, dreamId, baseVersion, findings } = loaded.row;
  const id = newId("proposal");
  await tx.proposal.create({
    data: { workspaceId, id, storeId, dreamId, baseVersion, findings: findings as object[], restOf: loaded.row.id },
  });
  await tx.change.updateMany({ where: { workspaceId, id: { in: rest.map((c) => c.id) } }, data: { proposalId: id } });
  const again = await loadProposal(tx, workspaceId, id);
  if (again) await saveStates(tx, again);
  return id;
}
