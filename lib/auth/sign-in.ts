import { admitAttempt, forgiveAttempt } from "@/lib/auth/throttle";
import { findPersonByPassword } from "@/lib/queries/credentials";

export type SignIn =
  | { ok: true; person: { id: string; epoch: number } }
  | { ok: false; reason: "wrong" | "disabled" }
  | { ok: false; reason: "throttled"; retryAfterSeconds: number };

/** Checks an email and a password, from an address. A disabled person is told so only with the right password. */
export async function checkSignIn(email: string, password: string, address: string): Promise<SignIn> {
  const who = email.trim().toLowerCase();
  const wait = admitAttempt(who, address);
  if (wait > 0) return { ok: false, reason: "throttled", retryAfterSeconds: wait };
  // PostgreSQL takes neither, and its complaint would be shown.
  if (who.includes("\u0000") || !who.isWellFormed()) return { ok: false, reason: "wrong" };
  const person = await findPersonByPassword(who, password.slice(0, 1000));
  if (!person) return { ok: false, reason: "wrong" };
  if (person.disabled) return { ok: false, reason: "disabled" };
  forgiveAttempt(who, address);
  return { ok: true, person: { id: person.id, epoch: person.sessionEpoch } };
}
