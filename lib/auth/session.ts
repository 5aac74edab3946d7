import { makeToken, needsRenewal, readToken, SESSION_SECONDS, sessionCookieName } from "@/lib/auth/session-token";
import { type Context, mintScope } from "@/lib/domain/context";
import { endSession, findSessionPerson, isSessionEnded, type SessionMembership, type SessionPerson } from "@/lib/queries/session";

/** Which workspace a person with several looks at. */
export const WORKSPACE_COOKIE = "reveille_workspace";

export type Session = {
  ctx: Context;
  person: SessionPerson;
  /** The membership that the context is about. */
  workspace: SessionMembership;
  /** A new token when this one is due for renewal: a session ends 12 hours after its last use, not after its start. */
  renewal: () => Promise<string | null>;
};

/**
 * The session that a browser's cookies carry; null without one, and null when the person is disabled, belongs nowhere, signed out of this
 * session, or was signed out everywhere since (the token's epoch is not the person's).
 */
export async function readSession(cookie: (name: string) => string | undefined): Promise<Session | null> {
  const token = await readToken(cookie(sessionCookieName()));
  if (!token) return null;
  const [person, ended] = await Promise.all([findSessionPerson(token.personId), isSessionEnded(token.sid)]);
  if (ended || !person || person.disabled || person.sessionEpoch !== token.epoch) return null;
  const wanted = cookie(WORKSPACE_COOKIE);
  // Who has not chosen yet sees a workspace with something in it: a newcomer the sample, until an own one is in use.
  const workspace =
    person.memberships.find((m) => m.workspaceId === wanted) ?? person.memberships.find((m) => m.used) ?? person.memberships[0];
  if (!workspace) return null;
  const ctx: Context = {
    scope: mintScope(workspace.workspaceId),
    actor: { kind: "person", id: person.id, name: person.name, personId: person.id },
    grant: { role: workspace.role, scopes: null, agentId: null },
    via: "browser",
  };
  const renewal = async () => (needsRenewal(token) ? makeToken({ id: person.id, epoch: token.epoch, sid: token.sid }) : null);
  return { ctx, person, workspace, renewal };
}

/** Ends the session that a browser's cookies carry: no copy of its cookie works any more. */
export async function signOut(cookie: (name: string) => string | undefined): Promise<void> {
  const token = await readToken(cookie(sessionCookieName()));
  if (token?.sid) await endSession(token.sid, SESSION_SECONDS);
}

/** Reads one cookie of a `Cookie` header. */
export function cookieOf(header: string | null): (name: string) => string | undefined {
  const pairs = new Map<string, string>();
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0) pairs.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return (name) => pairs.get(name);
}
