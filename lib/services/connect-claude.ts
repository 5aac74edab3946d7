import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { sealSecret } from "@/lib/db/secret-box";
import { type Context, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { claudeClient } from "@/lib/dreaming/claude/client";
import { type Probe, probeKey } from "@/lib/dreaming/claude/probe";
import { claudeAccess } from "@/lib/queries/claude";
import type { ConnectClaudeInput } from "@/lib/schemas/claude";
import { emitAudit } from "@/lib/services/emit-audit";

/**
 * Keeps a key of the Claude API for the workspace's dreams, encrypted, or takes it away (`key: null`); sets what they may cost in a month.
 * A key is asked what it can do before it is kept: throws `unprocessable` with what the API said when it is refused there. Throws `forbidden`.
 */
export async function connectClaude(ctx: Context, input: ConnectClaudeInput): Promise<void> {
  requirePermission(ctx, "claude.manage");
  const { workspaceId } = ctx.scope;
  const { key, max_usd_per_month: cap } = input;
  const probe = key ? await probeKey(claudeClient(key), PROBED_MODEL) : null;
  if (probe && !probe.ok) throw new AppError("unprocessable", `The key was not kept: ${probe.problem}.`);
  const data = {
    ...(key === undefined
      ? {}
      : key === null
        ? { keyCipher: null, keyHint: null }
        : { keyCipher: sealSecret(key), keyHint: key.slice(-4) }),
    ...(cap === undefined ? {} : { maxUsdPerMonth: cap }),
    ...(key === undefined ? {} : probe ? { probe, probedAt: new Date() } : { probe: Prisma.DbNull, probedAt: null }),
  };
  await db.$transaction(async (tx) => {
    await tx.claudeConnection.upsert({ where: { workspaceId }, create: { workspaceId, ...data }, update: data });
    const done = key === undefined ? "cap" : key === null ? "disconnect" : "connect";
    await emitAudit(tx, ctx, {
      action: "claude.connect",
      entity: "workspace",
      entityId: workspaceId,
      metadata: { done, max_usd_per_month: cap },
    });
  });
}

/** Any model that counts tokens: the probe asks for nothing that is paid for. */
const PROBED_MODEL = "claude-haiku-5-5";

/** Asks again what the present key can do, and keeps the answer. Throws `forbidden`, `unprocessable` where there is no key. */
export async function probeClaude(ctx: Context): Promise<Probe> {
  requirePermission(ctx, "claude.manage");
  const { workspaceId } = ctx.scope;
  const access = await claudeAccess(workspaceId);
  if (!access) throw new AppError("unprocessable", "There is no key to ask about: enter one, or set ANTHROPIC_API_KEY.");
  const probe = await probeKey(claudeClient(access.apiKey), PROBED_MODEL);
  const data = { probe, probedAt: new Date() };
  await db.$transaction(async (tx) => {
    await tx.claudeConnection.upsert({ where: { workspaceId }, create: { workspaceId, ...data }, update: data });
    await emitAudit(tx, ctx, { action: "claude.probe", entity: "workspace", entityId: workspaceId, metadata: { ok: probe.ok } });
  });
  return probe;
}
