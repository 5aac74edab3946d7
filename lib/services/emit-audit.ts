import type { Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { type AuditAction, type AuditEntry, auditHash, CHAIN_START } from "@/lib/domain/audit";

type Head = { seq: number; hash: string };

/**
 * Adds a row to the workspace's hash chain. Called last in the transaction whose write it records: the chain's end stays locked until commit, so
 * writes of one workspace are serialised from here on.
 */
export async function emitAudit(
  tx: Tx,
  who: { scope: { workspaceId: string }; actor: Actor },
  row: { action: AuditAction; entity: string; entityId: string; metadata?: Record<string, unknown> },
): Promise<void> {
  const workspaceId = who.scope.workspaceId;
  // Makes the chain's end where there is none, locks it either way, and answers it: one round trip.
  const [head] = await tx.$queryRaw<Head[]>`
    insert into audit_head as h (workspace_id, seq, hash) values (${workspaceId}, 0, ${CHAIN_START})
    on conflict (workspace_id) do update set seq = h.seq returning seq, hash`;
  if (!head) throw new Error("the audit chain has no end");
  const at = new Date();
  const entry: AuditEntry = {
    workspaceId,
    seq: head.seq + 1,
    at: at.toISOString(),
    actor: storable(who.actor),
    action: row.action,
    entity: row.entity,
    entityId: storable(row.entityId),
    metadata: storable(row.metadata ?? {}),
  };
  const hash = auditHash(head.hash, entry);
  await tx.$executeRaw`
    with row as (
      insert into audit (workspace_id, seq, at, actor, action, entity, entity_id, metadata, prev_hash, hash)
      values (${workspaceId}, ${entry.seq}, ${at}, ${JSON.stringify(entry.actor)}::jsonb, ${entry.action}, ${entry.entity}, ${entry.entityId},
        ${JSON.stringify(entry.metadata)}::jsonb, ${head.hash}, ${hash}))
    update audit_head set seq = ${entry.seq}, hash = ${hash} where workspace_id = ${workspaceId}`;
}

/** As the database gives it back: JSON without `undefined`, without U+0000 and half surrogates, which PostgreSQL refuses. A strange word stops no write. */
function storable<T>(value: T): T {
  const sound = (_key: string, v: unknown) => (typeof v === "string" ? v.replaceAll("\0", "\ufffd").toWellFormed() : v);
  return JSON.parse(JSON.stringify(value, sound)) as T;
}
