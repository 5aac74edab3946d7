import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import type { KeyState, KeyView } from "@/lib/domain/people";
import type { Scope } from "@/lib/domain/permission";

/** The workspace's keys, those that work first, newest first; at most 500. Throws `forbidden`. */
export async function listKeys(ctx: Context, now: Date = new Date()): Promise<KeyView[]> {
  requirePermission(ctx, "keys.manage");
  const workspaceId = ctx.scope.workspaceId;
  const rows = await db.apiKey.findMany({ where: { workspaceId }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: 500 });
  const [agents, people] = await Promise.all([
    db.agent.findMany({ where: { workspaceId, id: { in: idsOf(rows.map((r) => r.agentId)) } }, select: { id: true, name: true } }),
    db.person.findMany({ where: { id: { in: idsOf(rows.map((r) => r.personId)) } }, select: { id: true, name: true } }),
  ]);
  const agentNames = new Map(agents.map((a) => [a.id, a.name]));
  const personNames = new Map(people.map((p) => [p.id, p.name]));
  const views = rows.map(
    (row): KeyView => ({
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      scopes: row.scopes as Scope[],
      agent: row.agentId ? { id: row.agentId, name: agentNames.get(row.agentId) ?? "An agent that is gone" } : null,
      made_by: row.personId ? (personNames.get(row.personId) ?? null) : null,
      state: stateOf(row, now),
      created_at: row.createdAt.toISOString(),
      expires_at: row.expiresAt?.toISOString() ?? null,
      revoked_at: row.revokedAt?.toISOString() ?? null,
      last_used_at: row.lastUsedAt?.toISOString() ?? null,
      rotated_at: row.rotatedAt?.toISOString() ?? null,
      previous:
        row.previousUntil && row.previousUntil > now
          ? { until: row.previousUntil.toISOString(), used_at: row.previousUsedAt?.toISOString() ?? null }
          : null,
    }),
  );
  return [...views.filter((v) => v.state === "active"), ...views.filter((v) => v.state !== "active")];
}

/** The workspace's agents, to bind a key to one. */
export async function listAgentChoices(ctx: Context): Promise<{ id: string; name: string }[]> {
  requirePermission(ctx, "agents.read");
  return db.agent.findMany({
    where: { workspaceId: ctx.scope.workspaceId, archivedAt: null },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 500,
  });
}

const idsOf = (ids: (string | null)[]) => [...new Set(ids.filter((id) => id !== null))];

function stateOf(key: { revokedAt: Date | null; expiresAt: Date | null }, now: Date): KeyState {
  if (key.revokedAt) return "revoked";
  return key.expiresAt && key.expiresAt <= now ? "expired" : "active";
}
