import { db } from "@/lib/db/client";
import { requireAgent, type Scope } from "@/lib/domain/context";
import type { ChangeOp } from "@/lib/domain/dream";
import type { MemoryKind } from "@/lib/domain/memory";
import type { ChangeState, ProposalStatus } from "@/lib/domain/proposal";
import { memoryTitle } from "@/lib/domain/version";

/** A change that rests on a session. */
export type LearnedView = {
  change_id: string;
  proposal_id: string;
  proposal_status: ProposalStatus;
  store_id: string;
  store_name: string;
  op: ChangeOp;
  kind: MemoryKind;
  path: string;
  /** First words of what the agent would believe; of a removal, of what it no longer believes. */
  title: string;
  state: ChangeState;
  /** Where in the session its quotes stand. */
  quotes: { revision: number; seq: number; start: number; end: number }[];
};

const MOST = 200;

/** The changes whose evidence is this session, newest first, 200 at most. */
export async function listLearned(scope: Scope, transcript: { id: string; agent_id: string }): Promise<LearnedView[]> {
  requireAgent(scope, transcript.agent_id);
  const workspaceId = scope.workspaceId;
  const quotes = await db.evidenceRow.findMany({
    where: { workspaceId, transcriptId: transcript.id },
    select: { changeId: true, revision: true, eventSeq: true, start: true, end: true },
    orderBy: [{ changeId: "desc" }, { position: "asc" }],
    take: MOST * 10,
  });
  const ids = [...new Set(quotes.map((q) => q.changeId))].slice(0, MOST);
  const rows = await db.change.findMany({
    where: { workspaceId, id: { in: ids }, ...(scope.storeIds ? { proposal: { storeId: { in: [...scope.storeIds] } } } : {}) },
    orderBy: { id: "desc" },
    include: { proposal: { select: { id: true, status: true, storeId: true, store: { select: { name: true } } } } },
  });
  return rows.map((c) => ({
    change_id: c.id,
    proposal_id: c.proposal.id,
    proposal_status: c.proposal.status as ProposalStatus,
    store_id: c.proposal.storeId,
    store_name: c.proposal.store.name,
    op: c.op as ChangeOp,
    kind: c.kind as MemoryKind,
    path: c.newPath ?? c.path,
    title: memoryTitle((c.decidedText ?? c.after ?? c.before ?? "").slice(0, 1_000)),
    state: c.state as ChangeState,
    quotes: quotes
      .filter((q) => q.changeId === c.id)
      .map((q) => ({ revision: q.revision ?? 1, seq: q.eventSeq ?? 0, start: q.start, end: q.end })),
  }));
}
