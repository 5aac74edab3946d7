"use client";

import { useCallback } from "react";
import type { Reviewer } from "@/components/review/outbox/boxes";
import { ReviewDesk } from "@/components/review/review-desk";
import type { Decide } from "@/components/review/use-review";
import { applyAction, checkEditAction, decideAction, rejectProposalAction } from "@/lib/actions/proposals";
import type { Proposal } from "@/lib/domain/views";

/** The desk with its actions. A proposal that is opened anew starts anew. */
export function Desk({
  proposal,
  initialChangeId,
  mayDecide,
  me,
}: {
  proposal: Proposal;
  initialChangeId?: string;
  mayDecide: boolean;
  me: Reviewer;
}) {
  const { id } = proposal;
  const decide: Decide = useCallback((input) => decideAction(id, input), [id]);
  return (
    <ReviewDesk
      key={id}
      proposal={proposal}
      {...(initialChangeId ? { initialChangeId } : {})}
      mayDecide={mayDecide}
      me={me}
      decide={decide}
      check={(changeId, content) => checkEditAction(id, { changeId, content })}
      apply={(input) => applyAction(id, input)}
      rejectAll={(reason) => rejectProposalAction(id, reason)}
    />
  );
}
