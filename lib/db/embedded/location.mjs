import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SHARED_HOME } from "./binaries.mjs";

const maxSocketFolderBytes = 80;

/**
 * @typedef {object} Location
 * @property {string} base      folder that holds all of one cluster: `cluster/`, `password`, `postgres.log`
 * @property {string} cluster   PostgreSQL's own data folder
 * @property {string} sockets   folder of its Unix socket, 0700
 * @property {import("./binaries.mjs").Account} account  who it runs as
 * @property {boolean} elsewhere  the cluster is outside the data directory
 */

/**
 * Where the cluster of a data directory is, without making anything. Null when there is none yet.
 * @param {string} dataDir
 * @returns {Location | null}
 */
export function findLocation(dataDir) {
  const base = movedBase(dataDir) ?? join(resolve(dataDir), "db");
  return existsSync(join(base, "cluster")) ? locationAt(base, dataDir) : null;
}

/**
 * Where the cluster of a data directory is or will be; makes the folders. As root a data directory that an unprivileged
 * user cannot reach gets a cluster under /var/lib/reveille, found again by the random id in `db.location`.
 * @param {string} dataDir
 * @returns {Location}
 */
export function prepareLocation(dataDir) {
  makeDataDir(dataDir);
  const moved = movedBase(dataDir);
  if (moved) return prepareBase(moved, dataDir);
  const own = join(resolve(dataDir), "db");
  const location = prepareBase(own, dataDir);
  if (location.account.uid === undefined || canWrite(own, location.account)) return location;
  const id = randomBytes(10).toString("hex");
  writeFileSync(join(dataDir, "db.location"), `${id}\n`, { mode: 0o600, flag: "wx" });
  mkdirSync(SHARED_HOME, { recursive: true, mode: 0o755 });
  chmodSync(SHARED_HOME, 0o755);
  return prepareBase(join(SHARED_HOME, id), dataDir);
}

/** Makes the folders of a cluster at `base`, which need not belong to a data directory (tests). */
export function prepareBase(base, dataDir = base) {
  mkdirSync(base, { recursive: true, mode: 0o700 });
  const location = locationAt(base, dataDir);
  const { uid, gid } = location.account;
  if (uid !== undefined && statSync(base).uid !== uid) chownSync(base, uid, gid ?? uid);
  makeSocketFolder(location);
  return location;
}

/** The data directory holds secrets, each 0600. As root others may pass through it: PostgreSQL runs as another user. */
export function makeDataDir(dataDir) {
  const isRoot = process.getuid?.() === 0;
  if (!existsSync(dataDir)) mkdirSync(dataDir, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
}

function movedBase(dataDir) {
  const file = join(dataDir, "db.location");
  if (!existsSync(file)) return null;
  const id = readFileSync(file, "utf8").trim();
  if (!/^[0-9a-f]{8,64}$/.test(id)) throw new Error(`${file} is damaged: it should hold the id of a folder in ${SHARED_HOME}`);
  return join(SHARED_HOME, id);
}

function locationAt(base, dataDir) {
  const own = join(base, "sock");
  const hash = createHash("sha256").update(base).digest("hex").slice(0, 16);
  const sockets = Buffer.byteLength(own) <= maxSocketFolderBytes ? own : join(tmpdir(), `rv-${hash}`);
  const cluster = join(base, "cluster");
  return { base, cluster, sockets, account: accountFor(cluster), elsewhere: !base.startsWith(resolve(dataDir)) };
}

/** PostgreSQL refuses to run as root: then it runs as the owner of the cluster, for a new one as `nobody`. */
function accountFor(cluster) {
  if (process.getuid?.() !== 0) return {};
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const line = existsSync("/etc/passwd") ? readFileSync("/etc/passwd", "utf8").match(/^nobody:[^:]*:(-?\d+):(-?\d+):/m) : null;
  return line ? { uid: Number(line[1]) >>> 0, gid: Number(line[2]) >>> 0 } : { uid: 65534, gid: 65534 };
}

function makeSocketFolder({ sockets, account }) {
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  const found = lstatSync(sockets);
  const mine = process.getuid?.() ?? found.uid;
  // In a shared temporary folder the name could have been taken by someone else.
  if (!found.isDirectory() || ![mine, account.uid].includes(found.uid)) throw new Error(`${sockets} belongs to someone else`);
  if (account.uid !== undefined && found.uid !== account.uid) chownSync(sockets, account.uid, account.gid ?? account.uid);
  chmodSync(sockets, 0o700);
}

function canWrite(folder, account) {
  const test = 'test -x "$1" && test -w "$1"';
  return spawnSync("/bin/sh", ["-c", test, "sh", folder], { ...account, cwd: "/", stdio: "ignore" }).status === 0;
}
