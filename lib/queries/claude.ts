import { db } from "@/lib/db/client";
import { openSecret } from "@/lib/db/secret-box";
import type { Scope } from "@/lib/domain/context";
import { DREAM_PHASES, type DreamPhase } from "@/lib/domain/dream";
import type { ClaudeConnectionView, ClaudeProbe, PhaseUsage } from "@/lib/domain/views";
import { env } from "@/lib/env";

/** How the engine `claude` reaches its API. */
export type ClaudeAccess = { apiKey: string; source: "stored" | "environment"; baseUrl: string | null };

/** The workspace's own key, else the environment's; null when there is none. The key is for the engine alone: nothing shows it. */
export async function claudeAccess(workspaceId: string): Promise<ClaudeAccess | null> {
  const row = await db.claudeConnection.findUnique({ where: { workspaceId } });
  const baseUrl = env().ANTHROPIC_BASE_URL ?? null;
  if (row?.keyCipher) return { apiKey: openSecret(row.keyCipher), source: "stored", baseUrl };
  const apiKey = env().ANTHROPIC_API_KEY;
  return apiKey ? { apiKey, source: "environment", baseUrl } : null;
}

/** What all dreams of the workspace may cost in a month, USD; null: no cap. */
export async function claudeCap(workspaceId: string): Promise<number | null> {
  return (await db.claudeConnection.findUnique({ where: { workspaceId }, select: { maxUsdPerMonth: true } }))?.maxUsdPerMonth ?? null;
}

/** Whether dreams of this workspace can use Claude at all. */
export async function hasClaude(workspaceId: string): Promise<boolean> {
  if (env().ANTHROPIC_API_KEY) return true;
  return (await db.claudeConnection.count({ where: { workspaceId, keyCipher: { not: null } } })) > 0;
}

/** The connection as people are shown it: never the key. */
export async function getClaudeConnection(scope: Scope): Promise<ClaudeConnectionView> {
  const { workspaceId } = scope;
  const [row, month] = await Promise.all([
    db.claudeConnection.findUnique({ where: { workspaceId } }),
    db.modelCall.aggregate({ where: { workspaceId, createdAt: { gte: monthStart() } }, _sum: { usd: true }, _count: true }),
  ]);
  return {
    source: row?.keyCipher ? "stored" : env().ANTHROPIC_API_KEY ? "environment" : null,
    key_hint: row?.keyHint ?? null,
    environment_key: env().ANTHROPIC_API_KEY !== undefined,
    base_url: shownUrl(env().ANTHROPIC_BASE_URL),
    max_usd_per_month: row?.maxUsdPerMonth ?? null,
    spent_this_month_usd: Number(month._sum.usd ?? 0),
    calls_this_month: month._count,
    probe: (row?.probe as ClaudeProbe | null) ?? null,
    probed_at: row?.probedAt?.toISOString() ?? null,
  };
}

/** An address without a user and password that may stand in it. */
function shownUrl(base: string | undefined): string | null {
  if (base === undefined) return null;
  const url = new URL(base);
  return `${url.origin}${url.pathname === "/" ? "" : url.pathname}`;
}

/** What models have answered already under these keys, in any dream of the workspace. */
export async function knownAnswers(workspaceId: string, keys: readonly string[]): Promise<Map<string, unknown>> {
  const rows = await db.modelAnswer.findMany({ where: { workspaceId, key: { in: [...keys] } } });
  return new Map(rows.map((r) => [r.key, r.answer]));
}

/** Calendar months are counted in UTC. */
export function monthStart(now: Date = new Date()): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}

/** What a dream paid for, by phase and model, phases in their order. */
export async function dreamUsage(scope: Scope, dreamId: string): Promise<PhaseUsage[]> {
  const rows = await db.modelCall.groupBy({
    by: ["phase", "model"],
    where: { workspaceId: scope.workspaceId, dreamId },
    _sum: { inputTokens: true, outputTokens: true, cacheReadInputTokens: true, cacheCreationInputTokens: true, usd: true },
    _count: true,
    orderBy: { model: "asc" },
  });
  const lines = rows.map((r) => ({
    phase: r.phase as DreamPhase,
    model: r.model,
    calls: r._count,
    input_tokens: (r._sum.inputTokens ?? 0) + (r._sum.cacheCreationInputTokens ?? 0),
    output_tokens: r._sum.outputTokens ?? 0,
    cache_read_input_tokens: r._sum.cacheReadInputTokens ?? 0,
    usd: r._sum.usd === null ? null : Number(r._sum.usd),
  }));
  return lines.sort((a, b) => DREAM_PHASES.indexOf(a.phase) - DREAM_PHASES.indexOf(b.phase));
}
