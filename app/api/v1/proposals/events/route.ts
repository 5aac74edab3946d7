import { notAllowed, route } from "@/lib/http/route";
import { eventStream } from "@/lib/http/sse";
import { watchProposals } from "@/lib/queries/watch-proposals";
import { proposalOperations } from "@/lib/schemas/operations/proposals";

export const GET = route(proposalOperations.watchProposals, async ({ ctx, request }) => {
  return eventStream({ ctx, request, permission: "proposals.read" }, (emit, close) =>
    watchProposals(ctx.scope, () => emit("changed", { at: new Date().toISOString() }), close),
  );
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
