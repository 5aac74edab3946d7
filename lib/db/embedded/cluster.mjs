import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findBinaries } from "./binaries.mjs";
import { clearOrphan, readPostmaster } from "./postmaster.mjs";

const user = "reveille";
const maxLogBytes = 10_000_000;
const readyTimeoutMs = 60_000;

// The shell between us and PostgreSQL holds the other end of a pipe: when we die, however we die, the pipe closes and
// PostgreSQL gets a fast shutdown. The shell ignores the terminal's signals, so that Ctrl-C does not end it before the jobs.
const supervisor = `exec 3<&0; "$@" 3<&- </dev/null & p=$!
trap "" INT TERM HUP
(cat <&3 >/dev/null; kill -INT $p) &
wait $p; s=$?; kill $! 2>/dev/null; exit $s`;

/**
 * @typedef {object} Database
 * @property {string} url      connection string (Unix socket) of the application's database
 * @property {number} pid      of the postmaster
 * @property {Promise<void>} exited  settles when this PostgreSQL has ended, for whatever reason
 * @property {() => Promise<void>} stop  fast shutdown
 */

/**
 * Starts the cluster at `location`, making it first if there is none. The caller must hold the lock of the data directory.
 * @param {{ root: string, location: import("./location.mjs").Location, say?: (line: string) => void, ephemeral?: boolean }} options
 *   `ephemeral`: for tests, without fsync
 * @returns {Promise<Database>}
 */
export async function startCluster({ root, location, say = () => {}, ephemeral = false }) {
  const native = findBinaries({ root, account: location.account, say });
  const password = readOrMakePassword(location.base);
  if (!existsSync(location.cluster)) await initCluster(native, location, password, say);
  await clearOrphan(location.cluster, say);
  const running = await launch(native, location, ephemeral);
  return { url: connectionUrl(location, password), ...running };
}

/** The connection string of a cluster that runs, for other processes of the same account. */
export function urlOf(location, database = user) {
  return connectionUrl(location, readFileSync(join(location.base, "password"), "utf8").trim(), database);
}

function connectionUrl(location, password, database = user) {
  return `postgresql://${user}:${password}@localhost/${database}?host=${encodeURIComponent(location.sockets)}`;
}

function readOrMakePassword(base) {
  const file = join(base, "password");
  try {
    writeFileSync(file, `${randomBytes(24).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  return readFileSync(file, "utf8").trim();
}

/** Into a temporary folder, then renamed: a kill in the middle leaves no half cluster that looks like a whole one. */
async function initCluster(native, location, password, say) {
  for (const name of readdirSync(location.base)) {
    // Best effort: initdb outlives its killed parent for a moment and may still write there.
    if (name.startsWith("init-")) tryRemove(join(location.base, name));
  }
  say("creating the database");
  const folder = join(location.base, `init-${process.pid}`);
  const passwordFile = `${folder}.pw`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  mkdirSync(folder, { mode: 0o700 });
  const { uid, gid } = location.account;
  if (uid !== undefined) for (const path of [folder, passwordFile]) chownSync(path, uid, gid ?? uid);
  const options = ["--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"];
  const child = spawn(join(native, "bin", "initdb"), ["-D", folder, "-U", user, "--no-instructions", ...options], {
    ...location.account,
    cwd: location.base,
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, "close");
  tryRemove(passwordFile);
  if (code !== 0) {
    tryRemove(folder);
    const reason = errors.trim().split("\n")[0] ?? `status ${code}`;
    throw new Error(`the embedded PostgreSQL could not be created (${reason}): set DATABASE_URL to a PostgreSQL server instead`);
  }
  renameSync(folder, location.cluster);
}

async function launch(native, location, ephemeral) {
  const logFile = join(location.base, "postgres.log");
  const logStart = trimmedSize(logFile);
  const settings = ["listen_addresses=", "unix_socket_permissions=0700", "max_connections=100", "log_min_messages=warning"];
  // A container's /dev/shm is often 64 MB: parallel workers would run out of it.
  settings.push("max_parallel_workers_per_gather=0", "max_parallel_maintenance_workers=0");
  if (ephemeral) settings.push("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200");
  const log = openSync(logFile, "a", 0o600);
  const args = ["-D", location.cluster, "-k", location.sockets, ...settings.flatMap((setting) => ["-c", setting])];
  const child = spawn("/bin/sh", ["-c", supervisor, "sh", join(native, "bin", "postgres"), ...args], {
    ...location.account,
    detached: true,
    cwd: location.base,
    env: environment(),
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  child.stdin.on("error", () => {});
  child.unref();
  child.stdin.unref?.();
  const exited = new Promise((done) => child.once("exit", () => done(undefined)));
  let ended = false;
  exited.then(() => {
    ended = true;
  });
  const stop = async () => {
    if (ended) return;
    child.ref();
    child.stdin.end();
    await exited;
  };
  for (const end = Date.now() + readyTimeoutMs; ; await sleep(10)) {
    const state = readPostmaster(location.cluster);
    if (state?.status === "ready" && (await accepts(location.sockets))) return { pid: state.pid, exited, stop };
    if (!ended && Date.now() < end) continue;
    await stop();
    throw new Error(`the embedded PostgreSQL did not start: ${reasonIn(logFile, logStart)} (log: ${logFile})`);
  }
}

function trimmedSize(file) {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxLogBytes) return size;
  truncateSync(file, 0);
  return 0;
}

function reasonIn(file, from) {
  const lines = readFileSync(file).subarray(from).toString("utf8").trim().split("\n");
  return lines.find((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? "no message";
}

function accepts(sockets) {
  return new Promise((done) => {
    const probe = createConnection(join(sockets, ".s.PGSQL.5432"));
    const answer = (ok) => {
      probe.destroy();
      done(ok);
    };
    probe.once("connect", () => answer(true)).once("error", () => answer(false));
  });
}

function environment() {
  return { PATH: process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}

function tryRemove(path) {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  } catch {
    // left for the next start
  }
}
