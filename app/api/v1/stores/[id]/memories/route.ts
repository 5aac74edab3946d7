import { requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { reply } from "@/lib/http/reply";
import { notAllowed, route } from "@/lib/http/route";
import { storeHead } from "@/lib/queries/memory";
import { getMemory } from "@/lib/queries/memory-history";
import { memoryOperations } from "@/lib/schemas/operations/memory";
import { agentWrite } from "@/lib/services/agent-write";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";

export const GET = route(memoryOperations.getMemory, async ({ ctx, params, query }) => {
  requirePermission(ctx, "memory.read");
  return getMemory(ctx.scope, params.id, query.path, { historyBefore: query.history_before });
});

export const PUT = route(memoryOperations.putMemory, async ({ ctx, params, body }) => {
  if (ctx.scope.agentId) {
    const result = await agentWrite(ctx, params.id, {
      path: body.path,
      content: body.content ?? null,
      kind: body.kind,
      sessionId: body.session_id,
    });
    return reply(result.status === "version" ? 200 : 202, result);
  }
  const made = await putMemory(ctx, params.id, body);
  const head = await storeHead(ctx.scope, params.id);
  return {
    version: made?.number ?? head.version,
    hash: made?.hash ?? head.hash,
    changed: made !== null,
    memory: await getMemory(ctx.scope, params.id, body.path),
  };
});

export const DELETE = route(memoryOperations.deleteMemory, async ({ ctx, params, query }) => {
  if (ctx.scope.agentId) throw new AppError("forbidden", "An agent's key cannot remove a memory.");
  const made = await deleteMemory(ctx, params.id, query);
  return { version: made?.number ?? null, hash: made?.hash ?? null };
});

export const { POST, PATCH } = notAllowed("GET", "PUT", "DELETE");
