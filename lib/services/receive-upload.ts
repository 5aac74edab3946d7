import { gzipSync } from "node:zlib";
import { db } from "@/lib/db/client";
import { enqueue } from "@/lib/db/queue";
import { type Context, requireAgent, requirePermission } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { log } from "@/lib/log";
import { emitAudit } from "@/lib/services/emit-audit";

const PIECE_BYTES = 1024 * 1024;
/** Renewed while bytes are awaited, however slowly they come: only a server that died lets it run out. */
const LEASE_MS = 60_000;
const BEAT_MS = 5_000;

/**
 * Takes an upload's unpacked bytes as they arrive and keeps them, compressed, before anything is read from them: what is acknowledged is never lost.
 * Answers the import's id and size. Throws `forbidden`, `not_found`, `conflict` for an archived agent or when it was canceled meanwhile, and whatever the
 * body throws; then what had arrived is dropped.
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
    if (agent.archivedAt)
      throw new AppError("conflict", "This agent is archived: it takes no sessions. An admin can take it out of the archive.");
    await tx.import.create({
      data: {
        ...{ workspaceId, id: importId, agentId: input.agentId, name: input.name, asked: input.format, actor: ctx.actor },
        leaseUntil: new Date(Date.now() + LEASE_MS),
      },
    });
    await emitAudit(tx, ctx, { action: "import.create", entity: "import", entityId: importId, metadata: { agent_id: input.agentId } });
  });
  const arrived = { bytes: 0 };
  const timer = setInterval(() => void stillArriving(workspaceId, importId, arrived.bytes), BEAT_MS);
  try {
    await keep(workspaceId, importId, input.chunks, arrived);
    const { bytes } = arrived;
    await db.$transaction(async (tx) => {
      const kept = await tx.import.updateMany({
        where: { workspaceId, id: importId, status: "receiving" },
        data: { status: "queued", bytes },
      });
      if (kept.count === 0) throw new AppError("conflict", "The import was canceled while the file arrived. Nothing of it is kept.");
      await enqueue(tx, { name: "import", data: { workspaceId, importId } });
    });
    return { importId, bytes };
  } catch (e) {
    await db.import.updateMany({
      where: { workspaceId, id: importId, status: "receiving" },
      data: { status: "failed", endedAt: new Date(), error: { message: "The upload broke off." } },
    });
    await db.importChunk.deleteMany({ where: { workspaceId, importId } });
    throw e;
  } finally {
    clearInterval(timer);
  }
}

async function stillArriving(workspaceId: string, importId: string, bytes: number): Promise<void> {
  await db.import
    .updateMany({ where: { workspaceId, id: importId, status: "receiving" }, data: { bytes, leaseUntil: new Date(Date.now() + LEASE_MS) } })
    .catch((err) => log.warn({ err, import_id: importId }, "an upload's lease was not renewed"));
}

/** Uploads whose server died while they arrived, or which stopped arriving long ago: they never will, and what is there of them goes. */
export async function dropBrokenUploads(): Promise<void> {
  const broken = await db.$queryRaw<{ workspace_id: string; id: string }[]>`
    update import set status = 'failed', ended_at = now(), lease_until = null, error = '{"message": "The upload broke off."}'
    where status = 'receiving' and (lease_until < now() or created_at < now() - interval '6 hours')
    returning workspace_id, id`;
  for (const { workspace_id: workspaceId, id: importId } of broken) await db.importChunk.deleteMany({ where: { workspaceId, importId } });
}

/** `arrived.bytes` counts what is kept. */
async function keep(workspaceId: string, importId: string, chunks: AsyncIterable<Uint8Array>, arrived: { bytes: number }): Promise<void> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  let position = 0;
  const flush = async () => {
    const piece = Buffer.concat(waiting);
    await db.importChunk.create({
      data: {
        workspaceId,
        importId,
        position: position++,
        start: arrived.bytes,
        length: piece.length,
        packed: Buffer.from(gzipSync(piece, { level: 1 })),
      },
    });
    arrived.bytes += piece.length;
    waiting = [];
    size = 0;
  };
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.byteLength;
    if (size >= PIECE_BYTES) await flush();
  }
  if (size > 0 || position === 0) await flush();
}
