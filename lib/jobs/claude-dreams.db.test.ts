import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db/client";
import type { ClaudeSettings } from "@/lib/domain/claude";
import { newId } from "@/lib/domain/ids";
import { scripted } from "@/lib/dreaming/claude/test-dream";
import { dreamLedger } from "@/lib/jobs/claude-ledger";
import { runDream } from "@/lib/jobs/run-dream";
import { dreamUsage, getClaudeConnection } from "@/lib/queries/claude";
import { countDecided, getDream } from "@/lib/queries/dreams";
import { getProposal } from "@/lib/queries/proposals";
import { getStore } from "@/lib/queries/stores";
import { applyProposal } from "@/lib/services/apply-proposal";
import { connectClaude, probeClaude } from "@/lib/services/connect-claude";
import { decideChanges } from "@/lib/services/decide-changes";
import { estimateDream } from "@/lib/services/estimate-dream";
import { startDream } from "@/lib/services/start-dream";
import { updateStore } from "@/lib/services/update-store";
import { TEST_KEY } from "@/lib/testing/anthropic/fake-options";
import { refuses, serverError, status } from "@/lib/testing/anthropic/faults";
import { chatLines, makeAgent, makeWorkspace, refusalOf, turns, upload } from "@/lib/testing/factories";

// The environment is read once, when the first module is loaded: the fake has to be there before.
const fake = await vi.hoisted(async () => {
  const { startFakeAnthropic } = await import("@/lib/testing/anthropic/server");
  const started = await startFakeAnthropic();
  process.env.ANTHROPIC_BASE_URL = started.url;
  process.env.NEXTAUTH_SECRET = "a secret of this test alone";
  return started;
});
const answer = scripted({
  extract: (events) =>
    events
      .filter((e) => e.who === "user" && e.text.startsWith("We "))
      .map((e) => ({ kind: "fact", statement: e.text, evidence: [{ event_seq: e.seq, quote: e.text }] })),
});

afterAll(() => fake.stop());
beforeEach(() => {
  fake.calls.clear();
  fake.faults.clear();
  fake.set({ answer, latency: { baseMs: 0, msPerInputToken: 0, msPerOutputToken: 0 } });
});

async function setUp(claude: Partial<ClaudeSettings> = {}) {
  const w = await makeWorkspace();
  const agent = await makeAgent(w.admin, { audience: "team" });
  await connectClaude(w.admin, { key: TEST_KEY });
  await updateStore(w.admin, agent.storeId, { engine: "claude", claude });
  fake.calls.clear();
  const say = (...texts: string[]) =>
    upload(w.admin, agent.agentId, chatLines(...texts.map((t) => ({ id: t, messages: turns(t, "Of course.") }))));
  const start = () => startDream(w.admin, agent.storeId, { limit: 100, estimate_only: false });
  const run = (id: string, owner = "worker", signal = new AbortController().signal) => runDream(w.id, id, owner, signal);
  const dream = async () => {
    const id = await start();
    await run(id);
    return getDream(w.admin.scope, id);
  };
  return { ...w, ...agent, say, start, run, dream };
}

const until = async (what: () => boolean) => {
  for (let i = 0; i < 2_000 && !what(); i++) await new Promise((r) => setTimeout(r, 5));
  expect(what()).toBe(true);
};

