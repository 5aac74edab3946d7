import { notAllowed, route } from "@/lib/http/route";
import { getProposal } from "@/lib/queries/proposals";
import { idParams } from "@/lib/schemas/params";
import { applySchema } from "@/lib/schemas/proposal";
import { applyProposal } from "@/lib/services/apply-proposal";

export const POST = route({ params: idParams, body: applySchema }, async ({ ctx, params, body }) => {
  const applied = await applyProposal(ctx, params.id, body);
  return {
    version: applied.version,
    proposal: await getProposal(ctx.scope, params.id),
    ...(applied.restId ? { rest: await getProposal(ctx.scope, applied.restId) } : {}),
  };
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
