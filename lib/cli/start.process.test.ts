import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "./launcher/test-server.mjs";

// The real processes, started as `npm start` starts them. `npm test` built into REVEILLE_DIST_DIR before; alone, this builds.
const root = fileURLToPath(new URL("../..", import.meta.url));
const apiKey = "rvl_process_test_0123456789abcdefghijklmnop";

type Run = { url: string; pid: number; worker_pid: number; postgres_pid: number };
type Started = { child: ChildProcess; output: () => string; exit: Promise<number | null> };

const started: Started[] = [];
let dataDir = "";
let port = 0;

function newDataDir() {
  const folder = mkdtempSync(join(tmpdir(), "rv-process-"));
  chmodSync(folder, 0o711); // as root PostgreSQL runs as another user, who has to pass
  return join(folder, "data");
}

function start(env: Record<string, string> = {}): Started {
  const ours = {
    PORT: String(port),
    REVEILLE_DATA_DIR: dataDir,
    REVEILLE_DIST_DIR: ".next-test",
    REVEILLE_SAMPLE: "0",
    LOG_LEVEL: "error",
  };
  const first = {
    REVEILLE_BOOTSTRAP_EMAIL: "admin@example.com",
    REVEILLE_BOOTSTRAP_PASSWORD: "a long password",
    REVEILLE_BOOTSTRAP_API_KEY: apiKey,
  };
  const child = spawn(process.execPath, [join(root, "lib/cli/start.mjs")], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...ours, ...first, ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return keep(child);
}

/** Its output is kept, and it is ended with the tests. */
function keep(child: ChildProcess): Started {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      text += chunk;
    });
  }
  const one = { child, output: () => text, exit: new Promise<number | null>((done) => child.once("close", done)) };
  started.push(one);
  return one;
}

/** `npm run worker`, beside a server. */
function worker(): Started {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, REVEILLE_DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "error" };
  const options = { cwd: root, env: env as unknown as NodeJS.ProcessEnv };
  return keep(spawn(process.execPath, [join(root, "lib/cli/run.mjs"), "worker"], { ...options, stdio: ["ignore", "pipe", "pipe"] }));
}

/** A command as npm runs it, to its end. */
async function command(...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, REVEILLE_DATA_DIR: dataDir, PORT: String(port) };
  const options = { cwd: root, env: env as unknown as NodeJS.ProcessEnv };
  const child = spawn(process.execPath, [join(root, "lib/cli/run.mjs"), ...args], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const status = await new Promise((done) => child.once("close", done));
  return { status, out, errors };
}

const run = (): Run => JSON.parse(readFileSync(join(dataDir, "run.json"), "utf8"));
const api = (path: string, init?: RequestInit) =>
  fetch(`http://localhost:${port}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
  });

async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 120_000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
    if (await holds()) return;
    if (started.length > 0 && started.every(({ child }) => child.exitCode !== null)) break;
  }
  throw new Error(`waited in vain until ${what}; ${started.at(-1)?.output()}`);
}

const isReady = () =>
  fetch(`http://localhost:${port}/api/ready`)
    .then((answer) => answer.status === 200)
    .catch(() => false);

/** A killed process stays in the table as a zombie until its parent looks. */
function isRunning(pid: number) {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** One of each, by every kill below, so that what was acknowledged can be looked for afterwards. */
async function createAgent(name: string) {
  const answer = await api("/agents", { method: "POST", body: JSON.stringify({ name }) });
  expect(answer.status).toBe(201);
}

const post = async <T>(path: string, body: unknown): Promise<T> => {
  const answer = await api(path, { method: "POST", body: JSON.stringify(body) });
  expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
  return (await answer.json()) as T;
};

/** An agent with one session; the id of its store. */
async function storeWithSession(name: string): Promise<string> {
  const agent = await post<{ id: string; stores: { store_id: string }[] }>("/agents", { name: `of the ${name} store` });
  await post(`/agents/${agent.id}/transcripts`, { id: name, messages: [{ role: "user", content: "Hello" }] });
  return agent.stores[0]?.store_id ?? "";
}

const startDream = async (storeId: string) => (await post<{ id: string }>(`/stores/${storeId}/dreams`, {})).id;

const statuses = (dreams: readonly string[]) =>
  Promise.all(dreams.map(async (id) => ((await (await api(`/dreams/${id}`)).json()) as { status: string }).status));

async function agentNames(): Promise<string[]> {
  const answer = await api("/agents?limit=100");
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: { name: string }[] }).data.map((agent) => agent.name);
}

