import { notAllowed, route } from "@/lib/http/route";
import { getProposal } from "@/lib/queries/proposals";
import { idParams } from "@/lib/schemas/params";
import { rejectProposalSchema } from "@/lib/schemas/proposal";
import { rejectProposal } from "@/lib/services/reject-proposal";

export const POST = route({ params: idParams, body: rejectProposalSchema }, async ({ ctx, params, body }) => {
  await rejectProposal(ctx, params.id, body.reason);
  return getProposal(ctx.scope, params.id);
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
