import type { ChangeState, Verdict } from "@/lib/domain/proposal";
import type { Change, Decided, DecisionInput, Proposal, ProposalCounts } from "@/lib/domain/views";

const STATE_AFTER: Record<Verdict, ChangeState> = {
  accept: "accepted",
  reject: "rejected",
  edit: "edited",
  later: "later",
  clear: "undecided",
};

/** What the server will most likely make of a verdict: where it takes more people, an accept alone still waits for them. */
export function stateAfter({ approval, state }: Pick<Change, "approval" | "state">, verdict: Verdict): ChangeState {
  if (!approval || (verdict !== "accept" && verdict !== "edit")) return STATE_AFTER[verdict];
  // What is rejected asks nobody, whoever could accept it.
  const counts = approval.yours || state === "rejected" || state === "blocked";
  // An edit ends what others accepted before it.
  const missing = verdict === "edit" ? approval.needed - 1 : approval.missing - (counts ? 1 : 0);
  return missing > 0 ? "needs_second" : STATE_AFTER[verdict];
}

/** The proposal as it will most likely look once the server has taken `decisions` in their order; the server's own answer takes its place. */
export function withDecisions(proposal: Proposal, decisions: readonly DecisionInput[], me?: string): Proposal {
  if (decisions.length === 0) return proposal;
  const byId = new Map<string, DecisionInput[]>();
  for (const d of decisions) byId.set(d.change_id, [...(byId.get(d.change_id) ?? []), d]);
  const at = new Date().toISOString();
  const changes = proposal.changes.map((c): Change => {
    const given = byId.get(c.id);
    if (!given) return c;
    const taken = given.map((d) => ({ ...d, by: "you", at, via: "browser" as const, ...(me ? { person_id: me } : {}) }));
    const state = stateAfter(c, given.at(-1)?.verdict ?? "clear");
    const said = state === "needs_second" && c.approval ? { approval: { ...c.approval, yours: false } } : {};
    return { ...c, ...said, state, decisions: [...c.decisions, ...taken] };
  });
  return { ...proposal, changes, counts: countChanges(changes) };
}

/** The proposal after the server has taken decisions. What else differs from what the answer speaks of (its status, its versions) is read anew. */
export function withDecided(proposal: Proposal, decided: Decided): Proposal {
  const fresh = new Map(decided.changes.map((c) => [c.id, c]));
  return { ...proposal, changes: proposal.changes.map((c) => fresh.get(c.id) ?? c), counts: decided.counts };
}

export function countChanges(changes: readonly Change[]): ProposalCounts {
  const n = (...states: ChangeState[]) => changes.filter((c) => states.includes(c.state)).length;
  return {
    total: changes.length,
    undecided: n("undecided", "needs_second", "later", "blocked", "conflict"),
    accepted: n("accepted", "edited"),
    rejected: n("rejected"),
    blocked: changes.filter((c) => c.findings.some((f) => f.severity === "block")).length,
  };
}

/** The text that would be applied: the last edit that was not taken back, else what a rebase made of the decided text, else the drafted one. */
export function textOf(change: Pick<Change, "after" | "decisions" | "rebased">): string | null {
  const { rebased } = change;
  const since = rebased && rebased.outcome !== "done" ? change.decisions.slice(rebased.after_decisions) : change.decisions;
  const last = since.findLast((d) => d.verdict === "edit" || d.verdict === "clear");
  if (last?.verdict === "edit" && last.content !== undefined) return last.content;
  return last || !rebased || rebased.outcome === "done" ? change.after : rebased.text;
}