describe("a dream with Claude", () => {
  it("ends in a proposal, with what it cost by phase, and the same total on the dream", async () => {
    const w = await setUp();
    await w.say("We ship on Mondays.", "We close at 6 pm.");
    const dream = await w.dream();
    expect(dream).toMatchObject({ status: "completed", engine: "claude", unprocessed: [] });
    const proposal = await getProposal(w.admin.scope, dream.proposal_id ?? "");
    expect(proposal.changes.map((c) => c.after).sort()).toEqual(["We close at 6 pm.", "We ship on Mondays."]);
    const usage = await dreamUsage(w.admin.scope, dream.id);
    expect(usage.map((u) => [u.phase, u.calls])).toEqual([
      ["extract", 2],
      ["reconcile", 1],
    ]);
    expect(dream.usage_by_phase).toEqual(usage);
    const paid = fake.calls.usage();
    expect(dream.usage).toMatchObject({ calls: paid.calls, input_tokens: paid.input_tokens, output_tokens: paid.output_tokens });
    expect(dream.usage.usd).toBeCloseTo(usage.reduce((sum, u) => sum + (u.usd ?? 0), 0));
    expect(dream.usage.usd).toBeGreaterThan(0);
  });

  it("has a total of all its calls, however many are booked at once, and is no dream that cannot get on", async () => {
    const w = await setUp();
    await w.say("We ship on Mondays.");
    const id = await w.start();
    const { book } = dreamLedger({ workspaceId: w.id, storeId: w.storeId, dreamId: id });
    const tokens = {
      input_tokens: 100,
      output_tokens: 10,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_creation_1h_tokens: 0,
    };
    const call = {
      phase: "extract",
      model: "claude-haiku-5-5",
      tokens,
      usd: 0.5,
      batch: false,
      requestId: null,
      result: "answer",
    } as const;
    await db.dream.updateMany({ where: { workspaceId: w.id, id }, data: { attempts: 4 } });
    await Promise.all(Array.from({ length: 40 }, () => book(call, null, null)));
    // Four interruptions end a dream that does not get on; this one does.
    expect((await db.dream.findFirstOrThrow({ where: { workspaceId: w.id, id } })).attempts).toBe(1);
    const { usage } = await getDream(w.admin.scope, id);
    expect(usage).toMatchObject({ calls: 40, input_tokens: 4_000, output_tokens: 400, usd: 20 });
  });

  it("counts the changes that were accepted of it, also when the rest moved to another proposal", async () => {
    const w = await setUp();
    await w.say("We ship on Mondays.", "We close at 6 pm.");
    const dream = await w.dream();
    const counted = () => countDecided(w.admin.scope, dream.id);
    expect(await counted()).toEqual({ accepted: 0, undecided: 2 });
    const proposalId = dream.proposal_id ?? "";
    const [first] = (await getProposal(w.admin.scope, proposalId)).changes;
    await decideChanges(w.admin, proposalId, { decisions: [{ change_id: first?.id ?? "", verdict: "accept", comment: "It is so." }] });
    expect(await counted()).toEqual({ accepted: 1, undecided: 1 });
    await applyProposal(w.admin, proposalId, { undecided: "leave" });
    expect(await counted()).toEqual({ accepted: 1, undecided: 1 });
    const stranger = await makeWorkspace();
    expect(await countDecided(stranger.admin.scope, dream.id)).toEqual({ accepted: 0, undecided: 0 });
  });

  it("remembers whom a memory was learned from, and leaves it when another says something else of themselves", async () => {
    const w = await setUp();
    fake.set({
      answer: scripted({
        extract: (events) => events.filter((e) => e.who === "user").map((e) => ({ event_seq: e.seq, quote: e.text, kind: "preference" })),
        reconcile: (candidates, user) => {
          const path = /<memory-\w+ path="([^"]+)"/.exec(user)?.[1];
          return candidates.map((c) => ({ op: path ? ("update" as const) : ("create" as const), candidates: [c.n], path }));
        },
      }),
    });
    const says = (user: string, text: string) =>
      upload(w.admin, w.agentId, chatLines({ id: user, user, messages: turns(text, "Of course.") }));
    await says("anna", "I want my invoices by post.");
    const proposalId = (await w.dream()).proposal_id ?? "";
    const [learned] = (await getProposal(w.admin.scope, proposalId)).changes;
    await decideChanges(w.admin, proposalId, { decisions: [{ change_id: learned?.id ?? "", verdict: "accept" }] });
    await applyProposal(w.admin, proposalId, { undecided: "leave" });
    await says("ben", "I want my invoices by mail.");
    const { changes } = await getProposal(w.admin.scope, (await w.dream()).proposal_id ?? "");
    expect(fake.calls.paid.some((c) => c.request.user.includes("by post") && c.request.user.includes("by mail"))).toBe(true);
    expect(changes.map((c) => [c.op, c.after])).toEqual([["create", "The user said: “I want my invoices by mail.”"]]);
  });

  it("killed in the middle and taken up by another worker, it pays for nothing twice", async () => {
    const w = await setUp({ requests_at_once: 1 });
    await w.say("We ship on Mondays.", "We close at 6 pm.", "We answer in German.", "We never call.");
    const id = await w.start();
    const stop = new AbortController();
    fake.faults.add({ fault: { kind: "hang", after: "nothing" }, nth: 3 });
    const first = w.run(id, "first", stop.signal);
    await until(() => fake.calls.open === 1 && fake.calls.paid.length === 2);
    stop.abort();
    await first;
    fake.faults.clear();
    await w.run(id, "second");
    const dream = await getDream(w.admin.scope, id);
    expect(dream.status).toBe("completed");
    expect(fake.calls.paidTwice()).toEqual([]);
    expect(fake.calls.paid).toHaveLength(5);
    expect(dream.usage.calls).toBe(5);
  });

  it("of ninety known sessions and ten new ones costs ten, in another dream and after a new upload", async () => {
    const w = await setUp();
    await w.say(...Array.from({ length: 9 }, (_, i) => `We have rule number ${i} for parcels.`));
    await w.dream();
    const ids = (await db.transcript.findMany({ where: { workspaceId: w.id }, select: { id: true } })).map((t) => t.id);
    await w.say("We deliver to the islands.");
    fake.calls.clear();
    const all = await db.transcript.findMany({ where: { workspaceId: w.id }, select: { id: true } });
    const id = await startDream(w.admin, w.storeId, { limit: 100, estimate_only: false, transcript_ids: all.map((t) => t.id) });
    await w.run(id);
    expect(ids).toHaveLength(9);
    expect(fake.calls.paid.filter((c) => c.request.user.startsWith("<session-"))).toHaveLength(1);
  });

  it("marks a session that was refused, and reads one that the API failed on again next time", async () => {
    const w = await setUp();
    await w.say("We ship on Mondays.", "We close at 6 pm.", "We answer in German.");
    const about = (text: string) => (r: { user: string }) => r.user.startsWith("<session-") && r.user.includes(text);
    fake.faults.add(
      { fault: refuses("cyber"), when: about("Mondays") },
      { fault: status(400, { message: "Something about this one." }), when: about("6 pm") },
    );
    const dream = await w.dream();
    expect(dream.status).toBe("completed");
    expect(dream.unprocessed.map((u) => u.reason).sort()).toEqual(["failed", "refused"]);
    const titles = await db.transcript.findMany({ where: { workspaceId: w.id }, select: { id: true, title: true } });
    for (const u of dream.unprocessed) expect(u.transcript_title ?? null).toBe(titles.find((t) => t.id === u.transcript_id)?.title);
    expect((await getStore(w.admin.scope, w.storeId)).unread_transcripts).toBe(1);
    fake.faults.clear();
    fake.calls.clear();
    const next = await w.dream();
    expect(next.transcript_ids).toHaveLength(1);
    expect(next.unprocessed).toEqual([]);
  });

  it("fails in words where nothing can be read, and records nothing as read", async () => {
    const w = await setUp();
    await w.say("We ship on Mondays.");
    fake.faults.add({ fault: serverError({ shouldRetry: false, message: "Out of order." }) });
    const dream = await w.dream();
    expect(dream).toMatchObject({ status: "failed", error: "No session could be read: Out of order. Nothing was changed." });
    expect((await getStore(w.admin.scope, w.storeId)).unread_transcripts).toBe(1);
  });

  it("canceled, it ends canceled and its requests are broken off", async () => {
    const w = await setUp();
    await w.say("We ship on Mondays.");
    fake.faults.add({ fault: { kind: "hang", after: "nothing" } });
    const id = await w.start();
    const going = w.run(id);
    await until(() => fake.calls.open === 1);
    await db.dream.update({ where: { workspaceId_id: { workspaceId: w.id, id } }, data: { cancelRequestedAt: new Date() } });
    await going;
    expect(await getDream(w.admin.scope, id)).toMatchObject({ status: "canceled", proposal_id: null });
    await until(() => fake.calls.requests.every((r) => r.outcome !== "open"));
  });

  it("a month's cap of the workspace holds over all its stores", async () => {
    const w = await setUp();
    await w.say("We ship on Mondays.");
    await connectClaude(w.admin, { max_usd_per_month: 0 });
    const dream = await w.dream();
    expect(dream.status).toBe("failed");
    expect(dream.error).toContain("$0.00 at most (Settings, Claude)");
    expect(fake.calls.paid).toEqual([]);
  });

  it("dreams of several stores at once stay under the workspace's cap together, however long they are answered", async () => {
    const CAP = 0.4;
    const w = await setUp({ extract_model: "claude-opus-5", max_usd_per_dream: null, max_usd_per_month: null });
    const stores = [w, ...(await Promise.all([0, 1].map(() => makeAgent(w.admin, { audience: "team" }))))];
    for (const { agentId, storeId } of stores) {
      await updateStore(w.admin, storeId, {
        engine: "claude",
        claude: { extract_model: "claude-opus-5", max_usd_per_dream: null, max_usd_per_month: null },
      });
      const lines = Array.from({ length: 6 }, (_, i) => ({
        id: `${storeId} ${i}`,
        messages: turns(`We of ${storeId} have rule ${i}.`, "Yes."),
      }));
      await upload(w.admin, agentId, chatLines(...lines));
    }
    await connectClaude(w.admin, { max_usd_per_month: CAP });
    const talkative = Array.from({ length: 900 }, (_, i) => ({ event_seq: 0, quote: `word number ${i}` }));
    fake.set({ answer: () => ({ candidates: talkative }), latency: { baseMs: 20, msPerInputToken: 0, msPerOutputToken: 0 } });
    const dreams = await Promise.all(
      stores.map(async ({ storeId }, i) => {
        const id = await startDream(w.admin, storeId, { limit: 100, estimate_only: false });
        await w.run(id, `worker ${i}`);
        return getDream(w.admin.scope, id);
      }),
    );
    const { spent_this_month_usd: spent } = await getClaudeConnection(w.admin.scope);
    expect(spent).toBeGreaterThan(CAP / 2);
    expect(spent).toBeLessThanOrEqual(CAP);
    expect(dreams.some((d) => d.error?.includes("at most (Settings, Claude)"))).toBe(true);
    expect(await db.modelHold.count({ where: { workspaceId: w.id } })).toBe(0);
  });

  it("what a worker held that died is held until its lease is over, and no longer", async () => {
    const w = await setUp();
    await w.say("We ship on Mondays.");
    const other = await makeAgent(w.admin, { audience: "team" });
    await upload(w.admin, other.agentId, chatLines({ id: "x", messages: turns("We ship on Fridays.", "Yes.") }));
    const dreamId = await startDream(w.admin, other.storeId, { limit: 100, estimate_only: false });
    const lease = (leaseUntil: Date) =>
      db.dream.update({
        where: { workspaceId_id: { workspaceId: w.id, id: dreamId } },
        data: { status: "running", owner: "dead", leaseUntil },
      });
    await lease(new Date(Date.now() + 3_600_000));
    await db.modelHold.create({ data: { workspaceId: w.id, id: newId("hold"), storeId: other.storeId, dreamId, usd: 0.2 } });
    const mine = { workspaceId: w.id, storeId: w.storeId, dreamId: await w.start() };
    const hold = () => dreamLedger(mine).hold({ least: 0.1, most: 0.15 }, { dream: null, store: null, workspace: 0.2 });
    expect(await hold()).toEqual({ id: null, spent: { dream: 0, store: 0, workspace: 0 } });
    await lease(new Date(Date.now() - 1_000));
    expect(await hold()).toMatchObject({ usd: 0.15 });
    // Whoever takes a dream up begins with nothing held.
    await w.run(mine.dreamId);
    expect(await getDream(w.admin.scope, mine.dreamId)).toMatchObject({ status: "completed" });
    expect(await db.modelHold.count({ where: { workspaceId: w.id, dreamId: mine.dreamId } })).toBe(0);
  });

  it("a model without a price is refused while a cap is set, and runs without one", async () => {
    const w = await setUp({ extract_model: "acme-1", reconcile_model: "acme-1" });
    await w.say("We ship on Mondays.");
    expect((await w.dream()).error).toContain("There is no price for acme-1");
    await updateStore(w.admin, w.storeId, { claude: { max_usd_per_dream: null, max_usd_per_month: null } });
    expect((await w.dream()).error).toContain("does not know the model");
  });
});

