import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { type Context, systemContext } from "@/lib/domain/context";
import { createAgent } from "@/lib/services/create-agent";
import { importMemory } from "@/lib/services/import-memory";
import { insertWorkspace, joinSample, lockInstallation } from "@/lib/services/insert-workspace";
import { receiveUpload } from "@/lib/services/receive-upload";
import { runImport } from "@/lib/services/run-import";
import { startDream } from "@/lib/services/start-dream";
import { updateStore } from "@/lib/services/update-store";

const ACTOR = systemActor("sample", "Sample");
const FOLDER = join(process.cwd(), "prisma", "seed-data");
const CHAT = "Customer chat";
const DESK = "Support desk assistant";

/**
 * The sample workspace, so that a newcomer sees what the product is for: sessions of a shop's support agents and the memory they start from, and a dream
 * over them whose proposal waits. Every step looks first whether it was done, so that one cut off is finished by the next.
 */
export async function makeSample(): Promise<void> {
  // Whoever deleted it meanwhile does not want it back.
  if (await db.workspaceDrop.findFirst({ where: { sample: true } })) return;
  const workspaceId = await db.$transaction(async (tx) => {
    await lockInstallation(tx);
    const known = await tx.workspace.findFirst({ where: { sample: true } });
    const id = known?.id ?? (await insertWorkspace(tx, ACTOR, { name: "Sample: Fernpost Cycle Parts", sample: true }));
    await joinSample(tx, ACTOR);
    return id;
  });
  const ctx = systemContext(workspaceId, ACTOR);
  const chat = await agent(ctx, CHAT, "public", "Answers customers of the shop in the chat on its site.", "own");
  const storeId = (await db.storeAgent.findFirstOrThrow({ where: { workspaceId, agentId: chat } })).storeId;
  const desk = await agent(ctx, DESK, "team", "Helps the shift leads of the support team. It loads the same memory.", "none");
  const attached = await db.storeAgent.count({ where: { workspaceId, storeId } });
  if (attached < 2) {
    const name = "Support";
    const description = "What the shop's support agents know: rules, facts, and mistakes to avoid.";
    await updateStore(ctx, storeId, {
      name,
      description,
      agents: [chat, desk].map((agent_id) => ({ agent_id, access: "read_write" as const })),
    });
  }
  const store = await db.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: storeId } } });
  if (store.head === 1) await importMemory(ctx, storeId, await memoryFiles(join(FOLDER, "memory")));
  await upload(ctx, chat, "sessions.jsonl");
  await upload(ctx, desk, "team-sessions.jsonl");
  const dreams = await db.dream.count({ where: { workspaceId, storeId } });
  if (dreams === 0) await startDream(ctx, storeId, { limit: 100, estimate_only: false }, "manual");
}

async function agent(ctx: Context, name: string, audience: "team" | "public", description: string, store: "own" | "none"): Promise<string> {
  const known = await db.agent.findFirst({ where: { workspaceId: ctx.scope.workspaceId, name } });
  return known?.id ?? createAgent(ctx, { name, audience, description, store });
}

async function memoryFiles(folder: string) {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((f) => f.isFile() && f.name.endsWith(".md"));
  return Promise.all(
    names
      .map((f) => join(f.parentPath, f.name))
      .sort()
      .map(async (file) => ({ path: `/${relative(folder, file).split(sep).join("/")}`, content: await readFile(file, "utf8") })),
  );
}

async function upload(ctx: Context, agentId: string, name: string): Promise<void> {
  const workspaceId = ctx.scope.workspaceId;
  if (await db.import.findFirst({ where: { workspaceId, agentId, name, status: "completed" } })) return;
  const bytes = await readFile(join(FOLDER, name));
  const chunks = async function* () {
    yield bytes;
  };
  const { importId } = await receiveUpload(ctx, { agentId, name, format: "auto", chunks: chunks() });
  await runImport(workspaceId, importId, `sample:${importId}`);
}
