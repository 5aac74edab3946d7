import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { work } from "@/lib/jobs/worker";
import { chatLines, makeAgent, makeWorkspace, receive, turns } from "@/lib/testing/factories";

const lines = (id: string) => chatLines({ id, messages: turns("Is it open?", "Yes.") });

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((r) => setTimeout(r, 25));
}

it("twenty uploads wait, one of no known format and one that a dead worker left: every one ends, and none stops another", async () => {
  const w = await makeWorkspace();
  const { agentId } = await makeAgent(w.admin);
  const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
  const ids: string[] = [];
  for (const name of names) ids.push(await receive(w.admin, agentId, name === "s7" ? "We were in Lisbon." : lines(name)));
  await db.import.update({
    where: { workspaceId_id: { workspaceId: w.id, id: ids[3] ?? "" } },
    data: { status: "running", owner: "dead", leaseUntil: new Date(0), attempts: 1 },
  });
  const stop = new AbortController();
  const working = work("test", stop.signal);
  await until(async () => (await db.import.count({ where: { workspaceId: w.id, endedAt: null } })) === 0);
  stop.abort();
  await working;
  const rows = await db.import.findMany({ where: { workspaceId: w.id }, orderBy: { id: "asc" } });
  expect(rows.map((row) => row.status)).toEqual(names.map((name) => (name === "s7" ? "failed" : "completed")));
  expect(await db.transcript.count({ where: { workspaceId: w.id } })).toBe(19);
}, 60_000);
