import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTemporaryCluster } from "#embedded/temporary.mjs";
import { type DatabaseProxy, openDatabaseProxy } from "@/lib/testing/database-proxy";
import { type Api, agentWithSession, apiOf, newDataDir, type Started, startScript, until } from "@/lib/testing/processes";
import { freePort } from "./launcher/test-server.mjs";

// What the real processes do when something under them breaks. `npm test` built into REVEILLE_DIST_DIR before; alone, this builds.

const root = process.cwd();
const KEY = "rvl_fault_test_0123456789abcdefghijklmnop";
const started: Started[] = [];
const folders: { remove: () => void }[] = [];

type Server = { api: Api; process: Started; port: number; dataDir: string };

/** A server, and the worker beside it unless told otherwise. */
async function startServer(env: Record<string, string>): Promise<Server> {
  const port = await freePort();
  const folder = newDataDir();
  folders.push(folder);
  const ours = {
    PORT: String(port),
    REVEILLE_DATA_DIR: folder.dataDir,
    REVEILLE_DIST_DIR: ".next-test",
    REVEILLE_SAMPLE: "0",
    LOG_LEVEL: "error",
    NEXTAUTH_SECRET: "a secret of 16 or more",
    REVEILLE_BOOTSTRAP_EMAIL: "admin@example.com",
    REVEILLE_BOOTSTRAP_PASSWORD: "a long password",
    REVEILLE_BOOTSTRAP_API_KEY: KEY,
  };
  const process = startScript(root, ["lib/cli/start.mjs"], { ...ours, ...env });
  started.push(process);
  return { api: apiOf(port, KEY), process, port, dataDir: env.REVEILLE_DATA_DIR ?? folder.dataDir };
}

const served = (...servers: Server[]) => Promise.all(servers.map((s) => until("it serves", s.api.isReady, s.process.output)));
const names = async (api: Api) => (await api.get<{ data: { name: string }[] }>("/api/v1/agents?limit=100")).data.map((a) => a.name);
const dreamOf = (api: Api, id: string) => api.get<{ status: string; proposal_id: string | null }>(`/api/v1/dreams/${id}`);
const ended = (status: string) => ["completed", "nothing_to_change", "failed", "canceled"].includes(status);
const RULE = "Please always answer in French.";

afterEach(async () => {
  for (const one of started.splice(0)) await one.end();
  for (const folder of folders.splice(0)) folder.remove();
});

describe("a database of its own that several use", () => {
  let database: { url: string; stop: () => Promise<void> };
  let proxy: DatabaseProxy;
  beforeAll(async () => {
    database = await startTemporaryCluster({ root });
    proxy = await openDatabaseProxy(database.url);
  });
  afterAll(async () => {
    await proxy.close();
    await database.stop();
  });

  test("goes away and comes back: the server stays, says so, loses nothing, and works again by itself", async () => {
    const server = await startServer({ DATABASE_URL: proxy.url });
    const { api } = server;
    await served(server);
    const { storeId } = await agentWithSession(api, "Before", RULE);
    const page = (path: string) => fetch(`${api.url}${path}`, { redirect: "manual" });
    expect((await page("/sign-in")).status).toBe(200);

    proxy.cut();
    await until("it says so", async () => (await api.ask("GET", "/api/ready")).status === 503, server.process.output);
    const { json } = await api.ask<{ reason: string }>("GET", "/api/ready");
    expect(json.reason).toBe("the database does not answer");
    expect((await api.ask("GET", "/api/health")).status).toBe(200);
    const refused = await api.ask<{ error: { type: string; message: string } }>("POST", "/api/v1/agents", { name: "Lost" });
    expect([refused.status, refused.json.error.type]).toEqual([500, "internal"]);
    expect(JSON.stringify(refused.json)).not.toMatch(/prisma|postgres|127\.0\.0\.1/i);
    expect(server.process.child.exitCode).toBeNull();

    proxy.mend();
    await until("it serves again", api.isReady, server.process.output);
    expect(await names(api)).toEqual(["Before"]);
    const { id } = await api.post<{ id: string }>(`/api/v1/stores/${storeId}/dreams`, {});
    await until("its worker works again", async () => ended((await dreamOf(api, id)).status), server.process.output);
    expect((await dreamOf(api, id)).status).toBe("completed");
    expect(await api.get("/api/v1/audit/verify")).toMatchObject({ ok: true });
  });
});

describe("two servers, each with its worker, on one database", () => {
  let database: { url: string; stop: () => Promise<void> };
  beforeAll(async () => {
    database = await startTemporaryCluster({ root });
  });
  afterAll(() => database.stop());

  test("begin one installation, dream everything once, apply once, and one goes on when the other is killed", async () => {
    const [a, b] = await Promise.all([1, 2].map(() => startServer({ DATABASE_URL: database.url })));
    if (!a || !b) throw new Error("unreachable");
    await served(a, b);
    const stores: string[] = [];
    for (const [i, { api }] of [a, b, a, b].entries()) stores.push((await agentWithSession(api, `Agent ${i}`, RULE)).storeId);
    expect((await names(a.api)).sort()).toEqual(["Agent 0", "Agent 1", "Agent 2", "Agent 3"]);
    expect(await names(b.api)).toEqual(await names(a.api));

    const start = async (storeId: string, i: number) =>
      (await (i % 2 ? a : b).api.post<{ id: string }>(`/api/v1/stores/${storeId}/dreams`, {})).id;
    const dreams = await Promise.all(stores.map(start));
    for (const id of dreams) await until(`dream ${id} has ended`, async () => ended((await dreamOf(b.api, id)).status), b.process.output);
    const proposals = await Promise.all(dreams.map(async (id) => (await dreamOf(a.api, id)).proposal_id));
    expect(new Set(proposals).size).toBe(4);
    expect((await a.api.get<{ data: unknown[] }>("/api/v1/proposals?limit=100")).data).toHaveLength(4);

    // Two people press at once, each on another server: one version comes of it.
    const [first] = proposals;
    const { changes } = await a.api.get<{ changes: { id: string }[] }>(`/api/v1/proposals/${first}`);
    await a.api.post(`/api/v1/proposals/${first}/decisions`, { decisions: changes.map((c) => ({ change_id: c.id, verdict: "accept" })) });
    const applied = await Promise.all([a, b].map(({ api }) => api.ask("POST", `/api/v1/proposals/${first}/apply`, {})));
    expect(applied.map((r) => r.status).sort()).toEqual([200, 409]);
    expect((await b.api.get<{ head_version: number }>(`/api/v1/stores/${stores[0]}`)).head_version).toBe(2);

    // The one whose server is killed: its worker goes with it, and what either had in hand is done by the other.
    const store = (await agentWithSession(a.api, "Last", RULE)).storeId;
    const { id } = await a.api.post<{ id: string }>(`/api/v1/stores/${store}/dreams`, {});
    a.process.child.kill("SIGKILL");
    await until("the other ends the dream", async () => ended((await dreamOf(b.api, id)).status), b.process.output);
    expect((await dreamOf(b.api, id)).status).toBe("completed");
    expect(await b.api.get("/api/v1/audit/verify")).toMatchObject({ ok: true });
  });
});
