import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findBinaries } from "./binaries.mjs";
import { startCluster } from "./cluster.mjs";
import { prepareBase } from "./location.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
let folder = "";
let base = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rv-cluster-"));
  chmodSync(folder, 0o711); // as root PostgreSQL runs as another user, who has to pass
  base = join(folder, "db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

const start = (say?: (line: string) => void) => startCluster({ root, location: prepareBase(base), say });

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url.replace("/reveille?", "/postgres?") });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

/** Starts a cluster from a process of its own, which then does nothing; `ready` when it says so. */
function startElsewhere() {
  const script = `const { startCluster } = await import("${root}lib/db/embedded/cluster.mjs");
    const { prepareBase } = await import("${root}lib/db/embedded/location.mjs");
    await startCluster({ root: ${JSON.stringify(root)}, location: prepareBase(${JSON.stringify(base)}) });
    console.log("ready"); setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
}

/** 0 for a process that is gone. */
function parentOf(pid: number) {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/.*\) /, "").split(" ")[1]);
  } catch {
    return 0;
  }
}

const postmaster = () => Number(readFileSync(join(base, "cluster", "postmaster.pid"), "utf8").split("\n")[0]);

test("what was committed is there after a stop and a start", async () => {
  const first = await start();
  await query(first.url, "create table kept (a int)");
  await first.stop();
  const second = await start();
  expect(await query(second.url, "select * from kept")).toEqual([]);
  await second.stop();
});

test("listens on its socket alone, and wants the password", async () => {
  const database = await start();
  expect(await query(database.url, "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
  const wrong = new URL(database.url);
  wrong.password = "wrong";
  await expect(query(wrong.toString(), "select 1")).rejects.toThrow("password authentication failed");
  await database.stop();
});

test("the password file is its owner's alone", async () => {
  const database = await start();
  await database.stop();
  expect(statSync(join(base, "password")).mode & 0o777).toBe(0o600);
});

test.each([15, 60, 150, 300, 500])("a kill %i ms into the first start leaves nothing that the next start cannot use", async (ms) => {
  const child = startElsewhere();
  for (let waited = 0; !existsSync(base) && waited < 5_000; waited += 5) await sleep(5);
  await sleep(ms);
  child.kill("SIGKILL");
  await once(child, "exit");
  const database = await start();
  expect(await query(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await database.stop();
});

test("PostgreSQL ends by itself when its starter is killed", async () => {
  const child = startElsewhere();
  await once(child.stdout, "data");
  const pid = postmaster();
  child.kill("SIGKILL");
  for (let waited = 0; existsSync(join(base, "cluster", "postmaster.pid")) && waited < 10_000; waited += 20) await sleep(20);
  expect(existsSync(join(base, "cluster", "postmaster.pid"))).toBe(false);
  expect(pid).toBeGreaterThan(0);
});

test.skipIf(!existsSync("/proc/self/stat"))(
  "one that was left running, its watchers killed too, is stopped by the next start",
  async () => {
    const child = startElsewhere();
    await once(child.stdout, "data");
    const left = postmaster();
    const shell = parentOf(left);
    for (const pid of readdirSync("/proc").map(Number)) {
      if (pid > 0 && pid !== left && parentOf(pid) === shell) process.kill(pid, "SIGKILL");
    }
    process.kill(shell, "SIGKILL");
    child.kill("SIGKILL");
    await once(child, "exit");
    const said: string[] = [];
    const database = await start((line) => said.push(line));
    expect(said).toContain(`stopping the PostgreSQL that an earlier run left (pid ${left})`);
    expect(database.pid).not.toBe(left);
    await database.stop();
  },
);

test("a stale postmaster.pid whose number another program has now is no obstacle", async () => {
  await (await start()).stop();
  writeFileSync(join(base, "cluster", "postmaster.pid"), `${process.pid}\n${base}\n1\n5432\n\n\n\nready\n`);
  const database = await start();
  expect(await query(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await database.stop();
});

test("where the path is too long for a socket, another one is used", async () => {
  base = join(folder, "deep".repeat(30), "db");
  mkdirSync(base, { recursive: true });
  const database = await start();
  expect(await query(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await database.stop();
});

test("without a PostgreSQL for this machine the message says the way out, in one line", () => {
  expect(() => findBinaries({ root: "/nowhere", account: {} })).toThrow(
    /^there is no embedded PostgreSQL for this machine \(.*\): set DATABASE_URL[^\n]*$/,
  );
});