describe("before it is started", () => {
  it("says what it would cost, counted by the API, and less once something is known", async () => {
    const w = await setUp();
    await w.say("We ship on Mondays.", "We close at 6 pm.");
    const input = { limit: 100, estimate_only: true };
    const before = await estimateDream(w.admin, w.storeId, input);
    expect(before).toMatchObject({ engine: "claude", transcripts: 2, known: 0, unpriced: [], basis: "counted" });
    expect(before.estimate.usd).toBeGreaterThan(0);
    expect(fake.calls.paid).toEqual([]);
    await w.dream();
    const all = await db.transcript.findMany({ where: { workspaceId: w.id }, select: { id: true } });
    const after = await estimateDream(w.admin, w.storeId, { ...input, transcript_ids: all.map((t) => t.id) });
    expect(after.estimate.calls).toBeLessThan(before.estimate.calls);
    expect(after.known).toBe(2);
    const told = { ...input, transcript_ids: all.map((t) => t.id), instructions: "Look for opening hours." };
    expect((await estimateDream(w.admin, w.storeId, told)).known).toBe(0);
    await updateStore(w.admin, w.storeId, { claude: { extract_model: "claude-sonnet-5-5", reconcile_model: "some-model" } });
    expect((await estimateDream(w.admin, w.storeId, told)).unpriced).toEqual(["some-model"]);
  });

  it("without a key the engine is refused, with where to enter one", async () => {
    const w = await makeWorkspace();
    const agent = await makeAgent(w.admin);
    const start = startDream(w.admin, agent.storeId, { limit: 1, estimate_only: false, engine: "claude" });
    await expect(start).rejects.toMatchObject({ type: "unprocessable", message: expect.stringContaining("Settings, Claude") });
  });
});

