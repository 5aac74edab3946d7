import { notAllowed, route } from "@/lib/http/route";
import { askerOf, getProposal } from "@/lib/queries/proposals";
import { proposalOperations } from "@/lib/schemas/operations/proposals";
import { decideChanges } from "@/lib/services/decide-changes";

export const POST = route(proposalOperations.decideChanges, async ({ ctx, params, body }) => {
  await decideChanges(ctx, params.id, body);
  return getProposal(ctx.scope, params.id, askerOf(ctx));
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
