"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type ActionResult, act } from "@/lib/actions/outcome";
import type { ClaudeProbe } from "@/lib/domain/views";
import { connectClaudeSchema } from "@/lib/schemas/claude";
import { connectClaude, probeClaude } from "@/lib/services/connect-claude";

/** `{key?, max_usd_per_month?}`: a key is kept, `null` takes it away; what is left out stays. */
export async function connectClaudeAction(input: unknown): Promise<ActionResult> {
  return act("claude.connect", connectClaudeSchema, input, async (ctx, checked) => {
    await connectClaude(ctx, checked);
    // Stores say whether they can dream with it.
    revalidatePath("/", "layout");
    return undefined;
  });
}

/** Asks what the present key can do. */
export async function probeClaudeAction(): Promise<ActionResult<ClaudeProbe>> {
  return act("claude.probe", z.undefined(), undefined, async (ctx) => {
    const probe = await probeClaude(ctx);
    revalidatePath("/settings/claude");
    return probe;
  });
}
