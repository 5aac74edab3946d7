import { type Context, requirePermission } from "@/lib/domain/context";
import type { Decided, Proposal } from "@/lib/domain/views";
import { askerOf, getDecided, getProposal } from "@/lib/queries/proposals";

/** A proposal for who may read it: what an action answers after a write. Throws `forbidden`, `not_found`. */
export async function readProposal(ctx: Context, id: string): Promise<Proposal> {
  requirePermission(ctx, "proposals.read");
  return getProposal(ctx.scope, id, askerOf(ctx));
}

/** What decisions on these changes came to, for who may read it. Throws as `readProposal`. */
export async function readDecided(ctx: Context, id: string, changeIds: Iterable<string>): Promise<Decided> {
  requirePermission(ctx, "proposals.read");
  return getDecided(ctx.scope, id, changeIds, askerOf(ctx));
}
