import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { eventStream } from "@/lib/http/sse";
import { getProposalStamp, watchProposal } from "@/lib/queries/watch-proposals";
import { proposalOperations } from "@/lib/schemas/operations/proposals";

export const GET = route(proposalOperations.watchProposal, async ({ ctx, params, request }) => {
  requirePermission(ctx, "proposals.read");
  const first = await getProposalStamp(ctx.scope, params.id);
  return eventStream({ ctx, request, permission: "proposals.read" }, (emit, close) =>
    watchProposal(ctx.scope, params.id, first, (stamp) => emit("proposal", stamp), close),
  );
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
