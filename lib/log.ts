import pino from "pino";

// One logger per process: instrumentation, routes and pages are separate bundles with their own module instances.
const held = globalThis as unknown as { reveilleLog?: pino.Logger };

held.reveilleLog ??= pino({
  level: process.env.LOG_LEVEL || "info",
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: ["req.headers.authorization", "req.headers.cookie", "password", "token", "key"],
});

/** JSON lines on stdout. */
export const log: pino.Logger = held.reveilleLog;
