import { setTimeout as sleep } from "node:timers/promises";

// In this order: no new requests and an abort signal for streams and jobs, then what holds connections, the database last.
const order = ["connections", "worker", "hooks", "application", "database", "record"];
const politeMs = 3_000;
const patienceMs = 15_000;

/** @type {Map<string, { end: () => Promise<unknown>, force?: () => void }>} */
const parts = new Map();
const aborted = new AbortController();
let going = false;

// Instrumentation and routes are bundles of their own: they share only what hangs on globalThis.
globalThis.__shutdownSignal = aborted.signal;
globalThis.__onShutdown ??= [];

/**
 * Says how a part is ended. `connections` may be forced after a while.
 * @param {"connections" | "worker" | "application" | "database" | "record"} name
 * @param {() => Promise<unknown>} end
 * @param {() => void} [force]
 */
export const onShutdown = (name, end, force) => void parts.set(name, { end, force });

/**
 * Ends everything in order and the process with it. A part that fails to end does not keep the others.
 * @param {number} status
 */
export async function shutDown(status) {
  if (going) return;
  going = true;
  aborted.abort();
  const connections = parts.get("connections");
  const closed = connections?.end() ?? Promise.resolve();
  const force = setTimeout(() => connections?.force?.(), patienceMs);
  await Promise.all([Promise.race([closed, sleep(politeMs)]), attempt("worker", parts.get("worker")?.end)]);
  for (const hook of globalThis.__onShutdown) await attempt("a hook", hook);
  await closed;
  clearTimeout(force);
  for (const name of order.slice(order.indexOf("application"))) await attempt(name, parts.get(name)?.end);
  process.exit(status);
}

async function attempt(name, end) {
  try {
    await end?.();
  } catch (error) {
    console.error(`[reveille] could not end ${name}: ${error.message}`);
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    // A second Ctrl-C leaves at once; PostgreSQL and the worker notice and end by themselves.
    if (going && signal === "SIGINT") process.exit(130);
    void shutDown(0);
  });
}
