import { hash, verify } from "@node-rs/argon2";
import { db } from "@/lib/db/client";

export type KnownPerson = { id: string; sessionEpoch: number; disabled: boolean };

// Compared against when nobody has the address: an unknown email takes as long as a wrong password.
const held = globalThis as unknown as { reveilleDecoyHash?: Promise<string> };

/** The person with this email and password; null for a wrong password, an unknown email and a person without a password, all in the same time. */
export async function findPersonByPassword(email: string, password: string): Promise<KnownPerson | null> {
  const person = await db.person.findUnique({ where: { email: email.trim().toLowerCase() } });
  held.reveilleDecoyHash ??= hash(crypto.randomUUID());
  const against = person?.passwordHash ?? (await held.reveilleDecoyHash);
  const right = await verify(against, password);
  if (!person?.passwordHash || !right) return null;
  return { id: person.id, sessionEpoch: person.sessionEpoch, disabled: person.disabledAt !== null };
}