beforeAll(async () => {
  dataDir = newDataDir();
  port = await freePort();
});

async function endAll() {
  for (const { child, exit } of started.splice(0)) {
    child.kill("SIGTERM");
    await exit;
  }
}

afterAll(async () => {
  await endAll();
  rmSync(join(dataDir, ".."), { recursive: true, force: true });
});

describe("what is refused is one line, status 1, and leaves nothing", () => {
  let empty = "";
  beforeEach(() => {
    empty = newDataDir();
  });
  afterEach(() => rmSync(join(empty, ".."), { recursive: true, force: true }));

  test("a bad variable", async () => {
    const refused = start({ REVEILLE_DATA_DIR: empty, REVEILLE_MAX_UPLOAD_BYTES: "256MB" });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toBe('REVEILLE_MAX_UPLOAD_BYTES is "256MB"; it takes a number of bytes from 1024 to 4294967296\n');
    expect(existsSync(empty)).toBe(false);
  });

  test("a taken port", async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
    const { port: number } = taken.address() as { port: number };
    const refused = start({ REVEILLE_DATA_DIR: empty, PORT: String(number) });
    expect(await refused.exit).toBe(1);
    taken.close();
    expect(refused.output()).toMatch(
      new RegExp(`^PORT is ${number}, which another program uses on 127\\.0\\.0\\.1; it takes a free port[^\\n]*\\n$`),
    );
    expect(existsSync(empty)).toBe(false);
  });

  test("a Node that is too old", async () => {
    const older = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } })';
    const refused = start({ REVEILLE_DATA_DIR: empty, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toMatch(/^Reveille needs Node 20\.19 or newer, and this is [^\n]*\n$/);
    expect(existsSync(empty)).toBe(false);
  });

  test("a data directory that is a file", async () => {
    const refused = start({ REVEILLE_DATA_DIR: join(root, "package.json") });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toMatch(/^REVEILLE_DATA_DIR is ".*package\.json", which cannot be written \(ENOTDIR\)[^\n]*\n$/);
  });

  test("a database server that does not answer", async () => {
    const refused = start({ REVEILLE_DATA_DIR: empty, DATABASE_URL: `postgresql://u:hunter2@localhost:${await freePort()}/d` });
    expect(await refused.exit).toBe(1);
    const lines = refused.output().trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/^the database of DATABASE_URL cannot be used: .*ECONNREFUSED/);
    expect(refused.output()).not.toContain("hunter2");
  });

  test("an address that is not this machine's", async () => {
    const refused = start({ REVEILLE_DATA_DIR: empty, HOST: "192.0.2.1" });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toMatch(/^HOST is "192\.0\.2\.1", which is not an address of this machine[^\n]*\n$/);
    expect(existsSync(empty)).toBe(false);
  });
});

