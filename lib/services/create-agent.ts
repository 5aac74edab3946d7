import { db } from "@/lib/db/client";
import { type Context, requirePermission } from "@/lib/domain/context";
import { newId } from "@/lib/domain/ids";
import { type CreateAgentInput, createAgentSchema } from "@/lib/schemas/agent";
import { insertStore } from "@/lib/services/create-store";
import { emitAudit } from "@/lib/services/emit-audit";

/** Makes an agent, and with `store: "own"` a store of its own that it may write. Answers its id. Throws `forbidden`. */
export async function createAgent(ctx: Context, given: CreateAgentInput): Promise<string> {
  requirePermission(ctx, "agents.manage");
  const input = createAgentSchema.parse(given);
  const workspaceId = ctx.scope.workspaceId;
  return db.$transaction(async (tx) => {
    const id = newId("agent");
    await tx.agent.create({
      data: { workspaceId, id, name: input.name, description: input.description ?? "", audience: input.audience },
    });
    if (input.store === "own") await insertStore(tx, ctx, { name: input.name, agents: [{ agent_id: id, access: "read_write" }] });
    await emitAudit(tx, ctx, { action: "agent.create", entity: "agent", entityId: id, metadata: { audience: input.audience } });
    return id;
  });
}
