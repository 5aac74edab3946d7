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

/** A rebase as the decisions know it: it came after the first `afterDecisions` of them. */
export type RebaseRecord = {
  afterDecisions: number;
  outcome: "carried" | "merged" | "conflict";
  /** The text that was decided on, as it reads on the new head. */
  text: string | null;
  /** What `clear` goes back to from then on. */
  drafted: string | null;
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
  /** In order; absent when its proposal was never moved to another version. */
  rebases?: readonly RebaseRecord[];
  /** People whose accept does not count where the policy forbids self-approval: who started the dream, who uploaded its only session. */
  authors: readonly string[];
  /** Why an accept that the store's policy gave does not stand: what it touches was protected, or the policy tightened, since. */
  overruled?: string | null;
  /** Who decided and may decide here no more: disabled, of a lower role, no member, a revoked key. Their accepts do not count; their rejections stand. */
  lapsed?: readonly string[];
};

export type Reviewed = {
  state: ChangeState;
  /** Text that would be applied: the last edit, else `after`. */
  text: string | null;
  /** How many more people have to accept. */
  missing: number;
  /** A conflict with the head that nobody has settled; absent is false. */
  unsettled?: boolean;
  /** People whose accepts stand. */
  accepted?: readonly string[];
  /** Everybody who counts as an author of the text. */
  authors?: readonly string[];
  /** Why an accept by the policy was taken back. */
  overruled?: string;
  /** An accept does not count any more because of who gave it. */
  lapsed?: boolean;
};

/** As whom the accepts of a store's policy count. */
export const POLICY_WHO = "system:policy";

/** How many different people have to accept a change of this risk. */
export function approvalsNeeded(policy: Policy, risk: Risk): number {
  return typeof policy.approvals === "number" ? policy.approvals : policy.approvals[risk];
}

/**
 * The state of a change from its decisions alone, dependencies aside. Of each person the last verdict counts; one reject rejects; an edit makes the
 * editor an author, counts as their accept of the new text and clears earlier accepts; `clear` takes the change back to undecided. A rebase under which
 * the patch stayed the same text keeps what was decided; any other takes the accepts back. What conflicts with the head is settled by an edit, a reject,
 * or, where there is no text, by accepting it as it reads then.
 */
export function reviewChange(change: ReviewedChange, policy: Policy): Reviewed {
  let text = change.after;
  let edited = false;
  let later = false;
  let unsettled = false;
  let accepts = new Set<string>();
  let rejects = new Set<string>();
  const authors = new Set(change.authors);
  /** Authors whom no `clear` takes back: their words are part of the drafted text since a rebase. */
  const kept = new Set(change.authors);
  let keptEdit = false;
  let conflicts = false;
  const rebased = (r: RebaseRecord) => {
    text = r.text;
    if (edited && r.text === r.drafted) {
      keptEdit = true;
      for (const who of authors) kept.add(who);
    }
    if (r.outcome === "carried") return;
    accepts = new Set();
    conflicts = r.outcome === "conflict";
    unsettled = conflicts;
  };
  const rebases = change.rebases ?? [];
  for (let i = 0; i <= change.decisions.length; i++) {
    for (const r of rebases) if (r.afterDecisions === i) rebased(r);
    const d = change.decisions[i];
    if (!d) continue;
    later = d.verdict === "later";
    switch (d.verdict) {
      case "accept":
        rejects.delete(d.who);
        accepts.add(d.who);
        // Text is settled by writing it; what has none, by saying yes to it as it reads now.
        if (change.op === "delete") unsettled = false;
        break;
      case "reject":
        accepts.delete(d.who);
        rejects.add(d.who);
        break;
      case "edit":
        text = d.content;
        edited = true;
        unsettled = false;
        authors.add(d.who);
        accepts = new Set([d.who]);
        rejects.delete(d.who);
        break;
      case "later":
        accepts.delete(d.who);
        rejects.delete(d.who);
        break;
      case "clear":
        text = rebases.findLast((r) => r.afterDecisions <= i)?.drafted ?? change.after;
        edited = keptEdit;
        unsettled = conflicts;
        accepts = new Set();
        rejects = new Set();
        for (const who of authors) if (!kept.has(who)) authors.delete(who);
        break;
      default:
        d.verdict satisfies never;
    }
  }
  const lapsed = (change.lapsed ?? []).filter((who) => accepts.delete(who)).length > 0;
  const overruled = accepts.has(POLICY_WHO) ? (change.overruled ?? null) : null;
  if (overruled !== null) accepts.delete(POLICY_WHO);
  // What a policy applies by itself needs nobody: that is what the policy says.
  const byPolicy = accepts.has(POLICY_WHO);
  const counted = policy.self_approval ? accepts.size : [...accepts].filter((who) => !authors.has(who)).length;
  const missing = byPolicy ? 0 : Math.max(0, approvalsNeeded(policy, change.risk) - counted);
  const rest = {
    text,
    missing,
    unsettled,
    accepted: [...accepts].sort(),
    authors: [...authors].sort(),
    ...(overruled === null ? {} : { overruled }),
    ...(lapsed ? { lapsed } : {}),
  };
  if (rejects.size > 0) return { state: "rejected", ...rest };
  if (unsettled) return { state: "conflict", ...rest };
  if (accepts.size > 0) return { state: missing > 0 ? "needs_second" : edited ? "edited" : "accepted", ...rest };
  return { state: later ? "later" : "undecided", ...rest };
}

/** What a change read when `who` last said something about it: the text, and which of its decisions that was. Null where nothing they said stands. */
export function textDecidedOn(
  change: ReviewedChange,
  drafted: string | null,
  who: string,
  policy: Policy,
): { text: string | null; at: number } | null {
  const at = change.decisions.findLastIndex((d) => d.who === who);
  if (at < 0 || change.decisions[at]?.verdict === "clear") return null;
  const rebases = (change.rebases ?? []).filter((r) => r.afterDecisions <= at);
  const then = { ...change, after: drafted, decisions: change.decisions.slice(0, at + 1), rebases };
  return { text: reviewChange(then, policy).text, at };
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

/** These changes and all whose state may follow from theirs: a change falls with what it depends on. */
export function withDependents(changes: readonly Pick<ReviewedChange, "id" | "dependsOn">[], ids: Iterable<string>): Set<string> {
  const reached = new Set(ids);
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const c of changes) if (c.dependsOn.some((id) => reached.has(id))) reached.add(c.id);
  }
  return reached;
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
  if (states.get(change.id)?.unsettled && change.op !== "delete") return UNSETTLED;
  // What an edit left behind is judged anew when it is saved; these findings are of the drafted text.
  const edited = states.get(change.id)?.text !== change.after;
  const fatal = edited ? undefined : change.findings.find((f) => f.severity === "block" && UNACCEPTABLE_CHECKS.includes(f.check));
  if (fatal) return `${fatal.message} Nobody can accept this as it is: edit or reject it.`;
  const block = change.findings.find((f) => f.severity === "block");
  if (block && !decision.comment?.trim()) return `${block.message} Accepting it takes a comment that says why.`;
  return blockedBy(change, states);
}

const UNSETTLED =
  "The memory moved, and this change conflicts with what it says now: write the text that shall stand, or reject the change.";

function blockedBy(change: ReviewedChange, states: ReadonlyMap<string, Reviewed>): string | null {
  const stuck = change.dependsOn.find((id) => ["rejected", "blocked"].includes(states.get(id)?.state ?? ""));
  return stuck ? `It depends on the change ${stuck}, which is rejected.` : null;
}
