import { gzipSync } from "node:zlib";
import { db } from "@/lib/db/client";
import { enqueue } from "@/lib/db/queue";
import { systemActor } from "@/lib/domain/actor";
import { type Context, requireAgent, requirePermission, systemContext } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { newId } from "@/lib/domain/ids";
import { log } from "@/lib/log";
import { noteCarriedOut } from "@/lib/services/carried-out";
import { emitAudit } from "@/lib/services/emit-audit";

const PIECE_BYTES = 1024 * 1024;
/** Renewed while bytes are awaited, however slowly they come: only a server that died lets it run out. */
const LEASE_MS = 60_000;
const BEAT_MS = 5_000;
const LONGEST_MS = 6 * 60 * 60 * 1000;
const BROKE_OFF = "The upload broke off.";

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
      await noteCarriedOut(tx, { action: "import.create", entity: "import", id: importId });
    });
    return { importId, bytes };
  } catch (e) {
    const why = e instanceof AppError ? e.message : BROKE_OFF;
    // Where this cannot be written, the worker finds what is left when the lease is over.
    await breakOff(ctx, importId, why, {}).catch((err) => log.warn({ err, import_id: importId }, "the end of an upload was not recorded"));
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

/** Ends an upload that does not arrive whole, unless it has ended, and drops what is there of it. */
async function breakOff(ctx: Context, importId: string, why: string, still: object): Promise<void> {
  const { workspaceId } = ctx.scope;
  await db.$transaction(async (tx) => {
    const ended = await tx.import.updateManyAndReturn({
      where: { workspaceId, id: importId, status: "receiving", ...still },
      data: { status: "failed", endedAt: new Date(), leaseUntil: null, error: { message: why } },
      select: { bytes: true, agentId: true },
    });
    for (const { bytes, agentId } of ended) {
      const metadata = { status: "failed", agent_id: agentId, bytes: Number(bytes), why: why === BROKE_OFF ? "broke_off" : "refused" };
      await emitAudit(tx, ctx, { action: "import.end", entity: "import", entityId: importId, metadata });
    }
  });
  await db.importChunk.deleteMany({ where: { workspaceId, importId } });
}

/** Uploads whose server died while they arrived, or which stopped arriving long ago: they never will, and what is there of them goes. */
export async function dropBrokenUploads(): Promise<void> {
  const still = () => ({ OR: [{ leaseUntil: { lt: new Date() } }, { createdAt: { lt: new Date(Date.now() - LONGEST_MS) } }] });
  const broken = await db.import.findMany({ where: { status: "receiving", ...still() }, select: { workspaceId: true, id: true } });
  for (const { workspaceId, id } of broken) {
    const ctx = systemContext(workspaceId, systemActor("worker", "Worker"));
    await breakOff(ctx, id, BROKE_OFF, still()).catch((err) => log.warn({ err, import_id: id }, "a broken upload was not ended"));
  }
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
