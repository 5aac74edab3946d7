import { db } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { type AuditAction, auditHash, CHAIN_START } from "@/lib/domain/audit";
import type { Scope } from "@/lib/domain/context";
import type { AuditRow } from "@/lib/domain/views";

/** Newest first, `limit` + 1 rows at most, below the number `below`. `actor` and `entity` match an id or a name exactly. */
export async function listAudit(
  scope: Scope,
  filter: { action?: string | undefined; actor?: string | undefined; entity?: string | undefined },
  page: { limit: number; below: number | null },
): Promise<AuditRow[]> {
  const rows = await db.audit.findMany({
    where: {
      workspaceId: scope.workspaceId,
      ...(filter.action ? { action: filter.action } : {}),
      ...(page.below === null ? {} : { seq: { lt: page.below } }),
      AND: [
        filter.actor
          ? { OR: [{ actor: { path: ["id"], equals: filter.actor } }, { actor: { path: ["name"], equals: filter.actor } }] }
          : {},
        filter.entity ? { OR: [{ entityId: filter.entity }, { entity: filter.entity }] } : {},
      ],
    },
    orderBy: { seq: "desc" },
    take: page.limit + 1,
  });
  return rows.map((r) => ({
    id: String(r.seq),
    seq: r.seq,
    at: r.at.toISOString(),
    actor: (r.actor as Actor).name,
    actor_id: (r.actor as Actor).id,
    action: r.action,
    entity: r.entity,
    entity_id: r.entityId,
    metadata: r.metadata as Record<string, unknown>,
    hash: r.hash,
  }));
}

/**
 * Walks the workspace's chain from its start: every row's hash covers the row and the hash before it. `first_bad` is the number of the first row that
 * was changed, is missing, or does not follow.
 */
export async function verifyAudit(scope: Scope): Promise<{ rows: number; ok: boolean; first_bad?: number }> {
  const workspaceId = scope.workspaceId;
  let prev = CHAIN_START;
  let rows = 0;
  for (;;) {
    const batch = await db.audit.findMany({ where: { workspaceId, seq: { gt: rows } }, orderBy: { seq: "asc" }, take: 1_000 });
    for (const r of batch) {
      const entry = {
        workspaceId,
        seq: r.seq,
        at: r.at.toISOString(),
        actor: r.actor as Actor,
        action: r.action as AuditAction,
        entity: r.entity,
        entityId: r.entityId,
        metadata: r.metadata as Record<string, unknown>,
      };
      if (r.seq !== rows + 1 || r.prevHash !== prev || r.hash !== auditHash(prev, entry))
        return { rows: rows + batch.length, ok: false, first_bad: rows + 1 };
      prev = r.hash;
      rows++;
    }
    if (batch.length < 1_000) break;
  }
  const head = await db.auditHead.findUnique({ where: { workspaceId } });
  if ((head?.seq ?? 0) !== rows) return { rows, ok: false, first_bad: rows + 1 };
  return { rows, ok: true };
}
