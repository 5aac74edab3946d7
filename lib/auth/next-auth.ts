import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { addressOf } from "@/lib/auth/address";
import { SESSION_SECONDS } from "@/lib/auth/session-token";
import { checkSignIn } from "@/lib/auth/sign-in";
import { log } from "@/lib/log";
import { paths } from "@/lib/paths";
import { endSession, findSessionPerson, isSessionEnded } from "@/lib/queries/session";

/** next-auth with email and password; its tokens are those of lib/auth/session-token.ts. NEXTAUTH_URL and NEXTAUTH_SECRET come from the launcher. */
export const authOptions: AuthOptions = {
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  pages: { signIn: paths.signIn(), error: paths.signIn() },
  providers: [
    CredentialsProvider({
      name: "Email and password",
      credentials: { email: { label: "Email", type: "email" }, password: { label: "Password", type: "password" } },
      async authorize(credentials, request) {
        const headers = new Headers((request.headers ?? {}) as Record<string, string>);
        const result = await checkSignIn(String(credentials?.email ?? ""), String(credentials?.password ?? ""), addressOf(headers));
        if (result.ok) return { id: result.person.id, epoch: result.person.epoch };
        if (result.reason === "throttled") throw new Error("TooManyAttempts");
        return null;
      },
    }),
  ],
  callbacks: {
    // Runs at sign-in (with `user`) and whenever next-auth renews a token: one that was ended since must not be renewed.
    async jwt({ token, user }) {
      if (user) return { sub: user.id, epoch: (user as { epoch?: number }).epoch, sid: crypto.randomUUID() };
      const person = token.sub ? await findSessionPerson(token.sub) : null;
      const sid = typeof token.sid === "string" ? token.sid : null;
      if ((await isSessionEnded(sid)) || !person || person.disabled || person.sessionEpoch !== token.epoch)
        throw new Error("the session was ended");
      return { sub: token.sub, epoch: token.epoch, ...(sid ? { sid } : {}) };
    },
    async session({ session, token }) {
      const person = token.sub ? await findSessionPerson(token.sub) : null;
      return { expires: session.expires, user: { name: person?.name, email: person?.email } };
    },
  },
  events: {
    async signOut({ token }) {
      if (typeof token?.sid === "string") await endSession(token.sid, SESSION_SECONDS);
    },
  },
  logger: {
    error: (code) => log.info({ code }, "sign-in refused"),
    warn: () => undefined,
    debug: () => undefined,
  },
};
