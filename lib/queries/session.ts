import { db } from "@/lib/db/client";
import { type KeyPreference, readKeyPreference } from "@/lib/domain/keys";
import type { Scope as KeyScope, Role } from "@/lib/domain/permission";

/** What the gate needs to know of a key, in one query. `role` is that of the person who made it, null when it has none. */
export type KeyForGate = {
  workspace_id: string;
  id: string;
  name: string;
  scopes: KeyScope[];
  agent_id: string | null;
  person_id: string | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  /** Set when the secret that was brought is the one before the present: until when it works. */
  previous_until: Date | null;
  person_disabled: boolean;
  /** Of an agent's key: whether the agent is in the archive. */
  agent_archived: boolean;
  role: Role | null;
  /** Of an agent's key: the stores it reaches. */
  store_ids: string[] | null;
};

/** The key with this SHA-256 (hex), whatever its state; null when there is none. Has no scope: it is what makes one. */
export async function findKeyByHash(hash: string): Promise<KeyForGate | null> {
  const rows = await db.$queryRaw<KeyForGate[]>`
    select k.workspace_id, k.id, k.name, k.scopes, k.agent_id, k.person_id, k.expires_at, k.revoked_at,
           case when k.hash = ${hash} then k.last_used_at else k.previous_used_at end as last_used_at,
           case when k.hash = ${hash} then null else coalesce(k.previous_until, k.rotated_at) end as previous_until,
           p.disabled_at is not null as person_disabled, a.archived_at is not null as agent_archived, m.role,
           case when k.agent_id is null then null else (
             select coalesce(array_agg(sa.store_id), '{}') from store_agent sa
             join store s on s.workspace_id = sa.workspace_id and s.id = sa.store_id and s.archived_at is null
             where sa.workspace_id = k.workspace_id and sa.agent_id = k.agent_id) end as store_ids
    from api_key k
    left join agent a on a.workspace_id = k.workspace_id and a.id = k.agent_id
    left join person p on p.id = k.person_id
    left join membership m on m.workspace_id = k.workspace_id and m.person_id = k.person_id
    where k.hash = ${hash} or k.previous_hash = ${hash}`;
  return rows[0] ?? null;
}

/** Notes that a key was used, and whether with the secret before the present, to the minute: at most one write a minute, whoever calls at once. */
export async function touchKey(workspaceId: string, id: string, previous: boolean): Promise<void> {
  if (previous) {
    await db.$executeRaw`
      update api_key set previous_used_at = date_trunc('minute', now()), last_used_at = date_trunc('minute', now())
      where workspace_id = ${workspaceId} and id = ${id} and (previous_used_at is null or previous_used_at < date_trunc('minute', now()))`;
    return;
  }
  await db.$executeRaw`
    update api_key set last_used_at = date_trunc('minute', now())
    where workspace_id = ${workspaceId} and id = ${id} and (last_used_at is null or last_used_at < date_trunc('minute', now()))`;
}

export type SessionMembership = { workspaceId: string; workspaceName: string; sample: boolean; role: Role; used: boolean };
export type SessionPerson = {
  id: string;
  email: string;
  name: string;
  sessionEpoch: number;
  disabled: boolean;
  keys: KeyPreference;
  /** Own workspaces first, the sample last, oldest membership first. `used`: it has an agent. */
  memberships: SessionMembership[];
};

/** The person a session token names, with where they belong; null when there is no such person. */
export async function findSessionPerson(personId: string): Promise<SessionPerson | null> {
  const person = await db.person.findUnique({
    where: { id: personId },
    include: {
      memberships: {
        include: { workspace: { include: { agents: { select: { id: true }, take: 1 } } } },
        orderBy: [{ workspace: { sample: "asc" } }, { createdAt: "asc" }, { workspaceId: "asc" }],
      },
    },
  });
  if (!person) return null;
  return {
    id: person.id,
    email: person.email,
    name: person.name,
    sessionEpoch: person.sessionEpoch,
    disabled: person.disabledAt !== null,
    keys: readKeyPreference(person.keys),
    memberships: person.memberships.map((m) => ({
      workspaceId: m.workspaceId,
      workspaceName: m.workspace.name,
      sample: m.workspace.sample,
      used: m.workspace.agents.length > 0,
      role: m.role as Role,
    })),
  };
}

/** Whether this session was signed out. */
export async function isSessionEnded(sid: string | null): Promise<boolean> {
  return sid !== null && (await db.endedSession.findUnique({ where: { id: sid } })) !== null;
}

/** Notes that a session was signed out, for as long as a token of it may live; those of which none does any more go. */
export async function endSession(sid: string, seconds: number): Promise<void> {
  const expiresAt = new Date(Date.now() + seconds * 1000);
  await db.endedSession.createMany({ data: [{ id: sid, expiresAt }], skipDuplicates: true });
  await db.endedSession.deleteMany({ where: { expiresAt: { lt: new Date() } } });
}
