import { notAllowed, route } from "@/lib/http/route";
import { askerOf, getProposal } from "@/lib/queries/proposals";
import { proposalOperations } from "@/lib/schemas/operations/proposals";
import { rebaseProposal } from "@/lib/services/rebase-proposal";

export const POST = route(proposalOperations.rebaseProposal, async ({ ctx, params }) => {
  const { version, said, setAside } = await rebaseProposal(ctx, params.id);
  return { version, said, proposal: await getProposal(ctx.scope, params.id, askerOf(ctx)), ...(setAside ? { set_aside: setAside } : {}) };
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
