import type { ChangeOp } from "@/lib/domain/dream";
import { type Finding, UNACCEPTABLE_CHECKS } from "@/lib/domain/finding";
import type { Policy } from "@/lib/domain/policy";
import type { ChangeState, Risk, Verdict } from "@/lib/domain/proposal";

/** A decision as it was taken; `who` is the person it counts as, or the key's or system's id where there is none. */
export type DecisionRecord = {
  verdict: Verdict;
  content: string | null;
  comment: string | null;
  who: string;
};

/** What the rules look at in a change. */
export type ReviewedChange = {
  id: string;
  op: ChangeOp;
  risk: Risk;
  findings: readonly Finding[];
  after: string | null;
  dependsOn: readonly string[];
  /** In order. */
  decisions: readonly DecisionRecord[];
  /** People whose accept does not count where the policy forbids self-approval: who started the dream, who uploaded its only session. */
  authors: readonly string[];
};

export type Reviewed = {
  state: ChangeState;
  /** Text that would be applied: the last edit, else `after`. */
  text: string | null;
  /** How many more people have to accept. */
  missing: number;
};

/** As whom the accepts of a store's policy count. */
export const POLICY_WHO = "system:policy";

/** How many different people have to accept a change of this risk. */
export function approvalsNeeded(policy: Policy, risk: Risk): number {
  return typeof policy.approvals === "number" ? policy.approvals : policy.approvals[risk];
}

/**
 * The state of a change from its decisions alone, dependencies aside. Of each person the last verdict counts; one reject rejects; an edit makes the
 * editor an author, counts as their accept of the new text and clears earlier accepts; `clear` takes the change back to undecided.
 */
export function reviewChange(change: ReviewedChange, policy: Policy): Reviewed {
  let text = change.after;
  let edited = false;
  let later = false;
  let accepts = new Set<string>();
  let rejects = new Set<string>();
  const authors = new Set(change.authors);
  for (const d of change.decisions) {
    later = d.verdict === "later";
    switch (d.verdict) {
      case "accept":
        rejects.delete(d.who);
        accepts.add(d.who);
        break;
      case "reject":
        accepts.delete(d.who);
        rejects.add(d.who);
        break;
      case "edit":
        text = d.content;
        edited = true;
        authors.add(d.who);
        accepts = new Set([d.who]);
        rejects.delete(d.who);
        break;
      case "later":
        accepts.delete(d.who);
        rejects.delete(d.who);
        break;
      case "clear":
        text = change.after;
        edited = false;
        accepts = new Set();
        rejects = new Set();
        for (const who of authors) if (!change.authors.includes(who)) authors.delete(who);
        break;
      default:
        d.verdict satisfies never;
    }
  }
  // What a policy applies by itself needs nobody: that is what the policy says.
  const byPolicy = accepts.has(POLICY_WHO);
  const counted = policy.self_approval ? accepts.size : [...accepts].filter((who) => !authors.has(who)).length;
  const missing = byPolicy ? 0 : Math.max(0, approvalsNeeded(policy, change.risk) - counted);
  if (rejects.size > 0) return { state: "rejected", text, missing };
  if (accepts.size > 0) return { state: missing > 0 ? "needs_second" : edited ? "edited" : "accepted", text, missing };
  return { state: later ? "later" : "undecided", text, missing };
}

/** States of all changes of a proposal: as `reviewChange`, and `blocked` for what depends on a rejected change. */
export function reviewAll(changes: readonly ReviewedChange[], policy: Policy): Map<string, Reviewed> {
  const states = new Map(changes.map((c) => [c.id, reviewChange(c, policy)]));
  for (let again = true; again; ) {
    again = false;
    for (const c of changes) {
      const own = states.get(c.id);
      if (!own || own.state === "rejected" || own.state === "blocked") continue;
      const stuck = c.dependsOn.some((id) => ["rejected", "blocked"].includes(states.get(id)?.state ?? ""));
      if (stuck) {
        states.set(c.id, { ...own, state: "blocked" });
        again = true;
      }
    }
  }
  return states;
}

/** Why this decision cannot be taken, in a sentence; null when it can. `states` are those before it. */
export function decisionProblem(
  change: ReviewedChange,
  states: ReadonlyMap<string, Reviewed>,
  decision: { verdict: Verdict; content?: string | undefined; comment?: string | undefined },
): string | null {
  if (decision.verdict === "edit") {
    if (decision.content === undefined) return "An edit needs the new text in `content`.";
    if (change.op === "delete" || change.op === "rename") return `A ${change.op} has no text to edit: accept or reject it.`;
    return blockedBy(change, states);
  }
  if (decision.verdict !== "accept") return null;
  // What an edit left behind is judged anew when it is saved; these findings are of the drafted text.
  const edited = states.get(change.id)?.text !== change.after;
  const fatal = edited ? undefined : change.findings.find((f) => f.severity === "block" && UNACCEPTABLE_CHECKS.includes(f.check));
  if (fatal) return `${fatal.message} Nobody can accept this as it is: edit or reject it.`;
  const block = change.findings.find((f) => f.severity === "block");
  if (block && !decision.comment?.trim()) return `${block.message} Accepting it takes a comment that says why.`;
  return blockedBy(change, states);
}

function blockedBy(change: ReviewedChange, states: ReadonlyMap<string, Reviewed>): string | null {
  const stuck = change.dependsOn.find((id) => ["rejected", "blocked"].includes(states.get(id)?.state ?? ""));
  return stuck ? `It depends on the change ${stuck}, which is rejected.` : null;
}
