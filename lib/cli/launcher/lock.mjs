import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {{ pid: number, what: string, url?: string }} Holder  Who holds a lock, as it tells about itself.
 * @typedef {{ confirm: () => Promise<void>, release: () => void }} Lock
 */

/** Someone else holds the lock. */
export class LockedError extends Error {
  /** @param {Holder} holder */
  constructor(holder) {
    super(`in use by ${holder.what} (pid ${holder.pid})`);
    this.holder = holder;
  }
}

/** The lock of a data directory. A Unix socket's path may have 107 bytes: a longer one is replaced by its hash. */
export function lockPathOf(dataDir) {
  const own = join(dataDir, "lock.sock");
  return Buffer.byteLength(own) <= 100 ? own : join(tmpdir(), `rv-${hash(dataDir)}.lock`);
}

/** The lock of what everything in one checkout shares: node_modules, generated code, the build. */
export function setupLockPathOf(root) {
  return join(tmpdir(), `rv-${hash(`${root}:${process.getuid?.()}`)}.setup`);
}

const hash = (value) => createHash("sha256").update(value).digest("hex").slice(0, 16);

/**
 * Takes a lock that its holder's death frees: a socket that answers who holds it. A file would outlive a kill.
 * @param {string} path
 * @param {Holder} holder
 * @returns {Promise<Lock>} throws LockedError. Call `confirm` before relying on it: of two that clear the socket of a dead
 *   holder in the same moment, one finds out there that it lost.
 */
export async function takeLock(path, holder) {
  for (let attempt = 0; ; attempt++) {
    const server = createServer((client) => {
      client.on("error", () => {});
      client.end(JSON.stringify(holder));
    });
    const error = await new Promise((done) => server.once("error", done).listen(path, () => done(null)));
    if (!error) {
      server.unref();
      return { confirm: () => confirm(path, holder), release: () => server.close() };
    }
    if (error.code !== "EADDRINUSE" || attempt > 3) throw error;
    const other = await askHolder(path);
    if (other) throw new LockedError(other);
    rmSync(path, { force: true });
  }
}

async function confirm(path, holder) {
  await sleep(30);
  const found = await askHolder(path);
  if (found?.pid !== holder.pid) throw new LockedError(found ?? { pid: 0, what: "another start" });
}

/** How often one who died while it was asked is asked for again, and after how long. */
const ASKED_AGAIN = 20;
const PAUSE_MS = 50;

/**
 * Who holds a lock; null when nobody alive does.
 * @param {string} path
 * @returns {Promise<Holder | null>}
 */
export async function askHolder(path) {
  for (let asked = 0; ; asked++) {
    if (!existsSync(path)) return null;
    const answer = await ask(path);
    if (answer !== "died") return answer;
    // Killed with the question before it: the next one is refused, or answered by who took its place.
    if (asked === ASKED_AGAIN) return UNKNOWN;
    await sleep(PAUSE_MS);
  }
}

const UNKNOWN = { pid: 0, what: "a process that does not answer" };

/**
 * @param {string} path
 * @returns {Promise<Holder | "died" | null>}
 */
function ask(path) {
  return new Promise((done) => {
    let answer = "";
    const client = createConnection(path);
    client.setTimeout(3_000, () => done(UNKNOWN));
    client.on("data", (chunk) => {
      answer += chunk;
    });
    client.on("error", (error) => {
      if (["ECONNREFUSED", "ENOENT"].includes(error.code)) done(null);
      else done(["ECONNRESET", "EPIPE"].includes(error.code) ? "died" : UNKNOWN);
    });
    client.on("close", () => {
      try {
        done(JSON.parse(answer));
      } catch {
        done(answer ? UNKNOWN : null);
      }
    });
  });
}
