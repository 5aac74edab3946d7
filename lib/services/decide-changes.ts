import { type Db, db, type Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { batchProblem, batchRule } from "@/lib/domain/batch";
import { type Context, requirePermission, requireStore } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { contentHash } from "@/lib/domain/memory";
import type { ProposalStatus, Risk } from "@/lib/domain/proposal";
import { decisionProblem, reviewAll, reviewChange } from "@/lib/domain/review";
import { textProblem } from "@/lib/dreaming/edited-text";
import { batchedOf, type ChangeRow, type LoadedProposal, loadProposal, whoOf } from "@/lib/queries/proposal-rows";
import type { DecisionsInput } from "@/lib/schemas/proposal";
import { emitAudit } from "@/lib/services/emit-audit";
import { lockStore } from "@/lib/services/make-version";
import { saveRivals, saveStates } from "@/lib/services/save-states";

/**
 * Locks an open proposal and reads it. The store's lock comes first, then the proposal's, then the audit chain's: the same order everywhere, so that
 * people who press at once wait for each other instead of deadlocking. Throws `not_found`, and `conflict` for one that is closed, with where its rest went.
 */
export async function lockOpenProposal(
  tx: Tx,
  ctx: Context,
  proposalId: string,
  statuses: readonly ProposalStatus[] = ["open"],
): Promise<LoadedProposal> {
  const known = await tx.proposal.findUnique({
    where: { workspaceId_id: { workspaceId: ctx.scope.workspaceId, id: proposalId } },
    select: { storeId: true },
  });
  if (!known) throw new AppError("not_found", "There is no such proposal.");
  requireStore(ctx.scope, known.storeId);
  await lockStore(tx, ctx.scope.workspaceId, known.storeId);
  await tx.$queryRaw`select 1 from proposal where workspace_id = ${ctx.scope.workspaceId} and id = ${proposalId} for update`;
  const loaded = await loadProposal(tx, ctx.scope.workspaceId, proposalId);
  if (!loaded) throw new AppError("not_found", "There is no such proposal.");
  if (!statuses.includes(loaded.status)) {
    throw new AppError("conflict", `This proposal is ${loaded.status}. Nothing was changed.`, {
      status: loaded.status,
      moved_to: loaded.row.movedTo,
      applied_version: loaded.row.appliedVersion,
      closed_by: (loaded.row.closedBy as { name?: string } | null)?.name ?? null,
    });
  }
  return loaded;
}

/** Throws `unprocessable` where the decisions are not of one group, or of another than the one that is named: what is recorded is what was decided. */
function requireGroup(loaded: LoadedProposal, decisions: DecisionsInput["decisions"], rule: string): void {
  const byId = new Map(loaded.row.changes.map((c) => [c.id, c]));
  const members = decisions.flatMap((d) => {
    const c = byId.get(d.change_id);
    return c ? [{ id: c.id, rule: batchRule(batchedOf(c)), risk: c.risk as Risk, verdict: d.verdict }] : [];
  });
  const problem = batchProblem(members);
  if (problem) throw new AppError("unprocessable", problem.message, { change_id: problem.changeId });
  const other = members.find((m) => m.rule !== rule);
  if (other)
    throw new AppError(
      "unprocessable",
      `These changes are of the group ${other.rule} by now, not of ${rule}. Nothing was decided; look again.`,
      {
        change_id: other.id,
      },
    );
}

const RIVAL = "Another proposal says something else about this memory, and that was accepted. Clear or reject that change first.";

const WORDS: Record<string, string> = {
  accept: "accepted",
  reject: "rejected",
  edit: "edited",
  clear: "took back the decision on",
};

/** Who decides first wins: throws `conflict` where a change is not as whoever decides it saw it, with who was first. */
function requireAsSeen(ctx: Context, row: ChangeRow, d: DecisionsInput["decisions"][number]): void {
  if (!d.seen) return;
  const { decisions, base_version } = d.seen;
  const me = whoOf(ctx.actor);
  // Two people who say the same are no dispute; putting it off says nothing.
  const first = row.decisions.slice(decisions).findLast((o) => whoOf(o.by as Actor) !== me && o.verdict !== "later");
  if (first && (first.verdict !== d.verdict || d.verdict === "edit")) {
    const by = (first.by as Actor).name;
    throw new AppError(
      "conflict",
      `${by} ${WORDS[first.verdict]} this change while you looked at it. Nothing of yours was saved; look again.`,
      {
        change_id: row.id,
        by,
        verdict: first.verdict,
        at: first.at.toISOString(),
      },
    );
  }
  const moved = row.rebases.findLast((r) => r.toVersion > base_version && r.outcome !== "carried");
  if (moved) {
    throw new AppError("conflict", `This change was brought up to version ${moved.toVersion} and reads differently now. Look again.`, {
      change_id: row.id,
      by: (moved.by as Actor).name,
      version: moved.toVersion,
    });
  }
}

/** Decisions of the input that are not taken yet. Throws `conflict` for an id that stands for another decision. */
async function notTaken(tx: Tx | Db, workspaceId: string, decisions: DecisionsInput["decisions"]): Promise<DecisionsInput["decisions"]> {
  const given = decisions.flatMap((d) => (d.client_id === undefined ? [] : [{ changeId: d.change_id, clientId: d.client_id }]));
  if (given.length === 0) return decisions;
  const rows = await tx.decision.findMany({
    where: { workspaceId, OR: given },
    select: { changeId: true, clientId: true, verdict: true },
  });
  const taken = new Map(rows.map((r) => [`${r.changeId} ${r.clientId}`, r.verdict]));
  return decisions.filter((d) => {
    if (d.client_id === undefined) return true;
    const key = `${d.change_id} ${d.client_id}`;
    const verdict = taken.get(key);
    if (verdict !== undefined && verdict !== d.verdict)
      throw new AppError("conflict", `The client_id ${d.client_id} stands for another decision on this change. Nothing was decided.`, {
        change_id: d.change_id,
      });
    taken.set(key, d.verdict);
    return verdict === undefined;
  });
}

/**
 * Decides changes of an open proposal, all or nothing. Decisions are rows that are only added; the states follow from them. What was taken before under
 * the same `client_id` is not taken again, also when the proposal has been closed since.
 * Throws `forbidden`, `not_found` (proposal or change), `conflict` (not open, or decided by somebody else since it was seen), `unprocessable` (with `change_id`) for a decision that cannot be taken.
 */
export async function decideChanges(ctx: Context, proposalId: string, input: DecisionsInput): Promise<void> {
  requirePermission(ctx, "proposals.decide");
  if ((await notTaken(db, ctx.scope.workspaceId, input.decisions)).length === 0) return;
  const fatalEdits = await Promise.all(
    input.decisions.map((d) => (d.verdict === "edit" && d.content !== undefined ? textProblem(d.content) : null)),
  );
  await db.$transaction(async (tx) => {
    const loaded = await lockOpenProposal(tx, ctx, proposalId);
    const fresh = await notTaken(tx, ctx.scope.workspaceId, input.decisions);
    if (fresh.length === 0) return;
    if (input.batch) requireGroup(loaded, input.decisions, input.batch.rule);
    const reviewed = loaded.reviewed.map((c) => ({ ...c, decisions: [...c.decisions] }));
    const byId = new Map(reviewed.map((c) => [c.id, c]));
    const linked = reviewed.some((c) => c.dependsOn.length > 0);
    let states = loaded.states;
    for (const [i, d] of input.decisions.entries()) {
      const change = byId.get(d.change_id);
      if (!fresh.includes(d)) continue;
      if (!change)
        throw new AppError("not_found", `This proposal has no change ${d.change_id}. Nothing was decided.`, { change_id: d.change_id });
      const row = loaded.row.changes.find((c) => c.id === change.id);
      if (row) requireAsSeen(ctx, row, d);
      const rival = loaded.rivalled.has(change.id) && (d.verdict === "accept" || d.verdict === "edit") ? RIVAL : null;
      const problem = fatalEdits[i] ?? rival ?? decisionProblem(change, states, d);
      if (problem) throw new AppError("unprocessable", problem, { change_id: d.change_id });
      change.decisions.push({ verdict: d.verdict, content: d.content ?? null, comment: d.comment ?? null, who: whoOf(ctx.actor) });
      if (linked) states = reviewAll(reviewed, loaded.policy);
      else states.set(change.id, reviewChange(change, loaded.policy));
    }
    await tx.decision.createMany({
      data: fresh.map((d) => ({
        workspaceId: ctx.scope.workspaceId,
        id: newId("decision"),
        changeId: d.change_id,
        verdict: d.verdict,
        content: d.verdict === "edit" ? (d.content ?? null) : null,
        comment: d.comment?.trim() || null,
        reasonCode: d.reason_code ?? null,
        by: ctx.actor,
        personId: ctx.actor.personId,
        via: ctx.via,
        batchRule: input.batch?.rule ?? null,
        clientId: d.client_id ?? null,
      })),
    });
    await saveStates(tx, { ...loaded, states });
    await saveRivals(tx, loaded);
    await emitAudit(tx, ctx, {
      action: "proposal.decide",
      entity: "proposal",
      entityId: proposalId,
      metadata: {
        decisions: fresh.map((d) => ({
          change_id: d.change_id,
          verdict: d.verdict,
          reason_code: d.reason_code,
          content_sha256: d.content === undefined ? undefined : contentHash(d.content),
        })),
        batch: input.batch,
      },
    });
  });
}
