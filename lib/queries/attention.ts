import { db } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { type Turn, turnOf } from "@/lib/domain/attention";
import type { Scope } from "@/lib/domain/context";
import { policySchema } from "@/lib/domain/policy";
import type { ChangeState, Verdict } from "@/lib/domain/proposal";
import { whoOf } from "@/lib/queries/proposal-rows";

/** Whose turn each of these open proposals is for `asker`. Decisions are read only where a second person is asked for. */
export async function turnsOf(scope: Scope, asker: string, proposalIds: readonly string[]): Promise<Map<string, Turn>> {
  const { workspaceId } = scope;
  const rows = await db.proposal.findMany({
    where: {
      workspaceId,
      id: { in: [...proposalIds] },
      status: "open",
      ...(scope.storeIds ? { storeId: { in: [...scope.storeIds] } } : {}),
    },
    select: { id: true, store: { select: { policy: true } }, changes: { select: { id: true, state: true } } },
  });
  const seconds = rows.flatMap((p) => p.changes.filter((c) => c.state === "needs_second").map((c) => c.id));
  const decisions = await db.decision.findMany({
    where: { workspaceId, changeId: { in: seconds } },
    select: { changeId: true, verdict: true, by: true },
    orderBy: { id: "asc" },
  });
  return new Map(
    rows.map((p) => {
      const selfApproval = policySchema.parse(p.store.policy).self_approval;
      const changes = p.changes.map((c) => ({
        state: c.state as ChangeState,
        selfApproval,
        decisions: decisions.filter((d) => d.changeId === c.id).map((d) => ({ verdict: d.verdict as Verdict, who: whoOf(d.by as Actor) })),
      }));
      return [p.id, turnOf(changes, asker)] as const;
    }),
  );
}
