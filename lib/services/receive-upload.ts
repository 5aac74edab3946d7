import { gzipSync } from "node:zlib";
import { db } from "@/lib/db/client";
import { enqueue } from "@/lib/db/queue";
import { type Context, requireAgent, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { emitAudit } from "@/lib/services/emit-audit";

const PIECE_BYTES = 1024 * 1024;

/**
 * Takes an upload's unpacked bytes as they arrive and keeps them, compressed, before anything is read from them: what is acknowledged is never lost.
 * Answers the import's id and size. Throws `forbidden`, `not_found`, and whatever the body throws; then what had arrived is dropped.
 */
export async function receiveUpload(
  ctx: Context,
  input: { agentId: string; name: string; format: string; chunks: AsyncIterable<Uint8Array> },
): Promise<{ importId: string; bytes: number }> {
  requirePermission(ctx, "transcripts.write");
  requireAgent(ctx.scope, input.agentId);
  const workspaceId = ctx.scope.workspaceId;
  const importId = newId("import");
  await db.$transaction(async (tx) => {
    const agent = await tx.agent.findUnique({ where: { workspaceId_id: { workspaceId, id: input.agentId } } });
    if (!agent) throw new AppError("not_found", "There is no such agent.");
    await tx.import.create({
      data: { workspaceId, id: importId, agentId: input.agentId, name: input.name, asked: input.format, actor: ctx.actor },
    });
    await emitAudit(tx, ctx, { action: "import.create", entity: "import", entityId: importId, metadata: { agent_id: input.agentId } });
  });
  try {
    const bytes = await keep(workspaceId, importId, input.chunks);
    await db.$transaction(async (tx) => {
      await tx.import.update({ where: { workspaceId_id: { workspaceId, id: importId } }, data: { status: "queued", bytes } });
      await enqueue(tx, { name: "import", data: { workspaceId, importId } });
    });
    return { importId, bytes };
  } catch (e) {
    await db.import.update({
      where: { workspaceId_id: { workspaceId, id: importId } },
      data: { status: "failed", endedAt: new Date(), error: { message: "The upload broke off." } },
    });
    await db.importChunk.deleteMany({ where: { workspaceId, importId } });
    throw e;
  }
}

async function keep(workspaceId: string, importId: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  let start = 0;
  let position = 0;
  const flush = async () => {
    const piece = Buffer.concat(waiting);
    await db.importChunk.create({
      data: {
        workspaceId,
        importId,
        position: position++,
        start,
        length: piece.length,
        packed: Buffer.from(gzipSync(piece, { level: 1 })),
      },
    });
    start += piece.length;
    waiting = [];
    size = 0;
  };
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.byteLength;
    if (size >= PIECE_BYTES) await flush();
  }
  if (size > 0 || position === 0) await flush();
  return start;
}
