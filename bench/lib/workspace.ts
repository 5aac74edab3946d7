import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { type Context, systemContext } from "@/lib/domain/context";
import { createAgent } from "@/lib/services/create-agent";
import { insertWorkspace } from "@/lib/services/insert-workspace";
import { receiveUpload } from "@/lib/services/receive-upload";
import { runImport } from "@/lib/services/run-import";

export type Bench = { ctx: Context; workspaceId: string; agentId: string; storeId: string };

const actor = systemActor("worker", "Benchmark");

/** A workspace of its own with one agent and its store. */
export async function newWorkspace(): Promise<Bench> {
  const workspaceId = await db.$transaction((tx) => insertWorkspace(tx, actor, { name: "Benchmark" }));
  const ctx = systemContext(workspaceId, actor);
  const agentId = await createAgent(ctx, { name: "Benchmark" });
  const { storeId } = await db.storeAgent.findFirstOrThrow({ where: { workspaceId, agentId } });
  return { ctx, workspaceId, agentId, storeId };
}

const CHUNK = 64 * 1024;

/** Bytes as they arrive over a network. */
export async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

/** The whole way of an upload: received and kept, read, masked, written and indexed. Answers how many sessions were written. */
export async function importBytes({ ctx, workspaceId, agentId }: Bench, name: string, bytes: Buffer): Promise<number> {
  const { importId } = await receiveUpload(ctx, { agentId, name, format: "auto", chunks: chunksOf(bytes) });
  await runImport(workspaceId, importId, `bench:${importId}`);
  const row = await db.import.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: importId } } });
  const result = row.result as { imported: unknown[]; errors: unknown[] } | null;
  if (row.status !== "completed" || !result || result.errors.length > 0)
    throw new Error(`${name} was not imported whole: ${JSON.stringify(row.error)}`);
  return result.imported.length;
}
