import { rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { work } from "@/lib/jobs/worker";
import { log } from "@/lib/log";

// A worker process: beside the server (which keeps one), or by itself on the same database.
const abort = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => abort.abort());
// A lost database connection is reported where it was used; a worker outlives it.
process.on("unhandledRejection", (err) => log.error({ err }, "unhandled rejection"));

const owner = `${hostname()}:${process.pid}:${Date.now().toString(36)}`;
log.info({ owner }, "worker started");
// For whoever watches this worker (deploy/healthy.mjs): the file is as old as its last look into the database.
const beatFile = join(process.env.REVEILLE_DATA_DIR || ".data", `worker.${hostname()}.beat`);
await work(owner, abort.signal, () => {
  try {
    writeFileSync(beatFile, `${owner}\n`);
  } catch (err) {
    log.warn({ err }, "the worker's beat was not written");
  }
});
rmSync(beatFile, { force: true });
log.info({ owner }, "worker stopped");
process.exit(0);
