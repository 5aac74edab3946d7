import { statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

// `node deploy/healthy.mjs web|worker`: status 0 when this container's process does its work, 1 with the reason.
// The web server says so itself; a worker touches a file whenever it has looked for work in the database.
const staleAfterMs = 30_000;

const checks = {
  async web() {
    const answer = await fetch(`http://localhost:${process.env.PORT || 3000}/api/ready`);
    if (!answer.ok) throw new Error((await answer.json()).error?.message ?? `status ${answer.status}`);
  },
  async worker() {
    const beat = statSync(join(process.env.REVEILLE_DATA_DIR || ".data", `worker.${hostname()}.beat`), { throwIfNoEntry: false });
    if (!beat) throw new Error("no worker of this machine has looked into the database yet");
    const seconds = Math.round((Date.now() - beat.mtimeMs) / 1000);
    if (seconds * 1000 > staleAfterMs) throw new Error(`the worker last reached the database ${seconds} s ago`);
  },
};

const check = checks[process.argv[2]];
try {
  if (!check) throw new Error(`usage: node deploy/healthy.mjs ${Object.keys(checks).join("|")}`);
  await check();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
