import { db } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { movedSince } from "@/lib/domain/apply";
import { approvalOf } from "@/lib/domain/approval";
import { batchRule } from "@/lib/domain/batch";
import { type Context, requireStore, type Scope } from "@/lib/domain/context";
import type { ChangeOp } from "@/lib/domain/dream";
import { AppError } from "@/lib/domain/errors";
import type { Finding } from "@/lib/domain/finding";
import type { MemoryKind } from "@/lib/domain/memory";
import { refusal } from "@/lib/domain/permission";
import { type ChangeState, PROPOSAL_STATUSES, type ProposalStatus, type Risk, type Verdict } from "@/lib/domain/proposal";
import { textDecidedOn, withDependents } from "@/lib/domain/review";
import { summarise } from "@/lib/domain/summary";
import type { OutcomeResult, Trust } from "@/lib/domain/transcript";
import type { Change, Decided, Decision, Evidence, Proposal, ProposalCounts, ProposalSummary } from "@/lib/domain/views";
import {
  appliedChange,
  batchedOf,
  type ChangeRow,
  type LoadedProposal,
  liveByPath,
  loadProposal,
  pathsOf,
  type SourceRow,
  shownStates,
  supportOf,
  whoOf,
} from "@/lib/queries/proposal-rows";

export type Sessions = Map<string, { title: string; outcome: OutcomeResult }>;
/** Paths that tell a proposal of a list from its neighbours. */
const TOUCHES = 2;
const RISK_ORDER: Record<string, number> = { high: 0, medium: 1, low: 2 };

/** Evidence as pages and the API show it; `sessions` gives the titles and outcomes of the transcripts it names. */
export function evidenceView(row: ChangeRow["evidence"][number], sessions: Sessions): Evidence {
  const common = {
    start: row.start,
    end: row.end,
    quote: row.quote,
    trust: row.trust as Trust,
    grounded: row.grounded,
    at: row.at?.toISOString() ?? null,
  };
  const supports = row.supports as { start: number; end: number }[];
  const extra = supports.length > 0 ? { supports } : {};
  if (row.source === "memory") return { source: "memory", path: row.path ?? "", version: row.version ?? 0, ...common, ...extra };
  const session = sessions.get(row.transcriptId ?? "");
  return {
    source: "transcript",
    transcript_id: row.transcriptId ?? "",
    revision: row.revision ?? 1,
    event_seq: row.eventSeq ?? 0,
    ...common,
    ...extra,
    ...(session ? { transcript_title: session.title, outcome: session.outcome } : {}),
  };
}

function decisionView(d: ChangeRow["decisions"][number]): Decision {
  return {
    verdict: d.verdict as Verdict,
    ...(d.content === null ? {} : { content: d.content }),
    ...(d.comment === null ? {} : { comment: d.comment }),
    ...(d.reasonCode === null ? {} : { reason_code: d.reasonCode }),
    by: (d.by as Actor).name,
    ...(d.personId === null ? {} : { person_id: d.personId }),
    ...(d.batchRule === null ? {} : { batch_rule: d.batchRule }),
    at: d.at.toISOString(),
    via: d.via === "browser" ? "browser" : "api",
  };
}

/** What its last rebase made of a change, and the three texts of a conflict that nobody has settled. */
function rebaseView(c: ChangeRow, unsettled: boolean): Pick<Change, "rebased" | "conflict"> {
  const last = c.rebases.at(-1);
  if (!last) return {};
  const outcome = last.outcome as NonNullable<Change["rebased"]>["outcome"];
  const rebased = {
    version: last.toVersion,
    outcome,
    note: last.note,
    text: last.text,
    after_decisions: last.afterDecisions,
    by: (last.by as Actor).name,
    at: last.at.toISOString(),
  };
  if (!unsettled || outcome !== "conflict") return { rebased };
  const kind = (last.kind ?? "text") as NonNullable<Change["conflict"]>["kind"];
  const proposed = kind === "removal" ? null : last.text;
  return { rebased, conflict: { version: last.toVersion, kind, base: last.base, head: last.head, proposed } };
}

