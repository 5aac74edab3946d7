import type { Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { type AuditAction, type AuditEntry, auditHash, CHAIN_START } from "@/lib/domain/audit";
import { noteCarriedOut } from "@/lib/services/carried-out";

type Head = { seq: number; hash: string };

export type AuditRow = { action: AuditAction; entity: string; entityId: string; metadata?: Record<string, unknown> };
type Who = { scope: { workspaceId: string }; actor: Actor };

/** That a file begins to arrive, and how its reading ends, is not what its request is for: that is that the whole file is here. */
const BESIDE: ReadonlySet<AuditAction> = new Set(["import.create", "import.end"]);

/**
 * Adds a row to the workspace's hash chain. Called last in the transaction whose write it records: the chain's end stays locked until commit, so
 * writes of one workspace are serialised from here on.
 */
export async function emitAudit(tx: Tx, who: Who, row: AuditRow): Promise<void> {
  await emitAudits(tx, who, [row]);
}

/** Adds several rows, in their order, in two round trips. */
export async function emitAudits(tx: Tx, who: Who, rows: readonly AuditRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  if (!BESIDE.has(first.action)) await noteCarriedOut(tx, { action: first.action, entity: first.entity, id: first.entityId });
  const workspaceId = who.scope.workspaceId;
  // Makes the chain's end where there is none, locks it either way, and answers it: one round trip.
  const [head] = await tx.$queryRaw<Head[]>`
    insert into audit_head as h (workspace_id, seq, hash) values (${workspaceId}, 0, ${CHAIN_START})
    on conflict (workspace_id) do update set seq = h.seq returning seq, hash`;
  if (!head) throw new Error("the audit chain has no end");
  const at = new Date();
  const actor = storable(who.actor);
  let { seq, hash } = head;
  const chained = rows.map((row) => {
    const entry: AuditEntry = {
      workspaceId,
      seq: ++seq,
      at: at.toISOString(),
      actor,
      action: row.action,
      entity: row.entity,
      entityId: storable(row.entityId),
      metadata: storable(row.metadata ?? {}),
    };
    const prev_hash = hash;
    hash = auditHash(prev_hash, entry);
    const { action, entity, entityId: entity_id, metadata } = entry;
    return { seq, action, entity, entity_id, metadata, prev_hash, hash };
  });
  await tx.$executeRaw`
    with row as (
      insert into audit (workspace_id, seq, at, actor, action, entity, entity_id, metadata, prev_hash, hash)
      select ${workspaceId}, r.seq, ${at}::timestamptz, ${JSON.stringify(actor)}::jsonb, r.action, r.entity, r.entity_id, r.metadata, r.prev_hash, r.hash
      from jsonb_to_recordset(${JSON.stringify(chained)}::jsonb)
        as r(seq int, action text, entity text, entity_id text, metadata jsonb, prev_hash text, hash text))
    update audit_head set seq = ${seq}, hash = ${hash} where workspace_id = ${workspaceId}`;
}

/** As the database gives it back: JSON without `undefined`, without U+0000 and half surrogates, which PostgreSQL refuses. A strange word stops no write. */
function storable<T>(value: T): T {
  const sound = (_key: string, v: unknown) => (typeof v === "string" ? v.replaceAll("\0", "\ufffd").toWellFormed() : v);
  return JSON.parse(JSON.stringify(value, sound)) as T;
}