describe("a server and its three processes", () => {
  test("of two starts at once on a new data directory one serves, the other says who", async () => {
    const both = [start(), start({ PORT: String(await freePort()) })];
    const loser = await Promise.race(both.map((one) => one.exit.then(() => one)));
    expect(loser.output()).toMatch(/^Reveille already runs at http:\/\/localhost:\d+ \(pid \d+\) on this data directory\n$/m);
    expect(await loser.exit).toBe(1);
    if (loser === both[0]) port = Number(new URL(loser.output().match(/http:\/\/localhost:\d+/)?.[0] ?? "").port);
    await until("it serves", isReady);
    await createAgent("before any kill");
  });

  test("a second start while it runs changes nothing", async () => {
    const before = run();
    const refused = start({ PORT: String(await freePort()) });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toContain(`http://localhost:${port} (pid ${before.pid})`);
    expect(run()).toEqual(before);
    expect(await isReady()).toBe(true);
  });

  test("run.json names the real processes and is its owner's alone", async () => {
    const { pid, worker_pid, postgres_pid } = run();
    for (const one of [pid, worker_pid, postgres_pid]) expect(isRunning(one)).toBe(true);
    for (const file of ["run.json", "nextauth.secret"]) {
      const { mode } = await import("node:fs/promises").then((fs) => fs.stat(join(dataDir, file)));
      expect(mode & 0o777).toBe(0o600);
    }
  });

  test("the command line uses the running server's database and passes the exit status through", async () => {
    const linked = await command("admin", "link", "admin@example.com");
    expect(linked.out).toContain(`http://localhost:${port}/`);
    expect(linked.status).toBe(0);
    expect((await command("admin", "nonsense")).status).toBe(2);
    expect(await isReady()).toBe(true);
  });

  test("a killed worker is started again", async () => {
    const { worker_pid } = run();
    process.kill(worker_pid, "SIGKILL");
    await until("another worker runs", () => run().worker_pid !== worker_pid && isRunning(run().worker_pid));
  });

  test("a killed PostgreSQL is started again, the server serves by itself, and nothing is lost", async () => {
    await createAgent("just before PostgreSQL was killed");
    const { pid, postgres_pid } = run();
    process.kill(postgres_pid, "SIGKILL");
    await until("another PostgreSQL runs", () => run().postgres_pid !== postgres_pid);
    await until("it serves", isReady);
    expect(await agentNames()).toEqual(expect.arrayContaining(["before any kill", "just before PostgreSQL was killed"]));
    expect(run().pid).toBe(pid);
  });

  test("a killed server takes the others with it, and the next start serves what was there", async () => {
    await createAgent("just before the server was killed");
    const { pid, worker_pid, postgres_pid } = run();
    process.kill(pid, "SIGKILL");
    await until("the others are gone", () => !isRunning(worker_pid) && !isRunning(postgres_pid), 15_000);
    start();
    await until("it serves", isReady);
    expect(await agentNames()).toContain("just before the server was killed");
  });

  test("all three killed at once: the next start serves what was there", async () => {
    await createAgent("just before all were killed");
    const { pid, worker_pid, postgres_pid } = run();
    for (const one of [pid, worker_pid, postgres_pid]) process.kill(one, "SIGKILL");
    start();
    await until("it serves", isReady);
    expect(await agentNames()).toContain("just before all were killed");
  });

  test("SIGTERM ends everything in order, with status 0", async () => {
    const { pid, worker_pid, postgres_pid } = run();
    const last = started.at(-1);
    process.kill(pid, "SIGTERM");
    expect(await last?.exit).toBe(0);
    expect([worker_pid, postgres_pid].filter(isRunning)).toEqual([]);
    expect(existsSync(join(dataDir, "run.json"))).toBe(false);
  });

  test("two workers by themselves on the running server's database: one is killed, every dream ends once", async () => {
    start({ REVEILLE_WORKERS: "none" });
    await until("it serves", isReady);
    const stores = await Promise.all(["first", "second", "third", "fourth"].map(storeWithSession));
    const dreams = await Promise.all(stores.map(startDream));
    expect(await statuses(dreams)).toEqual(dreams.map(() => "queued"));
    const [killed, left] = [worker(), worker()];
    await until("a dream has begun", async () => (await statuses(dreams)).some((status) => status !== "queued"));
    // The worker itself, and the command that keeps it: nothing is left to hand its dream back.
    killed.child.kill("SIGKILL");
    await until("every dream has ended", async () => (await statuses(dreams)).every((status) => status === "nothing_to_change"));
    const { data } = (await (await api("/dreams?limit=100")).json()) as { data: unknown[] };
    expect(data).toHaveLength(dreams.length);
    left.child.kill("SIGTERM");
    expect(await left.exit).toBe(0);
    process.kill(run().pid, "SIGTERM");
    expect(await started.at(-3)?.exit).toBe(0);
  });

  test("without a server the command line starts the database for the duration, keeping stdout clean", async () => {
    const linked = await command("admin", "link", "admin@example.com");
    expect(linked.status).toBe(0);
    expect(linked.out).not.toContain("[reveille]");
    expect(existsSync(join(dataDir, "db", "cluster", "postmaster.pid"))).toBe(false);
  });

  test("an unknown command is refused in one line", async () => {
    const refused = await command("nonsense");
    expect([refused.status, refused.out]).toEqual([1, ""]);
    expect(refused.errors).toMatch(/^\[reveille\] usage: [^\n]*\n$/);
  });
});
