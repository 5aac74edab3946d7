"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type ActionResult, act } from "@/lib/actions/outcome";
import type { ActionOutcome, Dream } from "@/lib/domain/views";
import { startDreamSchema } from "@/lib/schemas/dream";
import { cancelDream } from "@/lib/services/cancel-dream";
import { type EstimateView, estimateDream } from "@/lib/services/estimate-dream";
import { readDream } from "@/lib/services/read-dream";
import { startDream } from "@/lib/services/start-dream";

const id = z.string().max(200);

/** Starts a dream over a store's unread sessions: `(storeId, {instructions?, limit?})`. `details.dream_id` of a conflict is the one that runs. */
export async function startDreamAction(storeId: unknown, input: unknown): Promise<ActionResult<Dream>> {
  return act("dream.start", z.object({ storeId: id, input: startDreamSchema }), { storeId, input }, async (ctx, v) => {
    const dreamId = await startDream(ctx, v.storeId, v.input, "manual");
    revalidatePath("/", "layout");
    return readDream(ctx, dreamId);
  });
}

/** What a dream would read and cost: `(storeId, {instructions?, transcript_ids?, engine?})`. Nothing is started. */
export async function estimateDreamAction(storeId: unknown, input: unknown): Promise<ActionResult<EstimateView>> {
  return act("dream.estimate", z.object({ storeId: id, input: startDreamSchema }), { storeId, input }, (ctx, v) =>
    estimateDream(ctx, v.storeId, v.input),
  );
}

/** Cancels a dream: `(dreamId)`. */
export async function cancelDreamAction(dreamId: unknown): Promise<ActionOutcome<Dream>> {
  return act("dream.cancel", z.object({ dreamId: id }), { dreamId }, async (ctx, v) => {
    await cancelDream(ctx, v.dreamId);
    return readDream(ctx, v.dreamId);
  });
}
