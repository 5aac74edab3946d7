import { consequence } from "@/components/review/consequence";
import { count, listed } from "@/components/ui/labels";
import type { Decision, Proposal, ProposalStamp } from "@/lib/domain/views";

const DID: Record<Decision["verdict"], string> = {
  accept: "accepted",
  reject: "rejected",
  edit: "edited",
  later: "put off",
  clear: "took back the decision on",
};

const decisionsOf = (p: Proposal) => p.changes.reduce((n, c) => n + c.decisions.length, 0);

/** Whether the server has something that this reader has not. */
export function isNews(have: Proposal, stamp: ProposalStamp): boolean {
  return (
    stamp.status !== have.status ||
    stamp.base_version !== have.base_version ||
    stamp.head_version !== have.head_version ||
    stamp.changes !== have.changes.length ||
    stamp.decisions !== decisionsOf(have)
  );
}

export type News = { text: string; changeId?: string };

/** What others than `me` did between two readings, in a sentence; null when there is nothing to say in words. */
export function newsOf(before: Proposal, after: Proposal, me?: string): News | null {
  if (before.status !== after.status) {
    const version = after.applied_version === undefined ? "" : ` as version ${after.applied_version}`;
    return {
      text: after.status === "open" ? "This proposal is open again." : `Somebody else closed this proposal: ${after.status}${version}.`,
    };
  }
  const fresh = after.changes.flatMap((c) => {
    const had = before.changes.find((b) => b.id === c.id)?.decisions.length ?? c.decisions.length;
    // One's own come back from another tab, or from what an earlier one left to be sent.
    return c.decisions.slice(had).flatMap((d) => (me !== undefined && d.person_id === me ? [] : [{ change: c, d }]));
  });
  const [first] = fresh;
  if (first && fresh.length === 1)
    return { text: `${first.d.by} ${DID[first.d.verdict]}: ${consequence(first.change).title}`, changeId: first.change.id };
  if (first) {
    const names = [...new Set(fresh.map((f) => f.d.by))];
    return { text: `${listed(names)} took ${count(fresh.length, "decision")} meanwhile.`, changeId: first.change.id };
  }
  if (before.base_version !== after.base_version)
    return { text: `Somebody else brought this proposal up to version ${after.base_version}.` };
  return null;
}