function changeView(c: ChangeRow, state: ChangeState, sessions: Sessions, unsettled: boolean, elsewhere: readonly Overlapping[]): Change {
  const overlapping = elsewhere.filter((o) => c.overlaps.includes(o.change_id));
  const sources = c.sources as SourceRow[];
  const rule = batchRule(batchedOf(c));
  return {
    id: c.id,
    op: c.op as ChangeOp,
    kind: c.kind as MemoryKind,
    path: c.path,
    ...(c.newPath ? { new_path: c.newPath } : {}),
    ...(sources.length > 0 ? { sources: sources.map(({ path, content }) => ({ path, content })) } : {}),
    before: c.before,
    after: c.after,
    reason: c.reason,
    evidence: c.evidence.map((e) => evidenceView(e, sessions)),
    support: supportOf(c),
    trust: c.trust as Trust,
    findings: c.findings as Finding[],
    risk: c.risk as Risk,
    risk_reasons: c.riskReasons as string[],
    depends_on: c.dependsOn,
    overlaps: c.overlaps,
    ...(overlapping.length > 0 ? { overlapping } : {}),
    ...(c.previouslyRejected ? { previously_rejected: c.previouslyRejected as { at: string; by: string; reason: string } } : {}),
    state,
    ...(rule ? { batch_rule: rule } : {}),
    ...rebaseView(c, unsettled),
    decisions: c.decisions.map(decisionView),
  };
}

type Overlapping = NonNullable<Change["overlapping"]>[number];

/** What other open proposals of the store want of the same memories, oldest first. */
async function overlappingElsewhere(row: LoadedProposal["row"], changes: readonly ChangeRow[]): Promise<Overlapping[]> {
  const ids = changes.flatMap((c) => c.overlaps);
  if (ids.length === 0) return [];
  const rows = await db.change.findMany({
    where: { workspaceId: row.workspaceId, id: { in: ids }, proposal: { status: "open" }, NOT: { proposalId: row.id } },
    select: { id: true, proposalId: true, decidedText: true, state: true, proposal: { select: { createdAt: true } } },
    orderBy: { proposalId: "asc" },
  });
  return rows.map((c) => ({
    change_id: c.id,
    proposal_id: c.proposalId,
    after: c.decidedText,
    state: c.state as ChangeState,
    created_at: c.proposal.createdAt.toISOString(),
  }));
}

export function countStates(states: readonly ChangeState[]): ProposalCounts {
  const of = (...wanted: ChangeState[]) => states.filter((s) => wanted.includes(s)).length;
  return {
    total: states.length,
    undecided: of("undecided", "later", "needs_second"),
    accepted: of("accepted", "edited"),
    rejected: of("rejected"),
    blocked: of("blocked", "conflict"),
  };
}

/** Whom a reader's decisions count as; null for whoever may only read. */
export const askerOf = (ctx: Context): string | null => (refusal(ctx.grant, "proposals.decide") === null ? whoOf(ctx.actor) : null);

/** What the policy still asks for, said to the asker. */
function approvalView(c: ChangeRow, loaded: LoadedProposal, asker: string | null): Pick<Change, "approval"> {
  const reviewed = loaded.states.get(c.id);
  if (!reviewed || loaded.status !== "open") return {};
  const edited = c.decisions.some((d) => d.verdict === "edit" && whoOf(d.by as Actor) === asker);
  return { approval: approvalOf(reviewed, c.risk as Risk, loaded.policy, asker === null ? null : { who: asker, edited }) };
}

/** What the asker last decided on, where it reads otherwise now. */
function yoursView(c: ChangeRow, loaded: LoadedProposal, asker: string | null): Pick<Change, "yours"> {
  const reviewed = loaded.reviewed.find((r) => r.id === c.id);
  if (!reviewed || asker === null || loaded.status !== "open") return {};
  const then = textDecidedOn(reviewed, loaded.drafted.get(c.id) ?? null, asker, loaded.policy);
  const decision = then && c.decisions[then.at];
  if (!decision || then.text === loaded.states.get(c.id)?.text) return {};
  return { yours: { verdict: decision.verdict as Verdict, at: decision.at.toISOString(), text: then.text } };
}

type Viewed = { changes: Change[]; states: ReadonlyMap<string, ChangeState> };

