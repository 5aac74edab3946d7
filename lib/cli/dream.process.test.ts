import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { session, writeSessions } from "@/lib/cli/dream/test-sessions";
import type { Dream, ImportResult, Proposal } from "@/lib/domain/views";
import { freePort } from "./launcher/test-server.mjs";

// The command as npm runs it, with all that it starts. `npm test` built into REVEILLE_DIST_DIR before; alone, the server's start builds.
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "rv-dream-"));
chmodSync(folder, 0o711); // as root PostgreSQL runs as another user, who has to pass
const dataDir = join(folder, "data");
const real = join(root, "..", "shared", "data", "tau-bench-airline", "gpt-4o-airline.json");
if (!existsSync(real)) console.log(`skipped: the real sessions are not at ${real}`);

const base = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  REVEILLE_DATA_DIR: dataDir,
  REVEILLE_DIST_DIR: ".next-test",
  REVEILLE_SAMPLE: "0",
  LOG_LEVEL: "error",
};
let port = 0;

type Document = { import: ImportResult; dream: Dream; proposal: Proposal; url: string };

/** From `folder`, as `INIT_CWD` tells it. */
async function dream(...args: string[]) {
  const env = { ...base, PORT: String(port), INIT_CWD: folder } as unknown as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, [join(root, "lib/cli/run.mjs"), "dream", ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const status = await new Promise((done) => child.once("close", done));
  return { status, out, errors, document: () => JSON.parse(out) as Document };
}

beforeAll(async () => {
  port = await freePort();
  writeSessions(folder, "made.jsonl", [session("s1", "mara_lind", 7), session("s2", "jon_falk", 9)], "{broken\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

describe("no server runs", () => {
  test("a made file with a broken line: stdout is one document, status 3", async () => {
    const { status, errors, document } = await dream("made.jsonl", "--agent", "Made", "--json");
    expect(errors).toMatch(/refused: made\.jsonl, line 3: /);
    expect(status).toBe(3);
    const { import: sent, dream: ended, proposal, url } = document();
    expect(sent.imported.map((one) => one.external_id)).toEqual(["s1", "s2"]);
    expect(sent.errors).toEqual([expect.objectContaining({ file: "made.jsonl", line: 3 })]);
    expect(ended).toMatchObject({ status: "completed", engine: "local", trigger: "api", base_version: 1 });
    expect(proposal.changes.map((change) => change.kind)).toContain("mistake");
    expect(url).toBe(`http://localhost:${port}/proposals/${proposal.id}`);
  });

  test.skipIf(!existsSync(real))(
    "real sessions, for people: mistakes that recur there, with reason, evidence, diff and address",
    async () => {
      const { status, out, errors } = await dream(real, "--agent", "Airline");
      expect(errors).toContain("100 sessions imported (tau-bench)");
      expect(status).toBe(0);
      for (const path of ["payment-amount-does-not-add-up", "payment-method-not-found"])
        expect(out).toMatch(new RegExp(`create /mistakes/.*${path}`));
      expect(out).toMatch(/"Error: payment method not found"/);
      expect(out).toMatch(/^\+\+\+ b\/mistakes\//m);
      expect(out).toMatch(new RegExp(`\\nhttp://localhost:${port}/proposals/prp_\\w+\\n$`));
    },
  );
});

describe("a server runs", () => {
  const address = () => `http://localhost:${port}`;
  let stop = async () => {};
  beforeAll(async () => {
    const env = { ...base, PORT: String(port) } as unknown as NodeJS.ProcessEnv;
    const child = spawn(process.execPath, [join(root, "lib/cli/start.mjs")], { cwd: root, env, stdio: "ignore" });
    const ended = new Promise<void>((done) => child.once("exit", () => done()));
    stop = async () => {
      child.kill("SIGTERM");
      await ended;
    };
    const isReady = () =>
      fetch(`${address()}/api/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
    while (child.exitCode === null && !(await isReady())) await sleep(200);
    expect(child.exitCode).toBeNull();
  });
  afterAll(() => stop());

  test("the command finds it through run.json and speaks to it: duplicates of what was sent before, then a clean change applied", async () => {
    const again = await dream("made.jsonl", "--agent", "Made", "--json");
    expect(again.document().import.duplicates).toHaveLength(2);
    expect(again.document().dream.status).toBe("nothing_to_change");
    expect(again.errors).not.toContain("npm start");

    const { status, errors, document } = await dream("made.jsonl", "--agent", "Served", "--accept-clean", "--json");
    expect(errors).toMatch(/accepted and applied \d change/);
    expect(status).toBe(3);
    const { proposal, url } = document();
    expect(proposal).toMatchObject({ status: "applied", applied_version: 2 });
    expect((await fetch(url, { redirect: "manual" })).status).toBeLessThan(400);
  });

  test("the wait runs out: status 1, and the dream goes on", async () => {
    const { status, errors } = await dream("made.jsonl", "--agent", "Hasty", "--wait", "0");
    expect(errors).toMatch(/The wait is over and the dream is still queued; it goes on\.\n/);
    expect(status).toBe(1);
  });
});
