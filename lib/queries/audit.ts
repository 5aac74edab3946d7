import { createHash } from "node:crypto";
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

/** Three times as fast as what the browser can run too; a chain has tens of thousands of rows. */
const digest = (text: string) => createHash("sha256").update(text).digest("hex");

/** How many rows are checked between two looks at the database. */
const STEP = 1_000;

/**
 * Walks the workspace's chain from its start: every row's hash covers the row and the hash before it, and the chain's kept end is the last row.
 * `first_bad` is the number of the first row that was changed, is missing, or does not follow. Reads one moment, whatever is written meanwhile.
 */
export async function verifyAudit(scope: Scope): Promise<{ rows: number; ok: boolean; first_bad?: number }> {
  const { workspaceId } = scope;
  return db.$transaction(
    async (tx) => {
      const rows = await tx.audit.count({ where: { workspaceId } });
      let last = { seq: 0, hash: CHAIN_START };
      while (last.seq < rows) {
        const batch = await tx.audit.findMany({ where: { workspaceId, seq: { gt: last.seq } }, orderBy: { seq: "asc" }, take: STEP });
        for (const row of batch) {
          if (!follows(row, last)) return { rows, ok: false, first_bad: last.seq + 1 };
          last = row;
        }
        if (batch.length === 0) return { rows, ok: false, first_bad: last.seq + 1 };
      }
      const end = await tx.auditHead.findUnique({ where: { workspaceId } });
      const whole = (end?.seq ?? 0) === last.seq && (end?.hash ?? CHAIN_START) === last.hash;
      return whole ? { rows, ok: true } : { rows, ok: false, first_bad: Math.min(end?.seq ?? 0, last.seq) + 1 };
    },
    { isolationLevel: "RepeatableRead", timeout: 300_000 },
  );
}

type Row = Awaited<ReturnType<typeof db.audit.findMany>>[number];

function follows(row: Row, last: { seq: number; hash: string }): boolean {
  const { prevHash, hash, at, actor, action, metadata, ...rest } = row;
  const entry = {
    ...rest,
    at: at.toISOString(),
    actor: actor as Actor,
    action: action as AuditAction,
    metadata: metadata as Record<string, unknown>,
  };
  return row.seq === last.seq + 1 && prevHash === last.hash && hash === auditHash(prevHash, entry, digest);
}
