import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { contextFromKey, keyOf } from "@/lib/auth/key";
import { requireOwnHeaders } from "@/lib/auth/own-origin";
import { cookieOf, readSession, type Session } from "@/lib/auth/session";
import { sessionSetCookie } from "@/lib/auth/session-token";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { paths } from "@/lib/paths";

/** Who asks, and the `Set-Cookie` of a session that is due for renewal. A key where the request brings one (a bad key is never overlooked for a cookie), else the signed-in session. */
export async function authenticate(request: Request): Promise<{ ctx: Context; setCookie: () => Promise<string | null> }> {
  const key = keyOf(request.headers);
  if (key !== null) return { ctx: await contextFromKey(key), setCookie: async () => null };
  const session = await readSession(cookieOf(request.headers.get("cookie")));
  if (!session) throw new AppError("unauthorized", "Sign in, or send an API key as `Authorization: Bearer KEY`.");
  const setCookie = async () => {
    const token = await session.renewal();
    return token && sessionSetCookie(token);
  };
  return { ctx: session.ctx, setCookie };
}

/** The context of a request to a route handler. Throws `unauthorized`. */
export async function contextFromRequest(request: Request): Promise<Context> {
  return (await authenticate(request)).ctx;
}

/** The session of the page or action that is being served; null when nobody is signed in. Read once per request. */
export const currentSession: () => Promise<Session | null> = cache(async () => {
  const jar = await cookies();
  return readSession((name) => jar.get(name)?.value);
});

/** For pages: the session's context, or off to the sign-in page. */
export async function requirePageContext(): Promise<Context> {
  return (await requirePageSession()).ctx;
}

/** For pages that show who is signed in: the session with its person and workspace, or off to the sign-in page. */
export async function requirePageSession(): Promise<Session> {
  const session = await currentSession();
  if (!session) redirect(paths.signIn());
  return session;
}

/** For server actions. Throws `unauthorized`, and `forbidden` for one that does not come from our own pages. */
export async function actionContext(): Promise<Context> {
  return (await actionSession()).ctx;
}

export async function actionSession(): Promise<Session> {
  requireOwnHeaders(await headers());
  const session = await currentSession();
  if (!session) throw new AppError("unauthorized", "You are signed out. Sign in again.");
  return session;
}
