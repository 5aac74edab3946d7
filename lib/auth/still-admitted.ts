import { authenticate } from "@/lib/auth/context";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { type Permission, refusal } from "@/lib/domain/permission";
import { watchAccess } from "@/lib/queries/watch-access";

/** What goes on after its request was admitted, and must not outlive that. */
export type Admission = {
  /** Why it would not be admitted now, in a sentence; null while it would. */
  whyNoLonger(): Promise<string | null>;
  /** Calls `changed` whenever that may have changed, time aside, until the returned function is called. */
  watch(changed: () => void): () => void;
};

export const admissionOf = (request: Request, ctx: Context, permission: Permission): Admission => ({
  whyNoLonger: () => whyNoLonger(request, ctx, permission),
  watch: watchAccess,
});

/** Its key or cookie is looked up once more: what was revoked, expired or lowered since, a person who left, a workspace or a store that is gone. */
async function whyNoLonger(request: Request, ctx: Context, permission: Permission): Promise<string | null> {
  const now = await admittedNow(request);
  if (typeof now === "string") return now;
  // A person who lost this workspace is let into another of theirs: not by this request.
  if (now.actor.id !== ctx.actor.id || now.scope.workspaceId !== ctx.scope.workspaceId)
    return "You are no longer a member of this workspace.";
  const reached = now.scope.storeIds;
  if (reached && ctx.scope.storeIds?.some((id) => !reached.includes(id))) return "This key no longer reaches every store that it did.";
  return refusal(now.grant, permission);
}

async function admittedNow(request: Request): Promise<Context | string> {
  try {
    return (await authenticate(request)).ctx;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.message;
    throw thrown;
  }
}
