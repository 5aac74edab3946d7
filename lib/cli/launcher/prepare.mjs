import { accessSync, constants, existsSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LockedError, setupLockPathOf, takeLock } from "./lock.mjs";
import { hashOf, installHash, isInstalled, isStamped, sourceHash, stamp, unstamp } from "./stamps.mjs";
import { runStep, StepError } from "./step.mjs";

/**
 * Brings the checkout up to date: packages, generated client and, where asked for, the production build. Does only what
 * is stale. Two starts in one checkout do it one after the other.
 * @param {{ root: string, say: (line: string) => void, distDir?: string }} options  `distDir`: build into this folder
 */
export async function prepareCheckout({ root, say, distDir }) {
  if (upToDate(root, distDir)) return;
  const lock = await waitForSetup(root, say);
  try {
    await install(root, say);
    await generate(root, say);
    if (distDir) await build(root, distDir, say);
  } finally {
    lock.release();
  }
}

const installStamp = (root) => join(root, "node_modules", ".reveille-stamp");
const generateStamp = (root) => join(root, "lib", "db", "generated", ".stamp");
const buildStamp = (root, distDir) => join(root, distDir, "reveille.stamp");
const schemaHash = (root) => hashOf(root, ["prisma/schema.prisma", "package-lock.json"]);

function upToDate(root, distDir) {
  if (!isStamped(installStamp(root), installHash(root)) || !isStamped(generateStamp(root), schemaHash(root))) return false;
  return !distDir || isStamped(buildStamp(root, distDir), sourceHash(root));
}

async function waitForSetup(root, say) {
  for (let told = false; ; await sleep(500)) {
    try {
      return await takeLock(setupLockPathOf(root), { pid: process.pid, what: "a start" });
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      if (!told) say(`waiting for pid ${error.holder.pid}, which is preparing the same folder`);
      told = true;
    }
  }
}

async function install(root, say) {
  const file = installStamp(root);
  const hash = installHash(root);
  if (isStamped(file, hash)) return;
  if (!isInstalled(root)) {
    unstamp(file);
    const options = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
    const env = { npm_config_cache: npmCache() };
    try {
      await runStep({ root, say, env, name: "installing packages", args: [npmScript(), "ci", ...options] });
    } catch (error) {
      say(`npm ci did not succeed (${reasonOf(error)}), trying npm install`);
      const name = "installing packages another way";
      await runStep({ root, say, env, name, args: [npmScript(), "install", "--no-save", ...options] });
    }
  }
  stamp(file, hash);
}

const reasonOf = (error) =>
  error.message.split("\n").find((line) => /error/i.test(line) && !/^npm error code/.test(line)) ?? "no reason given";

async function generate(root, say) {
  const hash = schemaHash(root);
  if (isStamped(generateStamp(root), hash)) return;
  unstamp(generateStamp(root));
  // `generate` loads no schema engine but wants to download one: any program in its place will do.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true" };
  await runStep({ root, say, env, name: "generating the database client", args: ["node_modules/prisma/build/index.js", "generate"] });
  stamp(generateStamp(root), hash);
}

async function build(root, distDir, say) {
  const hash = sourceHash(root);
  if (isStamped(buildStamp(root, distDir), hash)) return;
  unstamp(buildStamp(root, distDir));
  // Route types of an earlier build may name pages that are gone.
  rmSync(join(root, distDir, "types"), { recursive: true, force: true });
  const env = { REVEILLE_DIST_DIR: distDir, DATABASE_URL: undefined };
  await runStep({ root, say, env, name: "building", args: ["node_modules/next/dist/bin/next", "build"] });
  if (!existsSync(join(root, distDir, "BUILD_ID"))) throw new StepError("building ended without a result");
  stamp(buildStamp(root, distDir), hash);
}

/** npm's own script: what runs us through `npm start`, else the npm that is on PATH or beside this Node. */
function npmScript() {
  const given = process.env.npm_execpath;
  if (given && /npm-cli\.[cm]?js$/.test(given) && existsSync(given)) return given;
  const folders = [...(process.env.PATH ?? "").split(delimiter), dirname(process.execPath)];
  for (const folder of folders) {
    const npm = join(folder, "npm");
    if (folder && existsSync(npm) && /\.[cm]?js$/.test(realpathSync(npm))) return realpathSync(npm);
  }
  const beside = join(dirname(process.execPath), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js");
  if (existsSync(beside)) return beside;
  throw new StepError("npm was not found: start with `npm start`");
}

/** An account without a usable home (nobody, some containers) still needs a place for npm's downloads. */
function npmCache() {
  if (process.env.npm_config_cache && writable(process.env.npm_config_cache)) return process.env.npm_config_cache;
  const usual = join(homedir(), ".npm");
  if (writable(usual)) return usual;
  return join(tmpdir(), `rv-npm-${process.getuid?.() ?? 0}`);
}

function writable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
