"use client";

import { ReviewDesk } from "@/components/review/review-desk";
import { applyAction, checkEditAction, decideAction, rejectProposalAction } from "@/lib/actions/proposals";
import type { Proposal } from "@/lib/domain/views";

/** The desk with its actions. A proposal that is opened anew starts anew. */
export function Desk({ proposal, initialChangeId, mayDecide }: { proposal: Proposal; initialChangeId?: string; mayDecide: boolean }) {
  const { id } = proposal;
  return (
    <ReviewDesk
      key={id}
      proposal={proposal}
      {...(initialChangeId ? { initialChangeId } : {})}
      mayDecide={mayDecide}
      decide={(decisions) => decideAction(id, decisions)}
      check={(changeId, content) => checkEditAction(id, { changeId, content })}
      apply={(input) => applyAction(id, input)}
      rejectAll={(reason) => rejectProposalAction(id, reason)}
    />
  );
}
