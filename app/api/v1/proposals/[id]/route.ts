import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { askerOf, getProposal } from "@/lib/queries/proposals";
import { proposalOperations } from "@/lib/schemas/operations/proposals";

export const GET = route(proposalOperations.getProposal, async ({ ctx, params }) => {
  requirePermission(ctx, "proposals.read");
  return getProposal(ctx.scope, params.id, askerOf(ctx));
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
