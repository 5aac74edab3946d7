import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { systemContext } from "@/lib/domain/context";
import type { Schedule } from "@/lib/domain/schedule";
import { runDream } from "@/lib/jobs/run-dream";
import { tick } from "@/lib/jobs/tick";
import { work } from "@/lib/jobs/worker";
import { getStore } from "@/lib/queries/stores";
import { createStore } from "@/lib/services/create-store";
import { runSchedule } from "@/lib/services/run-schedule";
import { startDream } from "@/lib/services/start-dream";
import { updateStore } from "@/lib/services/update-store";
import { chatLines, makeAgent, makeWorkspace, outcomeOf, refusalOf, type TestWorkspace, turns, upload } from "@/lib/testing/factories";

type SetUp = TestWorkspace & { agentId: string; storeId: string };
const MINUTE = 60_000;

async function setUp(schedule: Partial<Schedule> = {}): Promise<SetUp> {
  const w = await makeWorkspace();
  const agent = await makeAgent(w.admin);
  await updateStore(w.admin, agent.storeId, { schedule: { cron: "0 * * * *", ...schedule } });
  return { ...w, ...agent };
}

const say = (w: SetUp, ...ids: string[]) =>
  upload(w.admin, w.agentId, chatLines(...ids.map((id) => ({ id, messages: turns("Please always answer in French.", "Of course.") }))));
const store = (w: SetUp) => getStore(w.admin.scope, w.storeId);
/** The store's next run, and a time after it. */
const nextRunOf = async (w: SetUp, afterMs = 0) => new Date(Date.parse(String((await store(w)).next_run)) + afterMs);
const dreams = (w: SetUp) => db.dream.findMany({ where: { workspaceId: w.id, storeId: w.storeId }, orderBy: { id: "asc" } });
const look = (w: SetUp, now: Date) => runSchedule(systemContext(w.id, systemActor("schedule", "Schedule")), w.storeId, now);
/** What the tick started of this store: it looks at every store there is. */
async function ticked(w: SetUp, now: Date): Promise<string[]> {
  const started = await tick(now);
  const own = await dreams(w);
  return started.filter((id) => own.some((d) => d.id === id));
}
const run = (w: SetUp, id: string | null) => runDream(w.id, String(id), "worker", new AbortController().signal);

