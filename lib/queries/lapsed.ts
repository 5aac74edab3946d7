import type { Db, Tx } from "@/lib/db/client";
import type { Actor } from "@/lib/domain/actor";
import { type Role, refusal } from "@/lib/domain/permission";

const mayDecide = (role: string) => refusal({ role: role as Role, scopes: null, agentId: null }, "proposals.decide") === null;

/** Of those who decided, the people who may not decide in this workspace any more, and keys of nobody that were revoked: as whom they count. */
export async function lapsedDeciders(tx: Tx | Db, workspaceId: string, actors: readonly Actor[]): Promise<string[]> {
  const people = [...new Set(actors.flatMap((a) => a.personId ?? []))];
  const keys = [...new Set(actors.flatMap((a) => (a.kind === "key" && a.personId === null ? [a.id] : [])))];
  const known =
    people.length === 0
      ? []
      : await tx.person.findMany({
          where: { id: { in: people } },
          select: { id: true, disabledAt: true, memberships: { where: { workspaceId }, select: { role: true } } },
        });
  const revoked =
    keys.length === 0
      ? []
      : await tx.apiKey.findMany({ where: { workspaceId, id: { in: keys }, revokedAt: { not: null } }, select: { id: true } });
  const gone = known.filter((p) => p.disabledAt !== null || !p.memberships.some((m) => mayDecide(m.role)));
  return [...gone.map((p) => p.id), ...revoked.map((k) => `key:${k.id}`)];
}
