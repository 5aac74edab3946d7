import { pino, stdSerializers } from "pino";
import { env } from "@/lib/env";

const secretFields = ["authorization", "x-api-key", "cookie", "set-cookie", "password", "token", "secret", "apiKey", "api_key", "key"];
const paths = secretFields.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

const LAST_CHARS = 300;

/**
 * An error as it is logged. The database client's messages quote the call with the texts that it was given, and the database's own may quote a value: of
 * those only what went wrong is kept, without what stood in quotation marks, and where.
 */
export function errorOf(err: unknown): unknown {
  if (!(err instanceof Error) || !err.name.startsWith("PrismaClient")) return stdSerializers.err(err as Error);
  const last = err.message.trimEnd().split("\n").at(-1) ?? "";
  const frames = (err.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  const code = (err as { code?: unknown }).code;
  return {
    type: err.name,
    ...(typeof code === "string" ? { code } : {}),
    message: last.replace(/"[^"]*"?/g, '"..."').slice(0, LAST_CHARS),
    stack: frames.join("\n"),
  };
}

/**
 * The process's log: JSON lines on stdout, one object per event, with ids and counts. Never text of a memory or a
 * transcript: those belong to their workspace, a log to whoever runs the machine. Fields that hold secrets are cut out.
 */
export const log = pino({
  level: env().LOG_LEVEL,
  base: { pid: process.pid },
  serializers: { err: errorOf },
  redact: { paths, censor: "[redacted]" },
  timestamp: pino.stdTimeFunctions.isoTime,
});