describe("a run whose time has come", () => {
  it("starts one dream, by the schedule, over the oldest of the new sessions, with its audit row", async () => {
    const w = await setUp({ batch: 2 });
    await say(w, "a", "b", "c");
    const due = await nextRunOf(w);
    expect(await ticked(w, new Date(due.getTime() - 1))).toEqual([]);
    const [id, ...more] = await ticked(w, due);
    expect(more).toEqual([]);
    const [dream] = await dreams(w);
    expect(dream).toMatchObject({ id, trigger: "schedule", total: 2, actor: { kind: "system", id: "schedule", name: "Schedule" } });
    const [row] = await db.audit.findMany({ where: { workspaceId: w.id, action: "dream.start" } });
    expect(row).toMatchObject({ entityId: id, actor: { name: "Schedule" }, metadata: { trigger: "schedule", transcripts: 2 } });
    expect(await store(w)).toMatchObject({ next_run: new Date(due.getTime() + 60 * MINUTE).toISOString(), schedule_wait: null });
    expect(await ticked(w, new Date(due.getTime() + MINUTE))).toEqual([]);
  });

  it("starts once, however many workers look at once", async () => {
    const w = await setUp();
    await say(w, "a");
    const due = await nextRunOf(w);
    const started = await Promise.all([tick(due), look(w, due), tick(due), look(w, due), tick(due)]);
    const made = await dreams(w);
    expect(made).toHaveLength(1);
    expect(started.flat().filter((id) => id === made[0]?.id)).toHaveLength(1);
    // A person who starts one at the same moment: one dream, and the loser is told.
    await run(w, made[0]?.id ?? null);
    await say(w, "b");
    const next = await nextRunOf(w);
    await Promise.all([tick(next), outcomeOf(startDream(w.admin, w.storeId, { limit: 100, estimate_only: false })), tick(next)]);
    expect(await dreams(w)).toHaveLength(2);
  });

  it("is passed over while a dream of the store runs, and the next one is not", async () => {
    const w = await setUp();
    await say(w, "a");
    const manual = await startDream(w.admin, w.storeId, { limit: 100, estimate_only: false });
    expect(await look(w, await nextRunOf(w))).toBeNull();
    expect((await store(w)).schedule_wait).toMatchObject({ why: "running" });
    await run(w, manual);
    await say(w, "b");
    expect(await look(w, await nextRunOf(w))).not.toBeNull();
  });

  it("with too few new sessions says how many there were; excluded and invalid ones do not count", async () => {
    const w = await setUp({ min_new_transcripts: 3 });
    await say(w, "a", "b", "c");
    await db.transcript.updateMany({ where: { workspaceId: w.id, externalId: "c" }, data: { outcome: "invalid" } });
    expect(await look(w, await nextRunOf(w))).toBeNull();
    expect((await store(w)).schedule_wait).toMatchObject({ why: "sessions", unread: 2, needed: 3 });
    await say(w, "d");
    expect(await look(w, await nextRunOf(w))).not.toBeNull();
    expect((await store(w)).schedule_wait).toBeNull();
  });

  it("waits for quiet after a session came in, and starts when it has been quiet for long enough", async () => {
    const w = await setUp({ cron: "* * * * *", quiet_minutes: 10 });
    await say(w, "a");
    const due = await nextRunOf(w);
    expect(await look(w, due)).toBeNull();
    expect((await store(w)).schedule_wait).toMatchObject({ why: "quiet", minutes: 10, run: due.toISOString() });
    expect(await look(w, new Date(due.getTime() + 11 * MINUTE))).not.toBeNull();
  });

  it("waits for quiet after memory was delivered to an agent of the store, from whichever store it loads", async () => {
    const w = await setUp({ cron: "* * * * *", quiet_minutes: 10 });
    await say(w, "a");
    const other = await createStore(w.admin, { name: "Other", agents: [{ agent_id: w.agentId, access: "read_only" }] });
    const calm = new Date(Date.now() + 30 * MINUTE);
    await db.delivery.create({
      data: {
        workspaceId: w.id,
        agentId: w.agentId,
        sessionId: "s",
        storeId: other,
        version: 1,
        at: new Date(calm.getTime() - 5 * MINUTE),
      },
    });
    expect(await look(w, calm)).toBeNull();
    expect((await store(w)).schedule_wait).toMatchObject({ why: "quiet", busy_at: new Date(calm.getTime() - 5 * MINUTE).toISOString() });
    // The waiting run itself is looked at again by the tick, without a new run having come.
    expect(await look(w, new Date(calm.getTime() + 5 * MINUTE))).not.toBeNull();
  });

  it("that waits for quiet is taken up by the tick before the next run comes", async () => {
    const w = await setUp({ cron: "0 3 * * *", quiet_minutes: 1_000 });
    await say(w, "a");
    await db.store.updateMany({ where: { workspaceId: w.id, id: w.storeId }, data: { nextRunAt: new Date() } });
    expect(await look(w, new Date())).toBeNull();
    await updateQuiet(w, 0);
    expect(await ticked(w, new Date(Date.now() + MINUTE))).toHaveLength(1);
  });

  it("was missed while no worker was there: it is not caught up, and the page can say so", async () => {
    const w = await setUp();
    await say(w, "a");
    const due = await nextRunOf(w);
    expect(await ticked(w, new Date(due.getTime() + 20 * MINUTE))).toEqual([]);
    expect(await dreams(w)).toEqual([]);
    expect((await store(w)).schedule_wait).toEqual({ why: "missed", run: due.toISOString() });
  });

  it("of an engine that is not configured says so, and the schedule goes on", async () => {
    const w = await setUp();
    await say(w, "a");
    await updateStore(w.admin, w.storeId, { engine: "managed" });
    const due = await nextRunOf(w);
    expect(await look(w, due)).toBeNull();
    expect(await store(w)).toMatchObject({ schedule_wait: { why: "refused", run: due.toISOString() } });
    expect((await nextRunOf(w)).getTime()).toBeGreaterThan(due.getTime());
  });

  it("of an archived store does not start; out of the archive the schedule begins anew", async () => {
    const w = await setUp();
    await say(w, "a");
    const due = await nextRunOf(w);
    await updateStore(w.admin, w.storeId, { archived: true });
    expect([await ticked(w, due), await outcomeOf(look(w, due))]).toEqual([[], "conflict"]);
    await db.store.updateMany({ where: { workspaceId: w.id, id: w.storeId }, data: { nextRunAt: new Date(Date.now() - 60 * MINUTE) } });
    await updateStore(w.admin, w.storeId, { archived: false });
    expect((await nextRunOf(w)).getTime()).toBeGreaterThanOrEqual(due.getTime());
    expect((await store(w)).schedule_wait).toBeNull();
  });
});

