import { decode, encode } from "next-auth/jwt";

/** A session lasts this long after it was last used (rolling). */
export const SESSION_SECONDS = 12 * 60 * 60;
/** A token older than this is renewed by the next request that can set a cookie. */
const RENEW_AFTER_SECONDS = 10 * 60;

/** `sid` names the session through all its renewals; null in a token from before sessions had names. */
export type SessionToken = { personId: string; epoch: number; sid: string | null; issuedAt: number };

/** Over plain http (a laptop, a network of one's own) a secure cookie would never be sent. */
export const isSecure = () => (process.env.NEXTAUTH_URL ?? "").startsWith("https://");
export const sessionCookieName = () => `${isSecure() ? "__Secure-" : ""}next-auth.session-token`;

function secret(): string {
  const value = process.env.NEXTAUTH_SECRET;
  if (!value) throw new Error("NEXTAUTH_SECRET is not set: start with `npm start`, which makes one.");
  return value;
}

/** What an encrypted session token says; null when it is none of ours, damaged or expired. The database has the last word (lib/auth/session.ts). */
export async function readToken(token: string | undefined): Promise<SessionToken | null> {
  if (!token) return null;
  const key = secret();
  try {
    const payload = await decode({ token, secret: key });
    if (typeof payload?.sub !== "string" || typeof payload.epoch !== "number") return null;
    const sid = typeof payload.sid === "string" ? payload.sid : null;
    return { personId: payload.sub, epoch: payload.epoch, sid, issuedAt: typeof payload.iat === "number" ? payload.iat : 0 };
  } catch {
    return null;
  }
}

/** A new token, the same as next-auth's own: of a new session, or of the one that is named. */
export async function makeToken(person: { id: string; epoch: number; sid?: string | null }): Promise<string> {
  const sid = person.sid ?? crypto.randomUUID();
  return encode({ token: { sub: person.id, epoch: person.epoch, sid }, secret: secret(), maxAge: SESSION_SECONDS });
}

export function needsRenewal(token: SessionToken, nowMs: number = Date.now()): boolean {
  return nowMs / 1000 - token.issuedAt > RENEW_AFTER_SECONDS;
}

/** Attributes of the session cookie, as `cookies().set` takes them. */
export function sessionCookieOptions() {
  return { httpOnly: true, sameSite: "lax" as const, path: "/", secure: isSecure(), maxAge: SESSION_SECONDS };
}

/** The session cookie as a `Set-Cookie` value. */
export function sessionSetCookie(token: string): string {
  const secure = isSecure() ? "; Secure" : "";
  return `${sessionCookieName()}=${token}; Path=/; Max-Age=${SESSION_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}
