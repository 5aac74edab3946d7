import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const tether = new URL("tether.mjs", import.meta.url).href;
const readyTimeoutMs = 120_000;

/**
 * Starts a server for browser tests through the same start.mjs as everyone's, on a free port with a data directory of its own.
 * @param {{ root: string, distDir: string, say: (line: string) => void }} options
 * @returns {Promise<{ env: Record<string, string>, dataDir: string, stop: () => Promise<void> }>}  `env`: what e2e/fixtures.ts reads
 */
export async function startTestServer({ root, distDir, say }) {
  const dataDir = mkdtempSync(join(tmpdir(), "rv-e2e-"));
  chmodSync(dataDir, 0o711);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  // Nobody listens there until a test starts a fake of the Claude API on it.
  const claudePort = await freePort();
  const env = {
    REVEILLE_TEST_URL: url,
    REVEILLE_TEST_EMAIL: "admin@example.com",
    REVEILLE_TEST_PASSWORD: randomBytes(12).toString("hex"),
    REVEILLE_TEST_API_KEY: `rvl_test_${randomBytes(24).toString("hex")}`,
    REVEILLE_TEST_CLAUDE_PORT: String(claudePort),
  };
  const child = spawn(process.execPath, ["--import", tether, join(root, "lib", "cli", "start.mjs")], {
    cwd: root,
    env: {
      ...process.env,
      REVEILLE_PARENT: String(process.pid),
      PORT: String(port),
      REVEILLE_DATA_DIR: dataDir,
      REVEILLE_DIST_DIR: distDir,
      REVEILLE_BOOTSTRAP_EMAIL: env.REVEILLE_TEST_EMAIL,
      REVEILLE_BOOTSTRAP_PASSWORD: env.REVEILLE_TEST_PASSWORD,
      REVEILLE_BOOTSTRAP_API_KEY: env.REVEILLE_TEST_API_KEY,
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${claudePort}`,
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  for (const end = Date.now() + readyTimeoutMs; ; await sleep(200)) {
    if (await isReady(url)) break;
    if (child.exitCode === null && Date.now() < end) continue;
    await stop();
    if (Date.now() < end) throw new Error("the server for the browser tests ended before it was ready");
    throw new Error(`the server for the browser tests was not ready after ${readyTimeoutMs / 1000} s`);
  }
  say(`browser tests against ${url}`);
  return { env, dataDir, stop };
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/api/ready`)).ok;
  } catch {
    return false;
  }
}

/** A port that nobody uses now. Someone may take it before we do: then the start says so. */
export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail).listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
