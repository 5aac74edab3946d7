import { contextFromKey, keyOf } from "@/lib/auth/key";
import { cookieOf, readSession } from "@/lib/auth/session";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";

/** Who asks: a key where the request brings one (a bad key is never overlooked for a cookie), else the signed-in session. */
export async function authenticate(request: Request): Promise<{ ctx: Context; renewal: () => Promise<string | null> }> {
  const key = keyOf(request.headers);
  if (key !== null) return { ctx: await contextFromKey(key), renewal: async () => null };
  const session = await readSession(cookieOf(request.headers.get("cookie")));
  if (!session) throw new AppError("unauthorized", "Sign in, or send an API key as `Authorization: Bearer KEY`.");
  return session;
}

/** The context of a request to a route handler. Throws `unauthorized`. */
export async function contextFromRequest(request: Request): Promise<Context> {
  return (await authenticate(request)).ctx;
}
