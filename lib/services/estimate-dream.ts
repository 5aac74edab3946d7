import { db } from "@/lib/db/client";
import { type Context, requirePermission, requireStore } from "@/lib/domain/context";
import { type DreamUsage, type EngineName, NO_USAGE } from "@/lib/domain/dream";
import { AppError } from "@/lib/domain/errors";
import { claudeClient } from "@/lib/dreaming/claude/client";
import { estimateOf } from "@/lib/dreaming/claude/estimate";
import { loadPrices, unpricedOf } from "@/lib/dreaming/claude/prices";
import { claudeAccess, knownAnswers } from "@/lib/queries/claude";
import { claudeSettingsOf, loadSessions } from "@/lib/queries/dream-input";
import type { StartDreamInput } from "@/lib/schemas/dream";
import { chosenSessions, requireEngine } from "@/lib/services/start-dream";

export type EstimateView = {
  store_id: string;
  engine: EngineName;
  estimate: DreamUsage;
  transcripts: number;
  /** Of them, those that cost nothing again. */
  known: number;
  basis: "counted" | "rough";
  /** Models without a price: what they cost is not in the estimate. */
  unpriced: string[];
};

/**
 * What a dream of a store would read and cost if it was started now; nothing is started. What is known already costs nothing.
 * Throws `forbidden`, `not_found`, `unprocessable` for an engine that cannot be used.
 */
export async function estimateDream(ctx: Context, storeId: string, input: StartDreamInput): Promise<EstimateView> {
  requirePermission(ctx, "dreams.run");
  requireStore(ctx.scope, storeId);
  const { workspaceId } = ctx.scope;
  const store = await db.store.findUnique({ where: { workspaceId_id: { workspaceId, id: storeId } } });
  if (!store) throw new AppError("not_found", "There is no such memory store.");
  const engine = (input.engine ?? store.engine) as EngineName;
  await requireEngine(workspaceId, engine);
  const chosen = await chosenSessions(db, workspaceId, storeId, input);
  const view = { store_id: storeId, engine, transcripts: chosen.length };
  const access = engine === "claude" ? await claudeAccess(workspaceId) : null;
  if (!access) return { ...view, estimate: NO_USAGE, known: 0, basis: "counted", unpriced: [] };
  const sessions = await loadSessions(
    workspaceId,
    chosen.map((c) => ({ transcriptId: c.id, revision: c.revision })),
    "without-excluded",
  );
  const dream = {
    engine,
    baseVersion: store.head,
    memories: [],
    sessions,
    asOf: new Date().toISOString(),
    instructions: input.instructions ?? null,
  };
  const settings = claudeSettingsOf(store.claude, input.model ?? null);
  const prices = loadPrices();
  const { inputTokens, outputTokens, calls, usd, basis, known } = await estimateOf(dream, {
    client: claudeClient(access.apiKey),
    settings,
    prices,
    recall: (keys) => knownAnswers(workspaceId, keys),
  });
  const estimate = { ...NO_USAGE, input_tokens: inputTokens, output_tokens: outputTokens, calls, usd };
  return { ...view, estimate, known, basis, unpriced: unpricedOf(prices, settings) };
}
