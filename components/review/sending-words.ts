import { consequence } from "@/components/review/consequence";
import type { Sending } from "@/components/review/outbox/outbox";
import { count } from "@/components/ui/labels";
import type { Change, Decision } from "@/lib/domain/views";

const DID: Record<Decision["verdict"], string> = {
  accept: "Your accept of",
  reject: "Your rejection of",
  edit: "Your words for",
  later: "Putting off",
  clear: "Taking back the decision on",
};

/** A decision in words: "Your accept of “The agent sends invoices as PDF.”" */
export function sendingWords({ decisions }: Pick<Sending, "decisions">, changes: readonly Change[]): string {
  const [first] = decisions;
  if (!first) return "A decision";
  if (decisions.length > 1) return `Your ${count(decisions.length, "decision")} of a group`;
  const change = changes.find((c) => c.id === first.change_id);
  return `${DID[first.verdict]} ${change ? `“${consequence(change).title}”` : "a change that is not in this proposal any more"}`;
}
