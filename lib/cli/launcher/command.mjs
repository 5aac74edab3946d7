import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openDataDir, readRunFile, signingSecret } from "./data-dir.mjs";
import { keepDatabase } from "./database.mjs";
import { askHolder, LockedError, lockPathOf, takeLock } from "./lock.mjs";
import { prepareCheckout } from "./prepare.mjs";
import { loadEnvFile, readSettings } from "./settings.mjs";
import { projectRoot as root } from "./step.mjs";
import { keepWorker, typescript } from "./worker.mjs";

/**
 * What each command needs around it.
 * - `api`: a running server if there is one (its address and key), else a database and a worker for the duration
 * - `database`: the running server's database, else one for the duration
 * - `scratch`: an empty migrated database of its own, thrown away afterwards
 * - `nothing`
 */
const commands = { dream: "api", admin: "database", worker: "database", bench: "scratch", "migration-new": "nothing" };

/** Everything but the command's own output goes to stderr: stdout may be a document. */
const say = (line) => console.error(`[reveille] ${line}`);

/**
 * Runs `lib/cli/<name>.ts` with what it needs and ends this process with its exit status; 1 when it could not be run.
 * @param {string | undefined} name
 * @param {string[]} args
 */
export async function runCommand(name, args) {
  // The folder the command was typed in: npm tells it, and without npm it is where we are.
  process.env.INIT_CWD ??= process.cwd();
  process.chdir(root);
  const ends = [];
  let status = 1;
  try {
    const needs = commands[name ?? ""];
    if (!needs) throw new Error(`usage: node lib/cli/run.mjs ${Object.keys(commands).join("|")} ...`);
    loadEnvFile(root);
    const settings = readSettings(process.env, root);
    process.env.REVEILLE_DATA_DIR = settings.dataDir;
    await prepareCheckout({ root, say });
    await provide[needs](settings, name, ends);
    status = await spawnCommand(name, args);
  } catch (error) {
    say(error instanceof LockedError ? `the data directory is ${error.message}` : error.message);
  }
  for (const end of ends.reverse()) await end().catch((error) => say(error.message));
  process.exit(status);
}

const provide = {
  nothing: async () => {},
  database: findDatabase,
  scratch: scratchDatabase,
  /** With a key for a server the command speaks HTTP; without one it finds DATABASE_URL and a worker. */
  api: async (settings, name, ends) => {
    if (process.env.REVEILLE_API_KEY && process.env.REVEILLE_URL) return;
    const running = await runningServer(settings.dataDir);
    if (running) {
      process.env.REVEILLE_URL = running.url;
      process.env.REVEILLE_API_KEY ||= readKey(settings.dataDir);
      return;
    }
    delete process.env.REVEILLE_API_KEY;
    await findDatabase(settings, name, ends);
    process.env.LOG_LEVEL ||= "warn";
    ends.push(keepWorker({ root, say, output: 2 }).stop);
  },
};

async function runningServer(dataDir) {
  const holder = await askHolder(lockPathOf(dataDir));
  const run = holder?.url ? readRunFile(dataDir) : null;
  if (holder?.url && run?.pid !== holder.pid) throw new Error(`the server (pid ${holder.pid}) is still starting: try again when it serves`);
  return run;
}

function readKey(dataDir) {
  const file = join(dataDir, "cli.key");
  if (!existsSync(file)) throw new Error(`${file} is not there yet: the server makes it when it starts for the first time`);
  return readFileSync(file, "utf8").trim();
}

async function findDatabase(settings, name, ends) {
  const { findLocation } = await import("#embedded/location.mjs");
  const { urlOf } = await import("#embedded/cluster.mjs");
  let url = settings.databaseUrl;
  if (!url && (await runningServer(settings.dataDir))) {
    const location = findLocation(settings.dataDir);
    if (!location) throw new Error("the running server uses a database of its own: set the same DATABASE_URL here");
    url = urlOf(location);
  }
  if (!url) url = await startDatabase(settings.dataDir, name, ends);
  await setDatabase(url);
  // With a server of its own for the database the data directory may be new.
  openDataDir(settings.dataDir);
  process.env.NEXTAUTH_SECRET ||= settings.secret ?? signingSecret(settings.dataDir);
}

async function startDatabase(dataDir, name, ends) {
  openDataDir(dataDir);
  const holder = { pid: process.pid, what: `npm run ${name}` };
  const lock = await takeLock(lockPathOf(dataDir), holder);
  await lock.confirm();
  const database = await keepDatabase({ root, dataDir, holder, say });
  ends.push(database.stop);
  return database.url;
}

async function scratchDatabase(_settings, _name, ends) {
  const { startTemporaryCluster } = await import("#embedded/temporary.mjs");
  const database = await startTemporaryCluster({ root, durable: true });
  ends.push(database.stop);
  await setDatabase(database.url);
}

async function setDatabase(url) {
  const { applyMigrations } = await import("#embedded/migrate.mjs");
  await applyMigrations({ url, folder: join(root, "prisma", "migrations"), say });
  process.env.DATABASE_URL = url;
}

/** Signals of the terminal reach the command by themselves; others are passed on. We stay to end what we started. */
async function spawnCommand(name, args) {
  const env = { ...process.env, REVEILLE_PARENT: String(process.pid), TSX_TSCONFIG_PATH: join(root, "tsconfig.json") };
  const child = spawn(process.execPath, [...typescript(root, `lib/cli/${name}.ts`), ...args], {
    cwd: root,
    env,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((done) => {
    child.once("error", (error) => {
      say(error.message);
      done(1);
    });
    child.once("exit", (code, signal) => done(signal ? 1 : code));
  });
}
