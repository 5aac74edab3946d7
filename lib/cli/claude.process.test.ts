import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scripted } from "@/lib/dreaming/claude/test-dream";
import { TEST_KEY } from "@/lib/testing/anthropic/fake-options";
import { type FakeAnthropic, startFakeAnthropic } from "@/lib/testing/anthropic/server";
import { freePort } from "./launcher/test-server.mjs";

// A real server, its worker and a fake of the Claude API in this process. `npm test` built into REVEILLE_DIST_DIR before; alone, this builds.
const root = fileURLToPath(new URL("../..", import.meta.url));
const apiKey = "rvl_process_test_0123456789abcdefghijklmnop";
const SESSIONS = 16;

let fake: FakeAnthropic;
let server: ChildProcess;
let dataDir = "";
let port = 0;
let output = "";

const api = async (path: string, init?: RequestInit) => {
  const answer = await fetch(`http://localhost:${port}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
  });
  return { status: answer.status, body: await answer.json() };
};
const send = (method: string, path: string, body: unknown) =>
  api(path, { method, body: typeof body === "string" ? body : JSON.stringify(body) });

async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 120_000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) if (await holds()) return;
  throw new Error(`waited in vain until ${what}; ${output}`);
}

const isReady = () =>
  fetch(`http://localhost:${port}/api/ready`)
    .then((answer) => answer.status === 200)
    .catch(() => false);

beforeAll(async () => {
  fake = await startFakeAnthropic({
    answer: scripted({
      extract: (events) =>
        events
          .filter((e) => e.who === "user")
          .map((e) => ({ kind: "fact", statement: e.text, evidence: [{ event_seq: e.seq, quote: e.text }] })),
    }),
    latency: { baseMs: 300, msPerInputToken: 0, msPerOutputToken: 0 },
  });
  dataDir = join(mkdtempSync(join(tmpdir(), "rv-claude-")), "data");
  chmodSync(dirname(dataDir), 0o711);
  port = await freePort();
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PORT: String(port),
    REVEILLE_DATA_DIR: dataDir,
    REVEILLE_DIST_DIR: ".next-test",
    REVEILLE_SAMPLE: "0",
    REVEILLE_BOOTSTRAP_EMAIL: "admin@example.com",
    REVEILLE_BOOTSTRAP_PASSWORD: "a long password",
    REVEILLE_BOOTSTRAP_API_KEY: apiKey,
    ANTHROPIC_API_KEY: TEST_KEY,
    ANTHROPIC_BASE_URL: fake.url,
  };
  server = spawn(process.execPath, [join(root, "lib/cli/start.mjs")], {
    cwd: root,
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on("data", (chunk) => {
      output += chunk;
    });
  }
  await until("the server is ready", isReady, 230_000);
});

afterAll(async () => {
  const ended = new Promise((done) => server.once("close", done));
  server.kill("SIGTERM");
  await ended;
  await fake.stop();
  rmSync(dirname(dataDir), { recursive: true, force: true });
});

test("a worker killed in the middle of a dream with Claude: the next one asks for nothing that was answered, and the key is in no log", async () => {
  const agent = await send("POST", "/agents", { name: "Shop" });
  const storeId = agent.body.stores[0].store_id;
  const sessions = Array.from({ length: SESSIONS }, (_, i) => ({
    id: `s${i}`,
    messages: [{ role: "user", content: `We keep rule ${i} about parcel size ${i}.` }],
  }));
  await send("POST", `/agents/${agent.body.id}/transcripts`, sessions.map((s) => JSON.stringify(s)).join("\n"));
  await send("PATCH", `/stores/${storeId}`, { engine: "claude", claude: { requests_at_once: 2 } });
  const dream = await send("POST", `/stores/${storeId}/dreams`, {});
  expect(dream.status).toBe(202);

  await until("some sessions were read", () => fake.calls.requests.filter((r) => r.outcome === "answered").length >= 5);
  const answered = (r: { outcome: string; endedMs: number | null }) =>
    r.outcome === "answered" && (r.endedMs ?? 0) < performance.now() - 250;
  const before = fake.calls.requests.filter(answered).map((r) => JSON.stringify(r.body));
  const asked = fake.calls.requests.length;
  process.kill(JSON.parse(readFileSync(join(dataDir, "run.json"), "utf8")).worker_pid, "SIGKILL");

  let ended = { status: "", usage: { calls: 0 }, unprocessed: [] };
  await until("the dream has ended", async () => {
    ended = (await api(`/dreams/${dream.body.id}`)).body;
    return !["queued", "running"].includes(ended.status);
  });
  expect(ended).toMatchObject({ status: "completed", unprocessed: [] });
  const later = fake.calls.requests.slice(asked).map((r) => JSON.stringify(r.body));
  expect(before.length).toBeGreaterThan(0);
  expect(later.filter((body) => before.includes(body))).toEqual([]);
  // Besides what was in flight, each session and the one reconcile were asked for once.
  expect(fake.calls.requests.length).toBeLessThanOrEqual(SESSIONS + 1 + 2);
  expect(output).not.toContain(TEST_KEY);
  expect(output).not.toContain("parcel size");
});
