"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type ActionResult, act } from "@/lib/actions/outcome";
import { paths } from "@/lib/paths";
import { type CreateAgentInput, createAgentSchema, updateAgentSchema } from "@/lib/schemas/agent";
import { createAgent } from "@/lib/services/create-agent";
import { keepAudience } from "@/lib/services/keep-audience";
import { updateAgent } from "@/lib/services/update-agent";

/** Makes an agent, `{name, description?, audience, store}`. Answers its id. */
export async function createAgentAction(input: unknown): Promise<ActionResult<{ id: string }>> {
  return act("agent.create", createAgentSchema as z.ZodType<CreateAgentInput>, input, async (ctx, checked) => {
    const id = await createAgent(ctx, checked);
    revalidatePath(paths.agents());
    return { id };
  });
}

/** Changes an agent's name, description or audience. */
export async function updateAgentAction(agentId: unknown, input: unknown): Promise<ActionResult> {
  const schema = z.object({ agentId: z.string().max(200), input: updateAgentSchema });
  return act("agent.update", schema, { agentId, input }, async (ctx, checked) => {
    await updateAgent(ctx, checked.agentId, checked.input);
    revalidatePath("/", "layout");
    return undefined;
  });
}

/** The agent serves the team, whatever its sessions show: `{agentId}`. */
export async function keepAudienceAction(input: unknown): Promise<ActionResult> {
  return act("agent.keep-audience", z.object({ agentId: z.string().max(200) }), input, async (ctx, { agentId }) => {
    await keepAudience(ctx, agentId);
    revalidatePath("/", "layout");
    return undefined;
  });
}
