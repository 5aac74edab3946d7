import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDataDir } from "#embedded/location.mjs";
import { SettingError } from "./settings.mjs";

/**
 * Makes the data directory if there is none.
 * @param {string} dataDir  throws SettingError when it cannot be written
 */
export function openDataDir(dataDir) {
  try {
    makeDataDir(dataDir);
    accessSync(`${dataDir}/`, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new SettingError(
      `REVEILLE_DATA_DIR is ${JSON.stringify(dataDir)}, which cannot be written (${error.code}); it takes the path of a folder`,
    );
  }
}

/**
 * The key that signs sessions, made once.
 * @param {string} dataDir
 */
export function signingSecret(dataDir) {
  const file = join(dataDir, "nextauth.secret");
  if (!existsSync(file)) writeWhole(file, `${randomBytes(32).toString("base64url")}\n`);
  return readFileSync(file, "utf8").trim();
}

/**
 * `run.json`: who serves this data directory, for the command line and for whoever watches.
 * @param {string} dataDir
 * @param {{ url: string, pid: number, worker_pid: number | null, postgres_pid: number | null, started_at: string }} run
 */
export const writeRunFile = (dataDir, run) => writeWhole(join(dataDir, "run.json"), `${JSON.stringify(run, null, 2)}\n`);

export const removeRunFile = (dataDir) => rmSync(join(dataDir, "run.json"), { force: true });

/** @param {string} dataDir @returns {{ url: string, pid: number } | null} what `run.json` says, if there is one */
export function readRunFile(dataDir) {
  try {
    return JSON.parse(readFileSync(join(dataDir, "run.json"), "utf8"));
  } catch {
    return null;
  }
}

/** A kill leaves either the old file or the new one, never half of it; readable by its owner alone. */
function writeWhole(file, content) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, file);
}
