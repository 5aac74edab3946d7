import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTemporaryCluster } from "#embedded/temporary.mjs";
import { type Api, agentWithSession, apiOf, newDataDir, type Started, startScript, until } from "@/lib/testing/processes";
import { freePort } from "./launcher/test-server.mjs";

// The steps of deploy/Dockerfile and deploy/compose.yaml, without Docker: build, leave behind what only tests need, serve and work apart on a PostgreSQL
// that is somebody else's.

const root = process.cwd();
const run = promisify(execFile);
const KEY = "rvl_deploy_test_0123456789abcdefghijklmnop";
const WORDS = "Please always sign letters as Zanzibar Quartz 7731.";

let image = "";
let database: { url: string; stop: () => Promise<void> };
let web: Started;
let worker: Started;
let api: Api;
const folders = { web: newDataDir(), worker: newDataDir() };
/** Lines of ours for whoever looks, the one that Next prints when it reads its configuration, and Node's own warnings. */
const FOR_PEOPLE = /^(\[reveille\] |✓ Running next\.config\.ts|\(node:\d+\) \w+Warning: |\(Use `node --trace)/;
const secrets = { NEXTAUTH_SECRET: "a secret of 16 or more", NODE_ENV: "production", REVEILLE_DIST_DIR: ".next-test" };

const healthy = (what: "web" | "worker", env: Record<string, string>) => startScript(image, ["deploy/healthy.mjs", what], env);

beforeAll(async () => {
  // As `npm run build` in the image; `npm test` has done it before, and then nothing is to be done.
  await run(process.execPath, ["lib/cli/build.mjs"], { cwd: root, env: { ...process.env, REVEILLE_DIST_DIR: ".next-test" } });
  image = mkdtempSync(join(tmpdir(), "rv-image-"));
  const apart = /^(\.git|\.next.*|\.data.*|node_modules|test-results|playwright-report)$/;
  for (const name of readdirSync(root)) if (!apart.test(name)) cpSync(join(root, name), join(image, name), { recursive: true });
  cpSync(join(root, ".next-test"), join(image, ".next-test"), { recursive: true });
  // Linked where that is possible, not copied; what npm writes in place must not be shared.
  const modules = [join(root, "node_modules"), join(image, "node_modules")];
  await run("cp", ["-al", ...modules]).catch(() => run("cp", ["-a", ...modules]));
  for (const name of [".package-lock.json", ".reveille-stamp"]) {
    rmSync(join(image, "node_modules", name));
    cpSync(join(root, "node_modules", name), join(image, "node_modules", name));
  }
  await run("npm", ["prune", "--omit=dev", "--no-audit", "--no-fund", "--offline"], { cwd: image });
  database = await startTemporaryCluster({ root });
  const port = await freePort();
  api = apiOf(port, KEY);
  web = startScript(image, ["lib/cli/start.mjs"], {
    ...secrets,
    DATABASE_URL: database.url,
    PORT: String(port),
    REVEILLE_DATA_DIR: folders.web.dataDir,
    REVEILLE_WORKERS: "none",
    REVEILLE_SAMPLE: "0",
    REVEILLE_BOOTSTRAP_EMAIL: "admin@example.com",
    REVEILLE_BOOTSTRAP_PASSWORD: "a long password",
    REVEILLE_BOOTSTRAP_API_KEY: KEY,
    LOG_LEVEL: "debug",
  });
  await until("it serves", api.isReady, web.output);
  mkdirSync(folders.worker.dataDir);
  const env = { ...secrets, DATABASE_URL: database.url, REVEILLE_DATA_DIR: folders.worker.dataDir, LOG_LEVEL: "debug" };
  worker = startScript(image, ["lib/cli/run.mjs", "worker"], env);
});

afterAll(async () => {
  for (const one of [web, worker]) await one?.end();
  await database?.stop();
  for (const { remove } of Object.values(folders)) remove();
  if (image) rmSync(image, { recursive: true, force: true });
});

it("what only tests and the build need is left behind, and the start installs, generates and builds nothing", () => {
  expect(readdirSync(join(image, "node_modules"))).not.toContain("vitest");
  expect(web.output()).not.toMatch(/installing|generating|building|starting PostgreSQL/);
  expect(web.output()).toMatch(/migrated the database/);
});

it("the health checks of both say that they are well", async () => {
  const port = new URL(api.url).port;
  expect(await healthy("web", { PORT: port }).exit).toBe(0);
  const { dataDir } = folders.worker;
  await until("the worker is well", async () => (await healthy("worker", { REVEILLE_DATA_DIR: dataDir }).exit) === 0, worker.output);
  const none = healthy("worker", { REVEILLE_DATA_DIR: folders.web.dataDir });
  expect([await none.exit, none.output().trim().split("\n").length]).toEqual([1, 1]);
});

it("a dream that the server is asked for is dreamed by the worker apart, applied, and read by the agent", async () => {
  const { agentId, storeId } = await agentWithSession(api, "Letters", WORDS);
  const { id } = await api.post<{ id: string }>(`/api/v1/stores/${storeId}/dreams`, {});
  type Dream = { status: string; proposal_id: string };
  await until("the dream has ended", async () => (await api.get<Dream>(`/api/v1/dreams/${id}`)).status === "completed", worker.output);
  const { proposal_id } = await api.get<Dream>(`/api/v1/dreams/${id}`);
  const { changes } = await api.get<{ changes: { id: string }[] }>(`/api/v1/proposals/${proposal_id}`);
  const decisions = changes.map((c) => ({ change_id: c.id, verdict: "accept", comment: "Yes." }));
  await api.post(`/api/v1/proposals/${proposal_id}/decisions`, { decisions });
  await api.post(`/api/v1/proposals/${proposal_id}/apply`, {});
  expect(JSON.stringify(await api.get(`/api/v1/agents/${agentId}/memory`))).toContain("Zanzibar Quartz 7731");
});

it("ends in order when it is asked to, and neither log holds words of a session or a memory", async () => {
  // What is refused is logged too.
  expect((await api.ask("PUT", `/api/v1/stores/str_unknown/memories`, { path: "/a.md", content: WORDS })).status).toBe(404);
  expect(await Promise.all([web.end(), worker.end()])).toEqual([0, 0]);
  expect(await healthy("web", { PORT: new URL(api.url).port }).exit).toBe(1);
  for (const output of [web.output(), worker.output()]) {
    const lines = output.split("\n").filter((l) => l && !FOR_PEOPLE.test(l));
    for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
    expect(output).not.toMatch(/Zanzibar|Quartz/);
  }
  expect(worker.output()).toMatch(/"msg":"worker started"[\s\S]*"msg":"worker stopped"/);
});
