import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { openDataDir, readRunFile, removeRunFile, signingSecret, writeRunFile } from "./data-dir.mjs";
import { keepDatabase } from "./database.mjs";
import { askHolder, LockedError, lockPathOf, takeLock } from "./lock.mjs";
import { prepareCheckout } from "./prepare.mjs";
import { loadEnvFile, readSettings, SettingError } from "./settings.mjs";
import { onShutdown, shutDown } from "./shutdown.mjs";
import { projectRoot as root } from "./step.mjs";
import { openServer } from "./web.mjs";
import { keepWorker } from "./worker.mjs";

/** `npm start`: everything from a fresh clone to a served page. Ends the process with status 1 and one line where it cannot. */
export async function serve() {
  const started = Date.now();
  process.chdir(root);
  // A closed terminal takes our output away; that is no reason not to end in order.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    loadEnvFile(root);
    await start(readSettings(process.env, root), started);
  } catch (error) {
    console.error(error instanceof LockedError ? lockedLine(error.holder) : messageOf(error));
    await shutDown(1);
  }
}

/** What is refused is refused before anything is written: a bad variable, a live server on the data directory, a taken port. */
async function start(settings, started) {
  const { dataDir, url } = settings;
  let step = "";
  const say = (line) => {
    step = line;
    console.log(`[reveille] ${line}`);
  };
  const holder = { pid: process.pid, what: "a server", url };
  const running = await askHolder(lockPathOf(dataDir));
  if (running) throw new LockedError(running);
  // We speak no TLS: who calls us by https comes through a proxy, which writes down from where.
  const behindProxy = settings.url.startsWith("https:");
  const web = await openServer({ port: settings.port, host: settings.host, reason: () => step, behindProxy });
  onShutdown("connections", () => web.close(), web.shutUp);
  openDataDir(dataDir);
  const lock = await takeLock(lockPathOf(dataDir), holder);
  const distDir = process.env.REVEILLE_DIST_DIR || ".next";
  await prepareCheckout({ root, say, distDir: existsSync(join(root, "app")) ? distDir : undefined });
  await lock.confirm();

  const run = { url, pid: process.pid, worker_pid: null, postgres_pid: null, started_at: new Date(started).toISOString() };
  const record = (change) => writeRunFile(dataDir, Object.assign(run, change));
  onShutdown("record", async () => readRunFile(dataDir)?.pid === process.pid && removeRunFile(dataDir));
  const databaseUrl = settings.databaseUrl ?? (await startDatabase(dataDir, holder, say, (pid) => record({ postgres_pid: pid })));
  await migrate(databaseUrl, say);
  Object.assign(process.env, environmentFor(settings, databaseUrl));
  record({});

  if (settings.workers === "inline") {
    const worker = keepWorker({ root, say, onStart: (pid) => record({ worker_pid: pid }) });
    onShutdown("worker", worker.stop);
  }
  web.serve(await prepareNext(settings, web.server));
  say(`serving at ${url} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

async function startDatabase(dataDir, holder, say, onStart) {
  const database = await keepDatabase({ root, dataDir, holder, say, onStart });
  onShutdown("database", database.stop);
  return database.url;
}

async function migrate(url, say) {
  const { applyMigrations } = await import("#embedded/migrate.mjs");
  const applied = await applyMigrations({ url, folder: join(root, "prisma", "migrations"), say });
  if (applied.length > 0) say(`migrated the database: ${applied.join(", ")}`);
}

/** What the application, the worker and their libraries read; set before any of them is loaded. */
function environmentFor(settings, databaseUrl) {
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    REVEILLE_DATA_DIR: settings.dataDir,
    REVEILLE_URL: settings.url,
    PORT: String(settings.port),
    NEXTAUTH_URL: settings.url,
    NEXTAUTH_SECRET: settings.secret ?? signingSecret(settings.dataDir),
  };
}

async function prepareNext({ host, port }, httpServer) {
  const next = createRequire(join(root, "package.json"))("next");
  const app = next({ dev: false, dir: root, hostname: host, port, httpServer });
  await app.prepare();
  onShutdown("application", () => app.close());
  return app.getRequestHandler();
}

function lockedLine(holder) {
  return holder.url
    ? `Reveille already runs at ${holder.url} (pid ${holder.pid}) on this data directory`
    : `this data directory is in use by ${holder.what} (pid ${holder.pid})`;
}

/** A message of ours is one line; a bug keeps its stack. */
function messageOf(error) {
  const ours = error instanceof SettingError || ["ListenError", "StepError", "Error"].includes(error?.constructor?.name);
  return ours ? error.message : error;
}
