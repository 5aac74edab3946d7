import { createHash, randomBytes } from "node:crypto";
import { db, type Tx } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import type { Scope } from "@/lib/domain/permission";
import type { CreateKeyInput } from "@/lib/schemas/key";
import { emitAudit } from "@/lib/services/emit-audit";

const DAY_MS = 86_400_000;
const PREFIX_CHARS = 12;

/** A key's text: the one time it exists outside of whoever it is given to. */
export const makeKeyText = () => `rvl_${randomBytes(32).toString("base64url")}`;
export const hashKey = (key: string) => createHash("sha256").update(key).digest("hex");

/** First characters, to recognise a key by. */
export const prefixOf = (text: string) => text.slice(0, Math.min(PREFIX_CHARS, Math.floor(text.length / 3)));

/** The name of the key that `cli.key` holds. */
export const COMMAND_LINE_KEY = "Command line";

type NewKey = {
  workspaceId: string;
  name: string;
  scopes: readonly Scope[];
  agentId?: string | null | undefined;
  personId: string | null;
  expiresAt?: Date | null;
};

/** Stores a key by its hash. Returns its id. */
export async function insertKey(tx: Tx, text: string, key: NewKey): Promise<string> {
  const id = newId("key");
  await tx.apiKey.create({
    data: {
      id,
      workspaceId: key.workspaceId,
      name: key.name,
      prefix: prefixOf(text),
      hash: hashKey(text),
      scopes: [...key.scopes],
      agentId: key.agentId ?? null,
      personId: key.personId,
      expiresAt: key.expiresAt ?? null,
    },
  });
  return id;
}

/** A key of the workspace; `key` is shown once and never again. Throws `forbidden`, `not_found` for an agent that is not here, `conflict` for an archived one. */
export async function createKey(ctx: Context, input: CreateKeyInput): Promise<{ id: string; key: string }> {
  requirePermission(ctx, "keys.manage");
  const { workspaceId } = ctx.scope;
  const text = makeKeyText();
  return db.$transaction(async (tx) => {
    if (input.agentId) {
      const agent = await tx.agent.findUnique({ where: { workspaceId_id: { workspaceId, id: input.agentId } } });
      if (!agent) throw new AppError("not_found", "There is no such agent.");
      if (agent.archivedAt)
        throw new AppError("conflict", "This agent is archived: its keys are refused. Take it out of the archive first.");
    }
    const expiresAt = input.expiresInDays ? new Date(Date.now() + input.expiresInDays * DAY_MS) : null;
    const { name, scopes, agentId } = input;
    const id = await insertKey(tx, text, { workspaceId, name, scopes, agentId, personId: ctx.actor.personId, expiresAt });
    const metadata = { scopes, agent_id: agentId ?? null, expires_at: expiresAt };
    await emitAudit(tx, ctx, { action: "key.create", entity: "key", entityId: id, metadata });
    return { id, key: text };
  });
}
