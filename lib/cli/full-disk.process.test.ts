import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyMigrations } from "#embedded/migrate.mjs";
import { log } from "@/lib/log";
import { verifyAudit } from "@/lib/queries/audit";
import { whyDatabaseNotReady } from "@/lib/queries/workspaces";
import { putMemory } from "@/lib/services/edit-memory";
import { chatLines, headContents, makeAgent, makeWorkspace, upload } from "@/lib/testing/factories";
import { until } from "@/lib/testing/processes";
import { keepDatabase } from "./launcher/database.mjs";

// A small file system of its own, which only some accounts may make, with the whole data directory on it.
const folder = mkdtempSync(join(tmpdir(), "rv-disk-"));
const disk = join(folder, "disk");
chmodSync(folder, 0o711); // as root PostgreSQL runs as another user, who has to pass
mkdirSync(disk);
const mayMount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=320m,mode=711", "tmpfs", disk]).status === 0;
let database: Awaited<ReturnType<typeof keepDatabase>> | undefined;

beforeAll(async () => {
  if (!mayMount) return;
  log.level = "silent";
  const root = process.cwd();
  database = await keepDatabase({ root, dataDir: join(disk, "data"), holder: { pid: process.pid, what: "a test" }, say: () => {} });
  await applyMigrations({ url: database.url, folder: join(root, "prisma", "migrations") });
  process.env.DATABASE_URL = database.url;
});

afterAll(async () => {
  for (const hook of (globalThis as { __onShutdown?: (() => Promise<unknown>)[] }).__onShutdown ?? []) await hook();
  await database?.stop();
  if (mayMount) execFileSync("umount", ["-l", disk]);
  rmSync(folder, { recursive: true, force: true });
});

/** Writes until nothing more fits. */
function fill(file: string): void {
  for (const size of [1 << 20, 1 << 12, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: "a" });
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOSPC") throw error;
    }
  }
}

const LOOK_MS = 11_000; // a look at the disk holds for ten seconds

test.skipIf(!mayMount)(
  "on a full disk what cannot be kept is refused whole, what was kept stays, and readiness says so until there is room",
  async () => {
    const { admin, id } = await makeWorkspace();
    const { agentId, storeId } = await makeAgent(admin);
    await putMemory(admin, storeId, { path: "/kept.md", content: "Kept." });
    expect(await whyDatabaseNotReady()).toBeNull();
    const words = () => ({ role: "user" as const, content: randomBytes(1 << 20).toString("base64") });
    const long = (name: string) => chatLines({ id: name, messages: Array.from({ length: 12 }, words) });

    fill(join(disk, "filled"));
    const told = await upload(admin, agentId, long("long")).then(
      (i) => i.status,
      () => "refused",
    );
    expect(told).not.toBe("completed");
    const reasons: (string | null)[] = [];
    await until(
      "it says so",
      async () => {
        reasons.push(await whyDatabaseNotReady());
        return reasons.at(-1) !== null;
      },
      () => reasons.join(),
      2 * LOOK_MS,
    );
    expect(reasons.at(-1)).toMatch(/disk is full|does not answer/);

    rmSync(join(disk, "filled"));
    await until("there is room again", async () => (await whyDatabaseNotReady()) === null);
    expect(await headContents(id, storeId)).toEqual({ "/kept.md": "Kept." });
    const again = await upload(admin, agentId, long("long"));
    expect([again.status, again.result?.imported.length]).toEqual(["completed", 1]);
    expect(await verifyAudit(admin.scope)).toMatchObject({ ok: true });
  },
);
