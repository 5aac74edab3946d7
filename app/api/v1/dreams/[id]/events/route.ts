import { requirePermission } from "@/lib/domain/context";
import type { Dream } from "@/lib/domain/views";
import { notAllowed, route } from "@/lib/http/route";
import { eventStream } from "@/lib/http/sse";
import { getDream, watchDream } from "@/lib/queries/dreams";
import { dreamOperations } from "@/lib/schemas/operations/dreams";

const ended = (dream: Dream) => dream.status !== "queued" && dream.status !== "running";

export const GET = route(dreamOperations.watchDream, async ({ ctx, params, request }) => {
  requirePermission(ctx, "dreams.read");
  const first = await getDream(ctx.scope, params.id);
  return eventStream({ ctx, request, permission: "dreams.read" }, (emit, close) => {
    let last: Dream | null = null;
    const tell = (dream: Dream) => {
      if (dream.phase !== last?.phase) emit("phase", { phase: dream.phase, status: dream.status });
      if (JSON.stringify(dream.progress) !== JSON.stringify(last?.progress)) emit("progress", dream.progress);
      if (dream.found !== (last?.found ?? 0) || dream.usage.calls !== (last?.usage.calls ?? 0))
        emit("cost", { found: dream.found, usage: dream.usage });
      if (dream.status !== last?.status) emit("log", { status: dream.status, at: new Date().toISOString() });
      last = dream;
      if (!ended(dream)) return;
      emit("dream", dream);
      close();
    };
    tell(first);
    return ended(first) ? () => {} : watchDream(ctx.scope, params.id, tell, close);
  });
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
