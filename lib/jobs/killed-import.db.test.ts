import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, expect, it } from "vitest";
import { projectRoot as root } from "@/lib/cli/launcher/step.mjs";
import { typescript } from "@/lib/cli/launcher/worker.mjs";
import { db } from "@/lib/db/client";
import { getImport } from "@/lib/queries/imports";
import { chatLines, makeAgent, makeWorkspace, receive, turns } from "@/lib/testing/factories";

const SESSIONS = 1_500;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** A worker process of its own, as `npm run worker` makes it. */
function worker(): ChildProcess {
  const env = { ...process.env, LOG_LEVEL: "error", TSX_TSCONFIG_PATH: `${root}/tsconfig.json` };
  const child = spawn(process.execPath, typescript(root, "lib/cli/worker.ts"), { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  children.push(child);
  return child;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((r) => setTimeout(r, 20));
}

it("a worker that is killed with SIGKILL in the middle: the next one goes on, and the result is as if nothing had happened", async () => {
  const w = await makeWorkspace();
  const { agentId } = await makeAgent(w.admin);
  const line = (i: number) => ({ id: `s${i}`, messages: turns(`Question ${i}? ${"word ".repeat(300)}`, `Answer ${i}.`) });
  const id = await receive(w.admin, agentId, chatLines(...Array.from({ length: SESSIONS }, (_, i) => line(i))));
  const written = () => db.transcript.count({ where: { workspaceId: w.id } });
  const first = worker();
  await until(async () => (await written()) >= 50);
  first.kill("SIGKILL");
  await new Promise((done) => first.once("exit", done));
  const before = await written();
  expect(before).toBeLessThan(SESSIONS);
  expect((await getImport(w.admin.scope, id)).status).toBe("running");
  // What is waited for otherwise: the dead one's lease.
  await db.import.updateMany({ where: { workspaceId: w.id, id }, data: { leaseUntil: new Date(0) } });
  const next = worker();
  await until(async () => (await getImport(w.admin.scope, id)).ended_at !== null);
  const { status, result, sessions_done } = await getImport(w.admin.scope, id);
  expect([status, sessions_done, result?.imported.length, result?.duplicates, result?.errors]).toEqual([
    "completed",
    SESSIONS,
    SESSIONS,
    [],
    [],
  ]);
  expect(await written()).toBe(SESSIONS);
  expect(await db.event.count({ where: { workspaceId: w.id } })).toBe(2 * SESSIONS);
  expect(await db.audit.count({ where: { workspaceId: w.id, action: "transcript.import" } })).toBe(SESSIONS);
  next.kill("SIGTERM");
  expect(await new Promise((done) => next.once("exit", done))).toBe(0);
}, 180_000);
