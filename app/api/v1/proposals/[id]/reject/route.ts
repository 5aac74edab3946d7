import { notAllowed, route } from "@/lib/http/route";
import { askerOf, getProposal } from "@/lib/queries/proposals";
import { proposalOperations } from "@/lib/schemas/operations/proposals";
import { rejectProposal } from "@/lib/services/reject-proposal";

export const POST = route(proposalOperations.rejectProposal, async ({ ctx, params, body }) => {
  await rejectProposal(ctx, params.id, body.reason);
  return getProposal(ctx.scope, params.id, askerOf(ctx));
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
