"use client";

import { useCallback, useMemo } from "react";
import { ReviewDesk, type ReviewDeskProps } from "@/components/review/review-desk";
import type { Decide } from "@/components/review/use-review";
import { applyAction, checkEditAction, decideAction, rebaseAction, rejectProposalAction } from "@/lib/actions/proposals";
import { fetchProposal, watchProposalEvents } from "@/lib/client/proposal";
import type { Proposal } from "@/lib/domain/views";

/** `json`: the proposal as one text. As values each text of a thousand changes would be a piece of the page's stream by itself. */
type Props = { json: string } & Pick<ReviewDeskProps, "initialChangeId" | "initialView" | "mayDecide" | "whyNot" | "me">;

/** The desk with its actions. A proposal that is opened anew starts anew. */
export function Desk({ json, ...given }: Props) {
  const proposal = useMemo(() => JSON.parse(json) as Proposal, [json]);
  const { id } = proposal;
  const { workspaceId, personId } = given.me;
  const decide: Decide = useCallback((input) => decideAction(id, input, { workspaceId, personId }), [id, workspaceId, personId]);
  return (
    <ReviewDesk
      key={id}
      proposal={proposal}
      {...given}
      decide={decide}
      check={(changeId, content) => checkEditAction(id, { changeId, content })}
      apply={(input) => applyAction(id, input)}
      rejectAll={(reason) => rejectProposalAction(id, reason)}
      rebase={() => rebaseAction(id)}
      live={{ watch: (tell) => watchProposalEvents(id, tell), read: () => fetchProposal(id) }}
    />
  );
}
