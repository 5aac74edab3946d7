import { notAllowed, route } from "@/lib/http/route";
import { askerOf, getProposal } from "@/lib/queries/proposals";
import { proposalOperations } from "@/lib/schemas/operations/proposals";
import { applyProposal } from "@/lib/services/apply-proposal";

export const POST = route(proposalOperations.applyProposal, async ({ ctx, params, body }) => {
  const applied = await applyProposal(ctx, params.id, body);
  return {
    version: applied.version,
    proposal: await getProposal(ctx.scope, params.id, askerOf(ctx)),
    ...(applied.restId ? { rest: await getProposal(ctx.scope, applied.restId, askerOf(ctx)) } : {}),
  };
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
