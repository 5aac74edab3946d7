import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const tether = new URL("tether.mjs", import.meta.url).href;
const keptLines = 30;

/** A step that failed; the message ends with the last lines that the tool printed. */
export class StepError extends Error {}

/**
 * Runs a tool of ours or of npm to its end. It dies with us.
 * @param {{ root: string, name: string, say: (line: string) => void, args: string[], env?: Record<string, string | undefined> }} options
 *   `args`: a script and its arguments for this Node; `env`: added to the environment, undefined takes a variable away
 */
export async function runStep({ root, name, say, args, env = {} }) {
  say(`${name} ...`);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const beat = setInterval(() => say(`${name}: ${seconds()} s`), 15_000);
  const lines = [];
  const child = spawn(process.execPath, ["--import", tether, ...args], {
    cwd: root,
    env: { ...process.env, ...quiet, NODE_ENV: undefined, REVEILLE_PARENT: String(process.pid), ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const keep = (chunk) => lines.push(...String(chunk).split("\n").filter(Boolean)) > keptLines && lines.splice(0, lines.length - keptLines);
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  const code = await new Promise((done) => child.once("error", () => done(-1)).once("close", done));
  clearInterval(beat);
  process.off("exit", stop);
  if (code !== 0) throw new StepError([`${name} failed`, ...lines].join("\n"));
}

// Nothing that runs here asks anyone outside whether there is a newer version, nor reports its use.
const quiet = {
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  NO_UPDATE_NOTIFIER: "1",
  NO_COLOR: "1",
  FORCE_COLOR: "0",
};

/** The folder of the project. */
export const projectRoot = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
