import type { ChangeState } from "@/lib/domain/proposal";
import type { DecisionRecord } from "@/lib/domain/review";

/** Whose turn it is in an open proposal. */
export type Turn = "yours" | "others";

export type Waiting = {
  state: ChangeState;
  /** In order. */
  decisions: readonly Pick<DecisionRecord, "verdict" | "who">[];
  /** Whether a store's editor may accept their own words. */
  selfApproval: boolean;
};

/**
 * Whose turn a proposal is for somebody who may decide: theirs while a change waits that they can move on, and when everything is decided and only
 * the apply is left. Not theirs when all that waits is a second person, and they are the first.
 */
export function turnOf(changes: readonly Waiting[], who: string): Turn {
  const seconds = changes.filter((c) => c.state === "needs_second");
  const open = changes.some((c) => ["undecided", "later", "conflict"].includes(c.state));
  if (open || seconds.length === 0) return "yours";
  return seconds.some((c) => canSecond(c, who)) ? "yours" : "others";
}

function canSecond({ decisions, selfApproval }: Waiting, who: string): boolean {
  const mine = decisions.filter((d) => d.who === who);
  if (!selfApproval && mine.some((d) => d.verdict === "edit")) return false;
  // An edit by somebody else takes earlier accepts back.
  const since = decisions.findLastIndex((d) => d.verdict === "edit" && d.who !== who);
  const last = decisions.slice(since + 1).findLast((d) => d.who === who);
  return last?.verdict !== "accept" && last?.verdict !== "edit";
}
