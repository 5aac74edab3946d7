import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * What `postmaster.pid` says: PostgreSQL writes its process id on line 1 and its state on line 8.
 * @param {string} cluster
 * @returns {{ pid: number, status: string } | null}
 */
export function readPostmaster(cluster) {
  const file = join(cluster, "postmaster.pid");
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0 ? { pid, status: (lines[7] ?? "").trim() } : null;
  } catch {
    return null;
  }
}

/**
 * Ends a PostgreSQL that a killed server left behind, and clears what is stale, so that a new one can start.
 * @param {string} cluster
 * @param {(line: string) => void} say
 */
export async function clearOrphan(cluster, say) {
  const file = join(cluster, "postmaster.pid");
  const left = readPostmaster(cluster);
  if (left && isPostgresOf(left.pid, cluster)) {
    say(`stopping the PostgreSQL that an earlier run left (pid ${left.pid})`);
    await endProcess(left.pid, cluster);
  }
  // The process id may have been given to another program since: then PostgreSQL itself would refuse to start.
  if (existsSync(file)) rmSync(file, { force: true });
  await endBackends(cluster);
}

/** Fast shutdown; after 20 s an immediate one, after 30 s a kill: the write-ahead log keeps what was committed. */
async function endProcess(pid, cluster) {
  const steps = [
    ["SIGINT", 20_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 5_000],
  ];
  for (const [signal, ms] of steps) {
    send(pid, signal);
    for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) if (!isPostgresOf(pid, cluster)) return;
  }
}

/** After a SIGKILL of the postmaster its sessions may live on for a moment and hold its shared memory. */
async function endBackends(cluster) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const left = processesOf(cluster);
    if (left.length === 0) return;
    if (attempt > 20) for (const pid of left) send(pid, attempt > 60 ? "SIGKILL" : "SIGQUIT");
    await sleep(25);
  }
}

function processesOf(cluster) {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isPostgresOf(pid, cluster));
}

/** PostgreSQL's processes have the cluster as working folder; without /proc the name has to do. */
export function isPostgresOf(pid, cluster) {
  if (!isAlive(pid)) return false;
  if (existsSync("/proc/self/cwd")) {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster) && readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("postgres");
    } catch {
      return false;
    }
  }
  try {
    return /postgres\s*$/.test(execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" }));
  } catch {
    return false;
  }
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // already gone
  }
}
