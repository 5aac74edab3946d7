import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { contextFromKey } from "@/lib/auth/key";
import type { Door, Imported, InputFile } from "@/lib/cli/dream/door";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { env } from "@/lib/env";
import { getAgent, listAgents } from "@/lib/queries/agents";
import { getDream } from "@/lib/queries/dreams";
import { getImport } from "@/lib/queries/imports";
import { storeHead } from "@/lib/queries/memory";
import { getProposal } from "@/lib/queries/proposals";
import { getStore, listStores } from "@/lib/queries/stores";
import { startDreamSchema } from "@/lib/schemas/dream";
import { applyProposal } from "@/lib/services/apply-proposal";
import { bootstrap } from "@/lib/services/bootstrap";
import { createAgent } from "@/lib/services/create-agent";
import { createStore } from "@/lib/services/create-store";
import { decideChanges } from "@/lib/services/decide-changes";
import { importMemory, readMemoryFiles } from "@/lib/services/import-memory";
import { receiveUpload } from "@/lib/services/receive-upload";
import { runImport } from "@/lib/services/run-import";
import { startDream } from "@/lib/services/start-dream";
import { updateStore } from "@/lib/services/update-store";

/**
 * The door while no server runs: the same services and queries that the API's routes call, on the database in DATABASE_URL, where a worker
 * dreams. It acts with the command line's own key, as it would over HTTP; an installation that never started is set up first.
 */
export async function directDoor(): Promise<Door> {
  const settings = env();
  await bootstrap({
    email: settings.REVEILLE_BOOTSTRAP_EMAIL,
    password: settings.REVEILLE_BOOTSTRAP_PASSWORD,
    apiKey: settings.REVEILLE_BOOTSTRAP_API_KEY,
    sample: settings.REVEILLE_SAMPLE,
    dataDir: settings.REVEILLE_DATA_DIR,
  });
  const ctx = await contextFromKey((await readFile(join(settings.REVEILLE_DATA_DIR, "cli.key"), "utf8")).trim());
  const { scope } = ctx;
  return {
    baseUrl: settings.REVEILLE_URL,
    serving: false,
    listAgents: () => all((page) => listAgents(scope, page)),
    createAgent: async (name) => getAgent(scope, await createAgent(ctx, { name })),
    listStores: () => all((page) => listStores(scope, page)),
    getStore: (id) => getStore(scope, id),
    createStore: async (input) => getStore(scope, await createStore(ctx, input)),
    updateStore: (id, input) => updateStore(ctx, id, input),
    importMemory: async (storeId, name, bytes) => {
      const { files } = await readMemoryFiles(bytes, name);
      const made = await importMemory(ctx, storeId, files);
      return { version: made?.number ?? (await storeHead(scope, storeId)).version, changed: made !== null, files: files.length };
    },
    importTranscripts: (agentId, file, format) => importFile(ctx, agentId, file, format),
    startDream: async (storeId, input) => getDream(scope, await startDream(ctx, storeId, startDreamSchema.parse(input))),
    getDream: (id) => getDream(scope, id),
    getProposal: (id) => getProposal(scope, id),
    accept: async (id, changeIds) => {
      const decisions = changeIds.map((change_id) => ({ change_id, verdict: "accept" as const }));
      await decideChanges(ctx, id, { decisions });
      return getProposal(scope, id);
    },
    apply: async (id, message) => {
      const applied = await applyProposal(ctx, id, { message, undecided: "leave" });
      const rest = applied.restId ? { rest: await getProposal(scope, applied.restId) } : {};
      return { version: applied.version, proposal: await getProposal(scope, id), ...rest };
    },
    close: () => db.$disconnect(),
  };
}

async function all<T extends { id: string }>(read: (page: { limit: number; after: string | null }) => Promise<T[]>): Promise<T[]> {
  const items: T[] = [];
  const limit = 100;
  for (let after: string | null = null; ; ) {
    const page: T[] = await read({ limit, after });
    items.push(...page.slice(0, limit));
    if (page.length <= limit) return items;
    after = page[limit - 1]?.id ?? null;
  }
}

/** Read here and not by the worker, which then finds it taken. */
async function importFile(ctx: Context, agentId: string, file: InputFile, format: string): Promise<Imported> {
  const { importId } = await receiveUpload(ctx, { agentId, name: file.name, format, chunks: createReadStream(file.path) });
  await runImport(ctx.scope.workspaceId, importId, `command-line:${process.pid}:${importId}`);
  for (;;) {
    const done = await getImport(ctx.scope, importId);
    if (done.status === "completed" && done.result) return { result: done.result };
    if (done.status === "canceled") throw new AppError("conflict", "The import was canceled. What it had imported is kept.");
    if (done.status === "failed") {
      const refused = new AppError(done.error?.type ?? "unprocessable", done.error?.message ?? "The import failed.", done.error?.details);
      if (refused.type === "unsupported_format") return { refused };
      throw refused;
    }
    await sleep(250);
  }
}