/** Changes as the asker sees them, in the order of risk, and the states of all of them; of `only` where the others are not needed. */
async function changesView(loaded: LoadedProposal, asker: string | null, only?: ReadonlySet<string>): Promise<Viewed> {
  const { row } = loaded;
  const rows = row.changes.filter((c) => !only || only.has(c.id));
  const ids = [...new Set(rows.flatMap((c) => c.evidence.map((e) => e.transcriptId)).filter((t): t is string => t !== null))];
  const [titles, states, elsewhere] = await Promise.all([
    db.transcript.findMany({
      where: { workspaceId: row.workspaceId, id: { in: ids } },
      select: { id: true, title: true, externalId: true, outcome: true },
    }),
    shownStates(db, loaded),
    overlappingElsewhere(row, rows),
  ]);
  const sessions: Sessions = new Map(titles.map((t) => [t.id, { title: t.title ?? t.externalId, outcome: t.outcome as OutcomeResult }]));
  const changes = rows
    .toSorted((a, b) => (RISK_ORDER[a.risk] ?? 3) - (RISK_ORDER[b.risk] ?? 3) || a.position - b.position)
    .map((c) => ({
      ...changeView(c, states.get(c.id) ?? "undecided", sessions, loaded.states.get(c.id)?.unsettled === true, elsewhere),
      ...approvalView(c, loaded, asker),
      ...yoursView(c, loaded, asker),
    }));
  return { changes, states };
}

export async function proposalView(loaded: LoadedProposal, asker: string | null = null): Promise<Proposal> {
  const { row } = loaded;
  const [{ changes }, moved] = await Promise.all([changesView(loaded, asker), movedPlaces(loaded)]);
  return {
    id: row.id,
    store_id: row.storeId,
    dream_id: row.dreamId,
    status: loaded.status,
    base_version: row.baseVersion,
    head_version: row.store.head,
    summary: summarise(changes),
    findings: row.findings as Finding[],
    changes,
    counts: countStates(changes.map((c) => c.state)),
    ...(row.restOf ? { rest_of: row.restOf } : {}),
    ...(row.movedTo ? { moved_to: row.movedTo } : {}),
    created_at: row.createdAt.toISOString(),
    store_name: row.store.name,
    ...(row.appliedVersion ? { applied_version: row.appliedVersion } : {}),
    ...(row.supersededBy ? { superseded_by: row.supersededBy } : {}),
    ...(row.closedAt ? { decided_at: row.closedAt.toISOString() } : {}),
    ...(moved.length > 0 ? { moved } : {}),
  };
}

/** What has moved under a proposal that can still be brought up to date. */
async function movedPlaces(loaded: LoadedProposal): Promise<NonNullable<Proposal["moved"]>> {
  const { workspaceId, storeId, store, baseVersion, changes } = loaded.row;
  if (store.head === baseVersion || !["open", "superseded"].includes(loaded.status)) return [];
  const live = await liveByPath(db, workspaceId, storeId);
  return changes.flatMap((c) => {
    const change = appliedChange(c, loaded.states.get(c.id) ?? { state: "undecided", text: c.after, missing: 0 });
    const places = movedSince(change, live, pathsOf(changes.filter((o) => c.dependsOn.includes(o.id))));
    return places.map((p) => ({ ...p, kind: p.kind === "deleted" ? ("deleted" as const) : ("moved" as const) }));
  });
}

/** With `asker`, its sentences about approvals are said to them. Throws `not_found`. */
export async function getProposal(scope: Scope, id: string, asker: string | null = null): Promise<Proposal> {
  const loaded = await loadProposal(db, scope.workspaceId, id);
  if (!loaded || (scope.storeIds && !scope.storeIds.includes(loaded.row.storeId)))
    throw new AppError("not_found", "There is no such proposal.");
  return proposalView(loaded, asker);
}

/**
 * What decisions on these changes came to: the changes, what stands or falls with them, and the counts of all. It is read anew, so that a decision which is
 * sent again is answered as it was the first time. With `asker` as `getProposal`. Throws `not_found`.
 */
