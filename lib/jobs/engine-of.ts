import { AppError } from "@/lib/domain/errors";
import { claudeClient } from "@/lib/dreaming/claude/client";
import { claudeEngine } from "@/lib/dreaming/claude/engine";
import { loadPrices, unpricedOf } from "@/lib/dreaming/claude/prices";
import type { DreamEngine } from "@/lib/dreaming/engine";
import { localEngine } from "@/lib/dreaming/local/engine";
import { dreamLedger, dropHolds } from "@/lib/jobs/claude-ledger";
import { claudeAccess, claudeCap } from "@/lib/queries/claude";
import type { LoadedDream } from "@/lib/queries/dream-input";

/** The engine that a dream asked for, ready to draft. Throws `unprocessable` when it cannot be used here, with what to do. */
export async function engineOf(workspaceId: string, dreamId: string, loaded: LoadedDream): Promise<DreamEngine> {
  switch (loaded.engine) {
    case "local":
      return localEngine;
    case "managed":
      throw new AppError("unprocessable", "The engine managed is not built into this installation.");
    case "claude": {
      const access = await claudeAccess(workspaceId);
      if (!access)
        throw new AppError(
          "unprocessable",
          "Claude is not connected: give it a key under Settings, Claude, or set ANTHROPIC_API_KEY for the worker.",
        );
      const settings = loaded.claude;
      const prices = loadPrices();
      const caps = { dream: settings.max_usd_per_dream, store: settings.max_usd_per_month, workspace: await claudeCap(workspaceId) };
      const [unpriced] = unpricedOf(prices, settings);
      if (unpriced && Object.values(caps).some((cap) => cap !== null))
        throw new AppError(
          "unprocessable",
          `There is no price for ${unpriced}, so its cost cannot be held under a cap: add it to prices.json in the data directory, or take the caps away.`,
        );
      await dropHolds(workspaceId, dreamId);
      const ledger = dreamLedger({ workspaceId, storeId: loaded.storeId, dreamId });
      return claudeEngine({
        client: claudeClient(access.apiKey),
        settings,
        ledger,
        prices,
        caps,
        maxRemovedShare: loaded.policy.max_removed_share,
      });
    }
    default:
      return loaded.engine satisfies never;
  }
}
