import type { Db, Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { type AppliedChange, alreadyTrue, movedSince } from "@/lib/domain/apply";
import type { BatchedChange } from "@/lib/domain/batch";
import type { ChangeOp } from "@/lib/domain/dream";
import type { Span, Support } from "@/lib/domain/evidence";
import type { Finding } from "@/lib/domain/finding";
import { INDEX_PATH, type MemoryKind } from "@/lib/domain/memory";
import { shiftSpans } from "@/lib/domain/merge";
import { type Policy, policySchema } from "@/lib/domain/policy";
import { needsPerson } from "@/lib/domain/policy-apply";
import type { ChangeState, ProposalStatus, Risk, Verdict } from "@/lib/domain/proposal";
import { POLICY_WHO, type RebaseRecord, type Reviewed, type ReviewedChange, reviewAll } from "@/lib/domain/review";
import type { Trust } from "@/lib/domain/transcript";
import { keptPaths } from "@/lib/queries/kept-paths";
import { lapsedDeciders } from "@/lib/queries/lapsed";
import { liveRevisions } from "@/lib/queries/revisions";

type Rows = Awaited<ReturnType<typeof readRows>>;
type ReadRow = NonNullable<Rows>["changes"][number];
export type RebaseRow = ReadRow["rebases"][number];
/** A change as it reads now: where its proposal was moved to another version, as it reads there. */
export type ChangeRow = ReadRow;
export type ProposalRow = NonNullable<Rows>;
export type SourceRow = { memoryId: string; path: string; content: string };

const readRows = (tx: Tx | Db, workspaceId: string, id: string) =>
  tx.proposal.findUnique({
    where: { workspaceId_id: { workspaceId, id } },
    include: {
      store: { select: { name: true, head: true, policy: true } },
      changes: {
        orderBy: { position: "asc" },
        include: {
          decisions: { orderBy: { id: "asc" } },
          evidence: { orderBy: { position: "asc" } },
          rebases: { orderBy: { id: "asc" } },
        },
      },
    },
  });

/** A proposal as the rules see it. */
export type LoadedProposal = {
  row: ProposalRow;
  status: ProposalStatus;
  policy: Policy;
  reviewed: ReviewedChange[];
  states: Map<string, Reviewed>;
  /** The texts as they were proposed at first, before any rebase. */
  drafted: ReadonlyMap<string, string | null>;
  /** Changes of which an overlapping change of another open proposal is accepted. */
  rivalled: ReadonlySet<string>;
};

/** Who may not be the only one to accept a change: who started the dream, who uploaded its only supporting session. */
async function authorsOf(tx: Tx | Db, workspaceId: string, row: ProposalRow): Promise<Map<string, string[]>> {
  const dream = row.dreamId
    ? await tx.dream.findUnique({ where: { workspaceId_id: { workspaceId, id: row.dreamId } }, select: { actor: true } })
    : null;
  const starter = dream ? ((dream.actor as Actor).personId ?? null) : null;
  // Of a change that rests on one session, in whatever revisions of it: who sent them.
  const single = new Map<string, { transcriptId: string; revisions: Set<number> }>();
  for (const c of row.changes) {
    const cited = c.evidence.flatMap((e) => (e.transcriptId === null ? [] : [{ id: e.transcriptId, revision: e.revision ?? 1 }]));
    const [first] = cited;
    if (first && cited.every((e) => e.id === first.id))
      single.set(c.id, { transcriptId: first.id, revisions: new Set(cited.map((e) => e.revision)) });
  }
  const revisions = await tx.transcriptRevision.findMany({
    where: { workspaceId, transcriptId: { in: [...single.values()].map((s) => s.transcriptId) } },
    select: { transcriptId: true, revision: true, uploadedBy: true },
  });
  return new Map(
    row.changes.map((c) => {
      const only = single.get(c.id);
      const sent = revisions.filter((r) => r.transcriptId === only?.transcriptId && only.revisions.has(r.revision));
      const authors = [starter, ...sent.map((r) => r.uploadedBy)].filter((p): p is string => typeof p === "string");
      return [c.id, [...new Set(authors)]];
    }),
  );
}

/** The decision as the rules see it: a key without a person counts as itself. */
export const whoOf = (actor: Actor) => actor.personId ?? `${actor.kind}:${actor.id}`;

const rebaseRecord = (r: RebaseRow): RebaseRecord => ({
  afterDecisions: r.afterDecisions,
  outcome: r.outcome as RebaseRecord["outcome"],
  text: r.text,
  drafted: r.after,
});

/** Words that a quote supports and that a merge took away: they support nothing any more, and must not be read as "all of it". */
const NOWHERE = { start: 0, end: 0 };

/** The change as its last rebase left it. What was proposed at first stays in its row; the words that quotes support go along with their lines. */
function asRebased(c: ReadRow): ChangeRow {
  const last = c.rebases.at(-1);
  if (!last) return c;
  const { op, path, newPath, memoryId, sources, before, after } = last;
  const evidence = c.evidence.map((e) => {
    const given = e.supports as Span[];
    // Ids follow time: a quote that joined after a rebase counts in the text of then.
    const from = c.rebases.findLast((r) => r.id.slice(4) < e.id.slice(4))?.after ?? c.after;
    if (given.length === 0 || from === null || after === null) return e;
    const shifted = shiftSpans(from, after, given);
    return { ...e, supports: shifted.length > 0 ? shifted : [NOWHERE] };
  });
  return { ...c, op, path, newPath, memoryId, sources, before, after, evidence };
}

/** What a policy looks at in a change. */
export const touching = (c: ChangeRow) => ({
  path: c.path,
  newPath: c.newPath,
  sources: c.sources as SourceRow[],
  findings: c.findings as Finding[],
});

/** What was decided in it stands as it did, whoever may decide, and whatever the policy is, since. */
const isClosed = (status: string) => status === "applied" || status === "rejected";

const deciders = (row: ProposalRow) =>
  row.changes.flatMap((c) => c.decisions.filter((d) => d.verdict === "accept" || d.verdict === "edit").map((d) => d.by as Actor));

/** Why the accepts that the store's policy gave do not stand, by change; of a proposal that is closed they stand as they did. */
async function overruled(tx: Tx | Db, workspaceId: string, row: ProposalRow, policy: Policy): Promise<Map<string, string>> {
  const given = row.changes.filter((c) => c.decisions.some((d) => whoOf(d.by as Actor) === POLICY_WHO));
  if (given.length === 0 || isClosed(row.status)) return new Map();
  const kept = await keptPaths(tx, workspaceId, row.storeId, await liveRevisions(tx, workspaceId, row.storeId));
  return new Map(
    given.flatMap((c) => {
      const why = needsPerson(policy, kept, touching(c));
      return why === null ? [] : [[c.id, why] as const];
    }),
  );
}

/** Reads a proposal with everything that its states depend on; null when it is not in this workspace. */
export async function loadProposal(tx: Tx | Db, workspaceId: string, id: string): Promise<LoadedProposal | null> {
  const read = await readRows(tx, workspaceId, id);
  if (!read) return null;
  const row = { ...read, changes: read.changes.map(asRebased) };
  const authors = await authorsOf(tx, workspaceId, row);
  const policy = policySchema.parse(row.store.policy);
  const why = await overruled(tx, workspaceId, row, policy);
  const lapsed = isClosed(row.status) ? [] : await lapsedDeciders(tx, workspaceId, deciders(row));
  const reviewed = row.changes.map(
    (c): ReviewedChange => ({
      id: c.id,
      op: c.op as ChangeOp,
      risk: c.risk as Risk,
      findings: c.findings as Finding[],
      after: c.after,
      dependsOn: c.dependsOn,
      authors: authors.get(c.id) ?? [],
      overruled: why.get(c.id) ?? null,
      lapsed,
      rebases: c.rebases.filter((r) => r.outcome !== "done").map(rebaseRecord),
      decisions: c.decisions.map((d) => ({
        verdict: d.verdict as Verdict,
        content: d.content,
        comment: d.comment,
        who: whoOf(d.by as Actor),
      })),
    }),
  );
  const rivalled = await rivalledOf(tx, workspaceId, row);
  const drafted = new Map(read.changes.map((c) => [c.id, c.after]));
  return { row, status: row.status as ProposalStatus, policy, reviewed, states: reviewAll(reviewed, policy), drafted, rivalled };
}

async function rivalledOf(tx: Tx | Db, workspaceId: string, row: ProposalRow): Promise<Set<string>> {
  const ids = row.changes.flatMap((c) => c.overlaps);
  if (ids.length === 0) return new Set();
  const accepted = await tx.change.findMany({
    where: {
      workspaceId,
      id: { in: ids },
      state: { in: ["accepted", "edited"] },
      proposal: { status: "open" },
      NOT: { proposalId: row.id },
    },
    select: { id: true },
  });
  const rivals = new Set(accepted.map((c) => c.id));
  return new Set(row.changes.filter((c) => c.overlaps.some((o) => rivals.has(o))).map((c) => c.id));
}

/** The memories of a head by path, the index left out: what changes are compared with. */
export async function liveByPath(tx: Tx | Db, workspaceId: string, storeId: string): Promise<Map<string, { sha256: string }>> {
  const live = await liveRevisions(tx, workspaceId, storeId);
  return new Map(live.filter((r) => r.path !== INDEX_PATH).map((r) => [r.path, r]));
}

/** Changes that a head has overtaken: what they read or write has moved, or is already so. What other changes of the proposal make way for is not. */
export function overtakenChanges(loaded: LoadedProposal, live: ReadonlyMap<string, { sha256: string }>): ChangeRow[] {
  const { changes } = loaded.row;
  return changes.filter((c) => {
    const change = appliedChange(c, loaded.states.get(c.id) ?? { state: "undecided", text: c.after, missing: 0 });
    const freed = pathsOf(changes.filter((o) => c.dependsOn.includes(o.id)));
    return movedSince(change, live, freed).length > 0 || alreadyTrue(change, live);
  });
}

/** States as they are shown and stored: of an open proposal, what the head has overtaken or an accepted rival excludes is a `conflict`. */
export async function shownStates(tx: Tx | Db, loaded: LoadedProposal): Promise<Map<string, ChangeState>> {
  // A closed proposal keeps the states that it was closed with, whatever the policy says later.
  if (loaded.status !== "open") return new Map(loaded.row.changes.map((c) => [c.id, c.state as ChangeState]));
  const shown = new Map<string, ChangeState>([...loaded.states].map(([id, r]) => [id, r.state]));
  const { workspaceId, storeId, store, baseVersion } = loaded.row;
  const moved = store.head === baseVersion ? [] : overtakenChanges(loaded, await liveByPath(tx, workspaceId, storeId));
  for (const id of [...moved.map((c) => c.id), ...loaded.rivalled]) if (shown.get(id) !== "rejected") shown.set(id, "conflict");
  return shown;
}

/** A change as an apply needs it, with the text that was decided on. */
export function appliedChange(c: ChangeRow, reviewed: Reviewed): AppliedChange {
  return {
    id: c.id,
    op: c.op as ChangeOp,
    kind: c.kind as MemoryKind,
    path: c.path,
    newPath: c.newPath,
    memoryId: c.memoryId,
    before: c.before,
    sources: c.sources as SourceRow[],
    text: reviewed.text,
    key: c.key,
    trust: c.trust as Trust,
    evidenceAt: c.evidenceAt?.toISOString() ?? null,
    edited: reviewed.state === "edited",
  };
}

/** A change as the rule of groups sees it. */
export const batchedOf = (c: ChangeRow): BatchedChange => ({
  op: c.op as ChangeOp,
  kind: c.kind as MemoryKind,
  risk: c.risk as Risk,
  findings: c.findings as Finding[],
  overlaps: c.overlaps,
  dependsOn: c.dependsOn,
});

export const supportOf = (c: ChangeRow) => c.support as Support;

/** Paths that changes write or consume: what they make way for does not count as moved. */
export const pathsOf = (changes: readonly ChangeRow[]) =>
  new Set(changes.flatMap((c) => [c.path, ...(c.sources as SourceRow[]).map((s) => s.path)]));
