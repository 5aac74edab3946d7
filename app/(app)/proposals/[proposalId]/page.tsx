import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { Desk } from "@/app/(app)/proposals/[proposalId]/desk";
import { ReviewDeskSkeleton } from "@/components/review/review-desk-skeleton";
import { requirePageContext } from "@/lib/auth/context";
import { AppError } from "@/lib/domain/errors";
import { refusal } from "@/lib/domain/permission";
import { askerOf, getProposal } from "@/lib/queries/proposals";
import { getStore } from "@/lib/queries/stores";

export const metadata: Metadata = { title: "Proposal" };

type Props = { params: Promise<{ proposalId: string }>; searchParams: Promise<{ change?: string; view?: string }> };

export default function ProposalPage(props: Props) {
  return (
    <Suspense fallback={<ReviewDeskSkeleton />}>
      <ProposalDesk {...props} />
    </Suspense>
  );
}

async function ProposalDesk({ params, searchParams }: Props) {
  const ctx = await requirePageContext();
  const { proposalId } = await params;
  const { change, view } = await searchParams;
  const proposal = await getProposal(ctx.scope, proposalId, askerOf(ctx)).catch((e: unknown) => {
    if (e instanceof AppError && e.type === "not_found") notFound();
    throw e;
  });
  const store = await getStore(ctx.scope, proposal.store_id);
  const whyNot = store.archived_at
    ? "The store is in the archive: nothing of it is decided."
    : refusal(ctx.grant, "proposals.decide") === null
      ? undefined
      : "You may read this. Deciding takes the role of a reviewer or an admin.";
  const me = { workspaceId: ctx.scope.workspaceId, personId: ctx.actor.personId ?? ctx.actor.id };
  const opened = { ...(change ? { initialChangeId: change } : {}), ...(view ? { initialView: view } : {}) };
  return <Desk json={JSON.stringify(proposal)} {...opened} mayDecide={whyNot === undefined} {...(whyNot ? { whyNot } : {})} me={me} />;
}
