import { hostname } from "node:os";
import { work } from "@/lib/jobs/worker";
import { log } from "@/lib/log";

// A worker process: beside the server (which keeps one), or by itself on the same database.
const abort = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => abort.abort());
// A lost database connection is reported where it was used; a worker outlives it.
process.on("unhandledRejection", (err) => log.error({ err }, "unhandled rejection"));

const owner = `${hostname()}:${process.pid}:${Date.now().toString(36)}`;
log.info({ owner }, "worker started");
await work(owner, abort.signal);
log.info({ owner }, "worker stopped");
process.exit(0);
