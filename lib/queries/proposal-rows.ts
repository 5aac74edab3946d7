import type { Db, Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import type { AppliedChange } from "@/lib/domain/apply";
import type { ChangeOp } from "@/lib/domain/dream";
import type { Support } from "@/lib/domain/evidence";
import type { Finding } from "@/lib/domain/finding";
import type { MemoryKind } from "@/lib/domain/memory";
import { type Policy, policySchema } from "@/lib/domain/policy";
import type { ProposalStatus, Risk, Verdict } from "@/lib/domain/proposal";
import { type Reviewed, type ReviewedChange, reviewAll } from "@/lib/domain/review";
import type { Trust } from "@/lib/domain/transcript";

type Rows = Awaited<ReturnType<typeof readRows>>;
export type ProposalRow = NonNullable<Rows>;
export type ChangeRow = ProposalRow["changes"][number];
export type SourceRow = { memoryId: string; path: string; content: string };

const readRows = (tx: Tx | Db, workspaceId: string, id: string) =>
  tx.proposal.findUnique({
    where: { workspaceId_id: { workspaceId, id } },
    include: {
      store: { select: { name: true, head: true, policy: true } },
      changes: {
        orderBy: { position: "asc" },
        include: { decisions: { orderBy: { id: "asc" } }, evidence: { orderBy: { position: "asc" } } },
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
};

/** Who may not be the only one to accept a change: who started the dream, who uploaded its only supporting session. */
async function authorsOf(tx: Tx | Db, workspaceId: string, row: ProposalRow): Promise<Map<string, string[]>> {
  const dream = row.dreamId
    ? await tx.dream.findUnique({ where: { workspaceId_id: { workspaceId, id: row.dreamId } }, select: { actor: true } })
    : null;
  const starter = dream ? ((dream.actor as Actor).personId ?? null) : null;
  const single = new Map<string, { transcriptId: string; revision: number }>();
  for (const c of row.changes) {
    const seen = new Map(c.evidence.filter((e) => e.transcriptId !== null).map((e) => [e.transcriptId, e]));
    const [only] = seen.values();
    if (seen.size === 1 && only?.transcriptId) single.set(c.id, { transcriptId: only.transcriptId, revision: only.revision ?? 1 });
  }
  const revisions = await tx.transcriptRevision.findMany({
    where: { workspaceId, transcriptId: { in: [...single.values()].map((s) => s.transcriptId) } },
    select: { transcriptId: true, revision: true, uploadedBy: true },
  });
  return new Map(
    row.changes.map((c) => {
      const only = single.get(c.id);
      const uploader = only && revisions.find((r) => r.transcriptId === only.transcriptId && r.revision === only.revision)?.uploadedBy;
      return [c.id, [starter, uploader].filter((p): p is string => typeof p === "string")];
    }),
  );
}

/** The decision as the rules see it: a key without a person counts as itself. */
export const whoOf = (actor: Actor) => actor.personId ?? `${actor.kind}:${actor.id}`;

/** Reads a proposal with everything that its states depend on; null when it is not in this workspace. */
export async function loadProposal(tx: Tx | Db, workspaceId: string, id: string): Promise<LoadedProposal | null> {
  const row = await readRows(tx, workspaceId, id);
  if (!row) return null;
  const authors = await authorsOf(tx, workspaceId, row);
  const policy = policySchema.parse(row.store.policy);
  const reviewed = row.changes.map(
    (c): ReviewedChange => ({
      id: c.id,
      op: c.op as ChangeOp,
      risk: c.risk as Risk,
      findings: c.findings as Finding[],
      after: c.after,
      dependsOn: c.dependsOn,
      authors: authors.get(c.id) ?? [],
      decisions: c.decisions.map((d) => ({
        verdict: d.verdict as Verdict,
        content: d.content,
        comment: d.comment,
        who: whoOf(d.by as Actor),
      })),
    }),
  );
  return { row, status: row.status as ProposalStatus, policy, reviewed, states: reviewAll(reviewed, policy) };
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
    edited: reviewed.text !== c.after,
  };
}

export const supportOf = (c: ChangeRow) => c.support as Support;

/** Paths that changes write or consume: what they make way for does not count as moved. */
export const pathsOf = (changes: readonly ChangeRow[]) =>
  new Set(changes.flatMap((c) => [c.path, ...(c.sources as SourceRow[]).map((s) => s.path)]));
