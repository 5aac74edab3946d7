import { AsyncLocalStorage } from "node:async_hooks";
import type { Tx } from "@/lib/db/client";
import type { AuditAction } from "@/lib/domain/audit";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";

/** What a request has written, as a repeat of it is told. */
export type Written = { action: AuditAction; entity: string; id: string };

type Claim = { workspaceId: string; owner: string; operation: string; key: string; claim: string; tx: Tx | null };

// One for all bundles of the process: the claim is taken in one, the work is done in another.
const held = globalThis as unknown as { reveilleClaim?: AsyncLocalStorage<Claim> };
const claims = () => {
  held.reveilleClaim ??= new AsyncLocalStorage();
  return held.reveilleClaim;
};

const KEPT = "24 hours";

/** Does the work of a request that holds a claim on its idempotency key: what it writes is known with the claim from then on. */
export function carryOut<T>(ctx: Context, place: { operation: string; key: string; claim: string }, work: () => Promise<T>): Promise<T> {
  return claims().run({ workspaceId: ctx.scope.workspaceId, owner: ctx.actor.id, ...place, tx: null }, work);
}

/**
 * Says, in the transaction that writes, that the request at hand was carried out: with its commit its key is not free again within a day, whatever comes of the
 * process. What the first transaction wrote last is what is told. Does nothing for work without a claim. Throws `conflict`, and so writes nothing, where the
 * claim was lost to a repeat that came when it had not been renewed.
 */
export async function noteCarriedOut(tx: Tx, written: Written): Promise<void> {
  const at = claims().getStore();
  if (!at) return;
  const text = JSON.stringify(written);
  const [noted] = await tx.$queryRaw<{ ours: boolean }[]>`
    update kept_answer set done = case when ${at.tx === tx} then ${text}::jsonb else coalesce(done, ${text}::jsonb) end,
      expires_at = now() + ${KEPT}::interval
    where workspace_id = ${at.workspaceId} and owner = ${at.owner} and operation = ${at.operation} and key = ${at.key}
      and claim = ${at.claim} and status is null
    returning done = ${text}::jsonb as ours`;
  if (!noted)
    throw new AppError("conflict", "A repeat of this request took its Idempotency-Key over meanwhile. This one has written nothing.");
  if (noted.ours) at.tx = tx;
}
