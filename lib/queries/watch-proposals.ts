import { db } from "@/lib/db/client";
import { watch } from "@/lib/db/listen";
import type { Scope } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import type { ProposalStamp } from "@/lib/domain/views";

const storeScope = (scope: Scope) => (scope.storeIds ? { storeId: { in: [...scope.storeIds] } } : {});

/** By what a reader sees that a proposal is not as they have it; small, whatever its size. Throws `not_found`. */
export async function getProposalStamp(scope: Scope, id: string): Promise<ProposalStamp> {
  const { workspaceId } = scope;
  const row = await db.proposal.findFirst({
    where: { workspaceId, id, ...storeScope(scope) },
    select: { status: true, baseVersion: true, store: { select: { head: true } }, _count: { select: { changes: true } } },
  });
  if (!row) throw new AppError("not_found", "There is no such proposal.");
  const decisions = await db.decision.count({ where: { workspaceId, change: { proposalId: id } } });
  return {
    status: row.status as ProposalStamp["status"],
    base_version: row.baseVersion,
    head_version: row.store.head,
    changes: row._count.changes,
    decisions,
  };
}

/** Tells `first`, then the stamp whenever something in the proposal, or the head below it, has changed; `fail` when it cannot be read any more. */
export function watchProposal(
  scope: Scope,
  id: string,
  first: ProposalStamp,
  tell: (stamp: ProposalStamp) => void,
  fail: () => void,
): () => void {
  let last = JSON.stringify(first);
  tell(first);
  return watch(
    (notice) =>
      notice.workspace_id === scope.workspaceId && (notice.table === "store" || (notice.table === "proposal" && notice.id === id)),
    async (stopped) => {
      const stamp = await getProposalStamp(scope, id);
      const text = JSON.stringify(stamp);
      if (stopped() || text === last) return;
      last = text;
      tell(stamp);
    },
    fail,
  );
}

/** Tells that something in the workspace's proposals has changed: what a list of them is read again for. */
export function watchProposals(scope: Scope, tell: () => void, fail: () => void): () => void {
  let last = "";
  return watch(
    (notice) => notice.workspace_id === scope.workspaceId && notice.table !== "import",
    async (stopped) => {
      const [proposals, decisions, dreams] = await Promise.all([
        db.proposal.groupBy({
          by: ["status"],
          where: { workspaceId: scope.workspaceId, ...storeScope(scope) },
          _count: true,
          orderBy: { status: "asc" },
        }),
        db.decision.count({ where: { workspaceId: scope.workspaceId, change: { proposal: { status: "open", ...storeScope(scope) } } } }),
        db.dream.groupBy({
          by: ["status"],
          where: { workspaceId: scope.workspaceId, ...storeScope(scope) },
          _count: true,
          orderBy: { status: "asc" },
        }),
      ]);
      const text = JSON.stringify([proposals, decisions, dreams]);
      if (stopped() || text === last) return;
      const first = last === "";
      last = text;
      if (!first) tell();
    },
    fail,
  );
}