describe("the connection", () => {
  it("keeps a key encrypted, shows its end, and says what it can do", async () => {
    const w = await setUp();
    const row = await db.claudeConnection.findUniqueOrThrow({ where: { workspaceId: w.id } });
    expect(JSON.stringify(row)).not.toContain(TEST_KEY);
    const shown = await getClaudeConnection(w.admin.scope);
    expect(shown).toMatchObject({ source: "stored", key_hint: TEST_KEY.slice(-4), probe: { ok: true, counts_tokens: true } });
    expect(shown.probe?.models).toContain("claude-haiku-5-5");
    expect(JSON.stringify(shown)).not.toContain(TEST_KEY);
    expect(await probeClaude(w.admin)).toMatchObject({ ok: true });
  });

  it("does not keep a key that the API refuses; takes one away; is an admin's alone; no audit row holds a key", async () => {
    const w = await setUp();
    await expect(connectClaude(w.admin, { key: "sk-ant-wrong" })).rejects.toThrow("the API does not accept the key");
    expect((await getClaudeConnection(w.admin.scope)).source).toBe("stored");
    expect(await refusalOf(connectClaude(w.reviewer, { key: null }))).toMatchObject({ type: "forbidden" });
    await connectClaude(w.admin, { key: null });
    expect(await getClaudeConnection(w.admin.scope)).toMatchObject({ source: null, key_hint: null, probe: null });
    const rows = await db.audit.findMany({ where: { workspaceId: w.id } });
    expect(rows.map((r) => r.action)).toContain("claude.connect");
    expect(JSON.stringify(rows.map((r) => r.metadata))).not.toContain("sk-ant");
  });
});
