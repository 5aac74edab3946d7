import { type Context, requirePermission } from "@/lib/domain/context";
import type { Proposal } from "@/lib/domain/views";
import { askerOf, getProposal } from "@/lib/queries/proposals";

/** A proposal for who may read it: what an action answers after a write. Throws `forbidden`, `not_found`. */
export async function readProposal(ctx: Context, id: string): Promise<Proposal> {
  requirePermission(ctx, "proposals.read");
  return getProposal(ctx.scope, id, askerOf(ctx));
}
