"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type ActionResult, act } from "@/lib/actions/outcome";
import type { Event } from "@/lib/domain/views";
import { excludeSchema, outcomeSchema } from "@/lib/schemas/transcript";
import { excludeTranscript, includeTranscript, setOutcome } from "@/lib/services/judge-transcript";
import { readEvents } from "@/lib/services/read-events";

const id = z.string().max(200);

/** Leaves a session out of dreams: `(transcriptId, reason)`. */
export async function excludeTranscriptAction(transcriptId: unknown, reason: unknown): Promise<ActionResult> {
  return act("transcript.exclude", excludeSchema.extend({ id }), { id: transcriptId, reason }, async (ctx, v) => {
    await excludeTranscript(ctx, v.id, v.reason);
    revalidatePath("/", "layout");
    return undefined;
  });
}

/** Takes a session into dreams again. */
export async function includeTranscriptAction(transcriptId: unknown): Promise<ActionResult> {
  return act("transcript.include", z.object({ id }), { id: transcriptId }, async (ctx, v) => {
    await includeTranscript(ctx, v.id);
    revalidatePath("/", "layout");
    return undefined;
  });
}

/** Says how a session ended: `(transcriptId, result)`. */
export async function setOutcomeAction(transcriptId: unknown, result: unknown): Promise<ActionResult> {
  return act("transcript.outcome", outcomeSchema.extend({ id }), { id: transcriptId, result }, async (ctx, v) => {
    await setOutcome(ctx, v.id, { result: v.result });
    revalidatePath("/", "layout");
    return undefined;
  });
}

const part = z.object({
  id,
  revision: z.number().int().min(1).max(1_000_000),
  from: z.number().int().min(0).max(1_000_000),
  limit: z.number().int().min(1).max(500),
});

/** Events of a revision from `from` on, without gaps; fewer than `limit` where they are heavy. */
export async function readEventsAction(input: unknown): Promise<ActionResult<Event[]>> {
  return act("transcript.read", part, input, readEvents);
}
