import { pino } from "pino";
import { env } from "@/lib/env";

const secretFields = ["authorization", "x-api-key", "cookie", "set-cookie", "password", "token", "secret", "apiKey", "api_key", "key"];
const paths = secretFields.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/**
 * The process's log: JSON lines on stdout, one object per event, with ids and counts. Never text of a memory or a
 * transcript: those belong to their workspace, a log to whoever runs the machine. Fields that hold secrets are cut out.
 */
export const log = pino({
  level: env().LOG_LEVEL,
  base: { pid: process.pid },
  redact: { paths, censor: "[redacted]" },
  timestamp: pino.stdTimeFunctions.isoTime,
});
