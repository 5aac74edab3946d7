import { textOf } from "@/components/review/optimistic";
import { UNACCEPTABLE_CHECKS } from "@/lib/domain/finding";
import type { Change, Proposal } from "@/lib/domain/views";

export type Choice = { allowed: true; needsComment: boolean } | { allowed: false; why: string };

const YES: Choice = { allowed: true, needsComment: false };
const no = (why: string): Choice => ({ allowed: false, why });

/** Which decisions this change can be given now, and why not. The server has the last word; this only spares a refused press. */
export function choicesFor(change: Change, proposal: Pick<Proposal, "status" | "changes">, mayDecide: boolean) {
  const closed = !mayDecide
    ? no("Your role may read this, not decide it.")
    : proposal.status !== "open"
      ? no("This proposal is closed.")
      : undefined;
  return {
    accept: closed ?? acceptable(change, proposal.changes),
    reject: closed ?? YES,
    edit: closed ?? editable(change, proposal.changes),
    later: closed ?? YES,
    clear: closed ?? (change.state === "undecided" ? no("There is no decision to take back.") : YES),
  } satisfies Record<string, Choice>;
}

function acceptable(change: Change, all: readonly Change[]): Choice {
  const edited = textOf(change) !== change.after;
  const hard = edited ? undefined : change.findings.find((f) => f.severity === "block" && UNACCEPTABLE_CHECKS.includes(f.check));
  if (hard) return no(hard.check === "secret" ? "It holds a secret: edit it or reject it." : "It is over a limit: edit it or reject it.");
  // What has no text is settled by saying yes to it as it reads now.
  const removal = change.conflict?.kind === "removal";
  if (change.conflict && !removal) return no("It conflicts with what the memory says now: write the result, or reject it.");
  if (change.state === "conflict" && !removal)
    return no("The memory moved since this was dreamed: bring it up to date, edit it or reject it.");
  return blockedBy(change, all) ?? { allowed: true, needsComment: change.findings.some((f) => f.severity === "block") };
}

function editable(change: Change, all: readonly Change[]): Choice {
  if (change.op === "rename" || change.op === "delete") return no(`A ${change.op} has no text to edit: accept it or reject it.`);
  return blockedBy(change, all) ?? YES;
}

function blockedBy(change: Change, all: readonly Change[]): Choice | undefined {
  const stuck = all.find((c) => change.depends_on.includes(c.id) && (c.state === "rejected" || c.state === "blocked"));
  return stuck ? no(`It builds on the change to ${stuck.path}, which is rejected.`) : undefined;
}

/** Why a change was rejected; goes with the decision, and keeps the same text from coming back without new evidence. */
export const REJECT_REASONS = [
  { code: "untrue", label: "It is not true" },
  { code: "one-off", label: "It was meant for one session only" },
  { code: "outdated", label: "It is out of date" },
  { code: "personal", label: "It is about one person" },
  { code: "unwanted", label: "The agent should not do this" },
  { code: "wording", label: "It is badly put" },
] as const;
