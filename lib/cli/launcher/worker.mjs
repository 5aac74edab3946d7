import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const tether = new URL("tether.mjs", import.meta.url).href;
const calmAfterMs = 60_000;
const graceMs = 20_000;

/**
 * The arguments that run a TypeScript file of the project on this Node.
 * @param {string} root
 * @param {string} file  relative to root
 */
export const typescript = (root, file) => [
  "--import",
  tether,
  "--import",
  join(root, "node_modules", "tsx", "dist", "esm", "index.mjs"),
  join(root, file),
];

/**
 * Keeps one worker running beside us: started again when it dies, sooner the first times, and gone when we are gone.
 * @param {{ root: string, say: (line: string) => void, onStart?: (pid: number | null) => void, output?: "inherit" | number }} options
 *   `output`: where its log goes
 * @returns {{ stop: () => Promise<void> }}  `stop` lets it hand back what it is doing
 */
export function keepWorker({ root, say, onStart = () => {}, output = "inherit" }) {
  const file = "lib/cli/worker.ts";
  if (!existsSync(join(root, file))) return { stop: async () => {} };
  let stopping = false;
  let waitMs = 500;
  let child = null;
  let timer;
  let ended = Promise.resolve();

  const start = () => {
    const started = Date.now();
    // A session of its own: Ctrl-C in the terminal is for us, who end things in order.
    child = spawn(process.execPath, typescript(root, file), {
      cwd: root,
      detached: true,
      env: { ...process.env, REVEILLE_PARENT: String(process.pid), TSX_TSCONFIG_PATH: join(root, "tsconfig.json") },
      stdio: ["ignore", output, output, "ipc"],
    });
    child.on("error", (error) => say(`the worker could not be started: ${error.message}`));
    onStart(child.pid ?? null);
    ended = new Promise((done) => child.once("exit", done));
    child.once("exit", (code, signal) => {
      if (stopping) return;
      waitMs = Date.now() - started > calmAfterMs ? 500 : Math.min(waitMs * 2, 30_000);
      say(`the worker ended (${signal ?? `status ${code}`}): starting it again in ${waitMs / 1000} s`);
      timer = setTimeout(start, waitMs);
    });
  };
  start();

  const stop = async () => {
    stopping = true;
    clearTimeout(timer);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), graceMs);
    await ended;
    clearTimeout(force);
  };
  return { stop };
}
