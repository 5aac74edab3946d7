import { prefers } from "@/lib/http/prefer";
import { reply } from "@/lib/http/reply";
import { notAllowed, route } from "@/lib/http/route";
import { askerOf, getDecided, getProposal } from "@/lib/queries/proposals";
import { proposalOperations } from "@/lib/schemas/operations/proposals";
import { decideChanges } from "@/lib/services/decide-changes";

export const POST = route(proposalOperations.decideChanges, async ({ ctx, params, body, request }) => {
  await decideChanges(ctx, params.id, body);
  if (!prefers(request, "return=minimal")) return getProposal(ctx.scope, params.id, askerOf(ctx));
  const touched = body.decisions.map((d) => d.change_id);
  const decided = await getDecided(ctx.scope, params.id, touched, askerOf(ctx));
  return reply(200, decided, { "preference-applied": "return=minimal" });
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