/** As if the quiet had come: only what is asked for changes, and the run goes on waiting. */
async function updateQuiet(w: SetUp, minutes: number): Promise<void> {
  const row = await db.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: w.id, id: w.storeId } } });
  await db.store.updateMany({
    where: { workspaceId: w.id, id: w.storeId },
    data: { schedule: { ...(row.schedule as object), quiet_minutes: minutes } },
  });
}

describe("a schedule", () => {
  it("is merged key by key, moves its next run, and is audited", async () => {
    const w = await setUp();
    await updateStore(w.admin, w.storeId, { schedule: { cron: "0 3 * * *", timezone: "Asia/Kolkata" } });
    await updateStore(w.admin, w.storeId, { schedule: { min_new_transcripts: 5 } });
    const s = await store(w);
    expect(s.schedule).toMatchObject({ cron: "0 3 * * *", timezone: "Asia/Kolkata", min_new_transcripts: 5, batch: 100, enabled: true });
    expect(s.next_run).toContain("T21:30:00.000Z");
    const rows = await db.audit.findMany({ where: { workspaceId: w.id, action: "store.update" }, orderBy: { seq: "desc" } });
    expect(rows[0]?.metadata).toMatchObject({ fields: ["schedule"], schedule: { min_new_transcripts: 5 } });
  });

  it("that is off or gone has no next run", async () => {
    const w = await setUp();
    await updateStore(w.admin, w.storeId, { schedule: { enabled: false } });
    expect(await store(w)).toMatchObject({ schedule: { enabled: false }, next_run: null });
    await updateStore(w.admin, w.storeId, { schedule: { enabled: true } });
    expect((await store(w)).next_run).not.toBeNull();
    await updateStore(w.admin, w.storeId, { schedule: null });
    expect(await store(w)).toMatchObject({ schedule: null, next_run: null });
  });

  it("needs its times, and an admin", async () => {
    const w = await setUp();
    await updateStore(w.admin, w.storeId, { schedule: null });
    expect(await refusalOf(updateStore(w.admin, w.storeId, { schedule: { batch: 5 } }))).toMatchObject({
      type: "invalid_request",
      details: [{ path: "schedule.cron" }],
    });
    expect(await outcomeOf(updateStore(w.reviewer, w.storeId, { schedule: { cron: "0 3 * * *" } }))).toBe("forbidden");
    const made = await createStore(w.admin, { name: "Nightly", schedule: { cron: "0 3 * * *" } });
    expect((await getStore(w.admin.scope, made)).next_run).toContain("T03:00:00.000Z");
  });
});

it("a worker looks by itself, starts what has come and dreams it", async () => {
  const w = await setUp();
  await say(w, "a", "b");
  await db.store.updateMany({ where: { workspaceId: w.id, id: w.storeId }, data: { nextRunAt: new Date() } });
  const abort = new AbortController();
  const working = work("worker", abort.signal);
  await expect
    .poll(async () => (await dreams(w)).map((d) => [d.trigger, d.status]), { timeout: 30_000 })
    .toEqual([["schedule", "completed"]]);
  abort.abort();
  await working;
});
