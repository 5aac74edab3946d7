import { notAllowed, route } from "@/lib/http/route";
import { getProposal } from "@/lib/queries/proposals";
import { idParams } from "@/lib/schemas/params";
import { decisionsSchema } from "@/lib/schemas/proposal";
import { decideChanges } from "@/lib/services/decide-changes";

export const POST = route({ params: idParams, body: decisionsSchema, maxBytes: 64 * 1024 * 1024 }, async ({ ctx, params, body }) => {
  await decideChanges(ctx, params.id, body);
  return getProposal(ctx.scope, params.id);
});

export const { GET, PUT, PATCH, DELETE } = notAllowed("POST");