export async function getDecided(scope: Scope, id: string, changeIds: Iterable<string>, asker: string | null = null): Promise<Decided> {
  const loaded = await loadProposal(db, scope.workspaceId, id);
  if (!loaded || (scope.storeIds && !scope.storeIds.includes(loaded.row.storeId)))
    throw new AppError("not_found", "There is no such proposal.");
  const { row, status, reviewed } = loaded;
  const { changes, states } = await changesView(loaded, asker, withDependents(reviewed, changeIds));
  const elsewhere = changes
    .flatMap((c) => c.overlapping ?? [])
    .map(({ change_id, proposal_id, state }) => ({ change_id, proposal_id, state }));
  return {
    id,
    status,
    base_version: row.baseVersion,
    head_version: row.store.head,
    decisions: row.changes.reduce((n, c) => n + c.decisions.length, 0),
    changes,
    counts: countStates(row.changes.map((c) => states.get(c.id) ?? "undecided")),
    elsewhere,
  };
}

/** Newest first (`oldest`: those that wait longest first), without changes, `limit` + 1 rows at most, after the id `after`; those of archived stores only when the store is named; `closedSince`: closed no earlier. Throws `invalid_request` for an unknown status. */
export async function listProposals(
  scope: Scope,
  filter: { status?: string | undefined; storeId?: string | undefined; oldest?: boolean; closedSince?: Date },
  page: { limit: number; after: string | null },
): Promise<ProposalSummary[]> {
  if (filter.storeId) requireStore(scope, filter.storeId);
  if (filter.status && !(PROPOSAL_STATUSES as readonly string[]).includes(filter.status)) {
    throw new AppError("invalid_request", `status is one of ${PROPOSAL_STATUSES.join(", ")}.`, [{ path: "status", message: "unknown" }]);
  }
  const rows = await db.proposal.findMany({
    where: {
      workspaceId: scope.workspaceId,
      ...(filter.status ? { status: filter.status } : {}),
      ...(filter.closedSince ? { closedAt: { gte: filter.closedSince } } : {}),
      ...(filter.storeId ? { storeId: filter.storeId } : { store: { archivedAt: null } }),
      AND: [
        scope.storeIds ? { storeId: { in: [...scope.storeIds] } } : {},
        page.after ? { id: { [filter.oldest ? "gt" : "lt"]: page.after } } : {},
      ],
    },
    orderBy: { id: filter.oldest ? "asc" : "desc" },
    take: page.limit + 1,
    include: {
      store: { select: { name: true, head: true } },
      changes: { select: { op: true, kind: true, risk: true, state: true, path: true }, orderBy: { position: "asc" } },
    },
  });
  return rows.map((row): ProposalSummary => {
    const states = row.changes.map((c) => c.state as ChangeState);
    const waiting: Record<Risk, number> = { low: 0, medium: 0, high: 0 };
    for (const c of row.changes) if (["undecided", "later", "needs_second"].includes(c.state)) waiting[c.risk as Risk]++;
    return {
      id: row.id,
      store_id: row.storeId,
      dream_id: row.dreamId,
      status: row.status as ProposalStatus,
      base_version: row.baseVersion,
      head_version: row.store.head,
      summary: summarise(row.changes as { op: ChangeOp; kind: MemoryKind }[]),
      findings: row.findings as Finding[],
      counts: countStates(states),
      ...(row.restOf ? { rest_of: row.restOf } : {}),
      ...(row.movedTo ? { moved_to: row.movedTo } : {}),
      created_at: row.createdAt.toISOString(),
      store_name: row.store.name,
      ...(row.appliedVersion ? { applied_version: row.appliedVersion } : {}),
      ...(row.supersededBy ? { superseded_by: row.supersededBy } : {}),
      ...(row.closedAt ? { decided_at: row.closedAt.toISOString() } : {}),
      waiting,
      touches: row.changes.slice(0, TOUCHES).map((c) => c.path),
    };
  });
}

/** Proposals that wait, for the number beside "Inbox". */
export async function countOpenProposals(scope: Scope): Promise<number> {
  return db.proposal.count({
    where: {
      workspaceId: scope.workspaceId,
      status: "open",
      store: { archivedAt: null },
      ...(scope.storeIds ? { storeId: { in: [...scope.storeIds] } } : {}),
    },
  });
}
