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
  await tx.$executeRaw`insert into audit_head (workspace_id, seq, hash) values (${workspaceId}, 0, ${CHAIN_START}) on conflict do nothing`;
  const [head] = await tx.$queryRaw<Head[]>`select seq, hash from audit_head where workspace_id = ${workspaceId} for update`;
  if (!head) throw new Error("the audit chain has no end");
  const at = new Date();
  const metadata = JSON.parse(JSON.stringify(row.metadata ?? {})) as Record<string, unknown>;
  const entry: AuditEntry = {
    workspaceId,
    seq: head.seq + 1,
    at: at.toISOString(),
    actor: who.actor,
    action: row.action,
    entity: row.entity,
    entityId: row.entityId,
    metadata,
  };
  const hash = auditHash(head.hash, entry);
  await tx.audit.create({ data: { ...entry, at, metadata: metadata as object, prevHash: head.hash, hash } });
  await tx.$executeRaw`update audit_head set seq = ${entry.seq}, hash = ${hash} where workspace_id = ${workspaceId}`;
}
