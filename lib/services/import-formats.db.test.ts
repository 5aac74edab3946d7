import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { ImportResult } from "@/lib/domain/views";
import { makeAgent, makeWorkspace, type TestWorkspace, upload } from "@/lib/testing/factories";

async function setUp(): Promise<TestWorkspace & { agentId: string }> {
  const w = await makeWorkspace();
  return { ...w, ...(await makeAgent(w.admin)) };
}

const stored = (w: TestWorkspace) => db.transcript.findMany({ where: { workspaceId: w.id }, orderBy: { externalId: "asc" } });
const text = (words: string) => [{ type: "text", text: words }];
let clock = 10;
const event = (type: string, fields: object) => ({ id: `sevt_${++clock}`, type, processed_at: `2026-01-01T10:00:${clock}Z`, ...fields });
const send = async (w: TestWorkspace & { agentId: string }, value: unknown) =>
  (await upload(w.admin, w.agentId, JSON.stringify(value))).result as ImportResult;

describe("a thread of a sub-agent", () => {
  const session = { id: "sesn_1", type: "session", title: "Report" };
  const asked = event("user.message", { content: text("Write the report.") });
  const inside = [event("agent.message", { content: text("Found it.") })];

  it("has its session as parent, whichever was sent first", async () => {
    for (const order of ["together", "thread first", "session first"] as const) {
      const w = await setUp();
      const alone = { thread: { id: "sthr_1", session_id: "sesn_1", parent_thread_id: "sthr_0" }, events: inside };
      if (order === "together") await send(w, { session, events: [asked], threads: [{ id: "sthr_1", events: inside }] });
      if (order === "thread first") await send(w, alone);
      if (order !== "together") await send(w, { session, events: [asked] });
      if (order === "session first") await send(w, alone);
      const [main, thread] = await stored(w);
      expect([main?.externalId, main?.parentId, main?.format]).toEqual(["sesn_1", null, "managed-agents"]);
      expect([thread?.externalId, thread?.parentId], order).toEqual(["sthr_1", main?.id]);
    }
  });
});

describe("a log of calls that grows", () => {
  const pair = (n: number, ...words: string[]) => ({
    timestamp: `2026-01-01T10:0${n}:00Z`,
    request: { system: "Be kind.", messages: words.map((content, i) => ({ role: i % 2 === 0 ? "user" : "assistant", content })) },
    response: { id: `msg_${n}`, type: "message", role: "assistant", content: text(`Answer ${n}`) },
  });

  it("is a new revision of its session", async () => {
    const w = await setUp();
    expect((await send(w, [pair(1, "Ask")])).imported).toMatchObject([{ external_id: "msg_1", events: 3 }]);
    expect((await send(w, [pair(1, "Ask"), pair(2, "Ask", "Answer 1", "More")])).updated).toMatchObject([
      { external_id: "msg_1", events: 5, revision: 2, diverged: false },
    ]);
  });
});

describe("a run of tau2-bench", () => {
  const simulation = (id: string, fields: object = {}) => ({
    ...{ id, task_id: "7", start_time: "2025-01-01T00:00:00.000000", termination_reason: "user_stop" },
    ...{ reward_info: { reward: 0, db_check: { db_match: false } }, messages: [{ role: "user", content: `Hello ${id}` }], ...fields },
  });

  it("keeps outcomes with their reasons; a start that is that of every simulation is no time", async () => {
    const w = await setUp();
    const file = JSON.stringify({ info: {}, tasks: [], simulations: [simulation("a"), simulation("b", { reward_info: null })] });
    const { id } = await upload(w.admin, w.agentId, file);
    expect(await stored(w)).toMatchObject([
      { externalId: "a", task: "7", outcome: "failed", outcomeNote: "the database is not as expected at the end" },
      { externalId: "b", outcome: "unknown", outcomeNote: null },
    ]);
    const { dummyTime } = await db.import.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: w.id, id } } });
    expect(dummyTime).toBe(true);
  });
});
