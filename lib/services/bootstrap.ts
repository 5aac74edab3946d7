import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { db, type Tx } from "@/lib/db/client";
import { enqueue } from "@/lib/db/queue";
import { type Actor, systemActor } from "@/lib/domain/actor";
import { mintScope } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import { SCOPES } from "@/lib/domain/permission";
import { COMMAND_LINE_KEY, hashKey, insertKey, makeKeyText } from "@/lib/services/create-key";
import { emitAudit } from "@/lib/services/emit-audit";
import { hashPassword } from "@/lib/services/hash-password";
import { insertMembership, insertWorkspace, joinSample, lockInstallation } from "@/lib/services/insert-workspace";
import { endLinks, insertLink } from "@/lib/services/one-time-link";

export type BootstrapInput = {
  email?: string | undefined;
  password?: string | undefined;
  apiKey?: string | undefined;
  /** Whether an empty database gets the sample workspace. */
  sample: boolean;
  /** Where `cli.key` lies. */
  dataDir: string;
};

const ACTOR = systemActor("bootstrap", "Set-up");

/**
 * What every start makes sure of: a first workspace, with its first admin where the environment names one; the command line's key; the sample
 * on an empty database; and, while nobody has a password, a fresh link for the first admin, which is returned. Idempotent, and safe when two
 * servers start at once.
 */
export async function bootstrap(input: BootstrapInput): Promise<{ signInUrl: string | null }> {
  const passwordHash = input.email && input.password ? await hashPassword(input.password) : null;
  return db.$transaction(async (tx) => {
    await lockInstallation(tx);
    const workspaceId = (await findFirstId(tx)) ?? (await makeFirst(tx, input, passwordHash));
    await keepCommandLineKey(tx, workspaceId, input.dataDir);
    await joinSample(tx, ACTOR);
    return { signInUrl: await freshLink(tx, workspaceId) };
  });
}

async function findFirstId(tx: Tx): Promise<string | null> {
  const first = await tx.workspace.findFirst({ where: { sample: false }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  return first?.id ?? null;
}

async function makeFirst(tx: Tx, input: BootstrapInput, passwordHash: string | null): Promise<string> {
  const empty = (await tx.workspace.count()) === 0;
  const workspaceId = await insertWorkspace(tx, ACTOR, { name: "My workspace" });
  const personId = input.email && passwordHash ? await makeAdmin(tx, workspaceId, input.email, passwordHash) : null;
  if (input.apiKey) await makeKey(tx, input.apiKey, { workspaceId, name: "Set-up", personId });
  if (input.sample && empty) await enqueue(tx, { name: "sample", data: {} });
  return workspaceId;
}

async function makeAdmin(tx: Tx, workspaceId: string, email: string, passwordHash: string): Promise<string> {
  const address = email.trim().toLowerCase();
  const id = newId("person");
  await tx.person.create({ data: { id, email: address, name: address.split("@")[0] || "Admin", passwordHash } });
  await emitAudit(tx, at(workspaceId), { action: "person.create", entity: "person", entityId: id });
  await insertMembership(tx, ACTOR, { workspaceId, personId: id, role: "admin" });
  return id;
}

async function makeKey(tx: Tx, text: string, key: { workspaceId: string; name: string; personId: string | null }): Promise<void> {
  const id = await insertKey(tx, text, { ...key, scopes: SCOPES });
  await emitAudit(tx, at(key.workspaceId), { action: "key.create", entity: "key", entityId: id, metadata: { scopes: SCOPES } });
}

const at = (workspaceId: string): { scope: { workspaceId: string }; actor: Actor } => ({ scope: mintScope(workspaceId), actor: ACTOR });

/** The key in `cli.key` works: made when the file is missing, entered when the database does not know it (a new database, a crash in between). */
async function keepCommandLineKey(tx: Tx, workspaceId: string, dataDir: string): Promise<void> {
  const text = await readOrWriteKey(join(dataDir, "cli.key"), dataDir);
  const known = await tx.apiKey.findUnique({ where: { hash: hashKey(text) } });
  if (!known) await makeKey(tx, text, { workspaceId, name: COMMAND_LINE_KEY, personId: null });
}

async function readOrWriteKey(path: string, dataDir: string): Promise<string> {
  const kept = await readFile(path, "utf8").catch(() => "");
  if (kept.trim()) return kept.trim();
  const text = makeKeyText();
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${text}\n`, { mode: 0o600 });
  return text;
}

/** A link for the first admin while nobody can sign in with a password; the links of earlier starts end. */
async function freshLink(tx: Tx, workspaceId: string): Promise<string | null> {
  if (await tx.person.findFirst({ where: { passwordHash: { not: null } }, select: { id: true } })) return null;
  await endLinks(tx, { purpose: "bootstrap" });
  const link = await insertLink(tx, { purpose: "bootstrap", workspaceId, role: "admin" });
  await emitAudit(tx, at(workspaceId), { action: "link.create", entity: "link", entityId: link.id });
  return link.url;
}
