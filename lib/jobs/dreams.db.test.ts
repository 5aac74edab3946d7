import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { type Context, systemContext } from "@/lib/domain/context";
import type { Finding } from "@/lib/domain/finding";
import type { Policy } from "@/lib/domain/policy";
import type { GatedChange } from "@/lib/domain/proposal";
import type { Change, Proposal } from "@/lib/domain/views";
import { runDream } from "@/lib/jobs/run-dream";
import { loadDream } from "@/lib/queries/dream-input";
import { getDream, listConsidered } from "@/lib/queries/dreams";
import { getProposal, listProposals } from "@/lib/queries/proposals";
import { getStore } from "@/lib/queries/stores";
import { getVersion } from "@/lib/queries/versions";
import { applyProposal } from "@/lib/services/apply-proposal";
import { cancelDream } from "@/lib/services/cancel-dream";
import { decideChanges } from "@/lib/services/decide-changes";
import { putMemory } from "@/lib/services/edit-memory";
import { finishDream } from "@/lib/services/finish-dream";
import { importMemory } from "@/lib/services/import-memory";
import { excludeTranscript, includeTranscript, setOutcome } from "@/lib/services/judge-transcript";
import { lockStore } from "@/lib/services/make-version";
import { rejectProposal } from "@/lib/services/reject-proposal";
import { startDream } from "@/lib/services/start-dream";
import { updateStore } from "@/lib/services/update-store";
import {
  chatLines,
  dream,
  gatedChange,
  headContents,
  makeAgent,
  makeStore,
  makeWorkspace,
  outcomeOf,
  refusalOf,
  type TestWorkspace,
  turns,
  upload,
} from "@/lib/testing/factories";

type SetUp = TestWorkspace & { agentId: string; storeId: string };

async function setUp(policy: Partial<Policy> = {}): Promise<SetUp> {
  const w = await makeWorkspace();
  const agent = await makeAgent(w.admin);
  await updateStore(w.admin, agent.storeId, { policy });
  return { ...w, ...agent };
}

/** Sessions in which somebody says this. */
const say = (w: SetUp, text: string, ...ids: string[]) =>
  upload(w.admin, w.agentId, chatLines(...ids.map((id) => ({ id, messages: turns(text, "Of course.") }))));
const start = (w: SetUp, storeId = w.storeId) => startDream(w.admin, storeId, { limit: 100, estimate_only: false });
const run = (w: SetUp, id: string, owner = "worker", signal = new AbortController().signal) => runDream(w.id, id, owner, signal);
const dreamRow = (w: SetUp, id: string) => db.dream.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: w.id, id } } });
const unread = async (w: SetUp) => (await getStore(w.admin.scope, w.storeId)).unread_transcripts;

/** Holds the store's lock, as a long apply would, while `during` runs; then lets go. */
async function whileStoreIsLocked(w: SetUp, during: () => Promise<void>): Promise<void> {
  await db.$transaction(async (tx) => {
    await lockStore(tx, w.id, w.storeId);
    await during();
  });
}

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("it did not come to that");
}
/** The dream has thought and waits for the store. */
const waitsForStore = () =>
  until(async () => {
    const [row] = await db.$queryRaw<{ n: number }[]>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%from store%for update%'`;
    return (row?.n ?? 0) > 0;
  });

const FRENCH = "Please always answer in French.";
const GERMAN = "Please always answer in German.";

describe("one dream at a time", () => {
  it("of a store: of three starts at once one is made, the others are told which one runs; another store dreams beside it", async () => {
    const w = await setUp();
    const other = await makeStore(w.admin, {}, [w.agentId]);
    const starts = await Promise.allSettled([start(w), start(w), start(w)]);
    const made = starts.flatMap((s) => (s.status === "fulfilled" ? [s.value] : []));
    expect(made).toHaveLength(1);
    for (const s of starts) {
      if (s.status === "rejected") expect(s.reason).toMatchObject({ type: "conflict", details: { dream_id: made[0], status: "queued" } });
    }
    expect(await outcomeOf(start(w, other))).toBe("ok");
    await run(w, made[0] ?? "");
    expect(await outcomeOf(start(w))).toBe("ok");
  });

  it("by one worker: of two that take it at once one runs it", async () => {
    const w = await setUp();
    await say(w, FRENCH, "a", "b");
    const id = await start(w);
    await Promise.all([run(w, id, "one"), run(w, id, "two")]);
    expect(await dreamRow(w, id)).toMatchObject({ status: "completed", attempts: 1 });
    expect(await db.proposal.count({ where: { workspaceId: w.id } })).toBe(1);
  });
});

describe("a dream that is canceled", () => {
  it("while it waits ends at once, and no worker takes it up", async () => {
    const w = await setUp();
    await say(w, FRENCH, "a", "b");
    const id = await start(w);
    await cancelDream(w.uploader, id);
    await run(w, id);
    expect(await getDream(w.admin.scope, id)).toMatchObject({ status: "canceled", proposal_id: null });
    expect(await unread(w)).toBe(2);
    expect(await outcomeOf(cancelDream(w.uploader, id))).toBe("conflict");
    expect(await outcomeOf(start(w))).toBe("ok");
  });

  it("while it runs records nothing, even when it has thought to the end", async () => {
    const w = await setUp();
    await say(w, FRENCH, "a", "b");
    const id = await start(w);
    let running = Promise.resolve();
    await whileStoreIsLocked(w, async () => {
      running = run(w, id);
      await waitsForStore();
      await cancelDream(w.uploader, id);
    });
    await running;
    expect(await getDream(w.admin.scope, id)).toMatchObject({ status: "canceled", proposal_id: null, cancel_requested: true });
    expect(await db.proposal.count({ where: { workspaceId: w.id } })).toBe(0);
    expect(await unread(w)).toBe(2);
    const ends = await db.audit.findMany({ where: { workspaceId: w.id, entityId: id }, orderBy: { seq: "asc" } });
    expect(ends.map((r) => r.action)).toEqual(["dream.start", "dream.cancel", "dream.end"]);
  });

  it("whose worker died is ended by the next", async () => {
    const w = await setUp();
    const id = await start(w);
    await db.dream.update({
      where: { workspaceId_id: { workspaceId: w.id, id } },
      data: { status: "running", owner: "dead", leaseUntil: new Date(0), attempts: 1 },
    });
    await cancelDream(w.admin, id);
    expect((await dreamRow(w, id)).status).toBe("running");
    await run(w, id);
    expect((await dreamRow(w, id)).status).toBe("canceled");
  });
});

describe("a worker that dies", () => {
  it("loses the dream to the next one, and cannot record it when it comes back", async () => {
    const w = await setUp();
    await say(w, FRENCH, "a", "b");
    const id = await start(w);
    let first = Promise.resolve();
    let second = Promise.resolve();
    await whileStoreIsLocked(w, async () => {
      first = run(w, id, "first");
      await waitsForStore();
      await db.$executeRaw`update dream set lease_until = now() - interval '1 second' where id = ${id}`;
      second = run(w, id, "second");
      await until(async () => (await dreamRow(w, id)).owner === "second");
    });
    await Promise.all([first, second]);
    expect(await dreamRow(w, id)).toMatchObject({ status: "completed", attempts: 2, owner: null });
    expect(await db.proposal.count({ where: { workspaceId: w.id } })).toBe(1);
    expect(await db.audit.count({ where: { workspaceId: w.id, action: "dream.end" } })).toBe(1);
    expect(await db.storeRead.count({ where: { workspaceId: w.id } })).toBe(2);
  });

  it("keeps it while its lease holds; one that stops hands it back, and that is no attempt", async () => {
    const w = await setUp();
    await say(w, FRENCH, "a", "b");
    const id = await start(w);
    const stop = new AbortController();
    let first = Promise.resolve();
    await whileStoreIsLocked(w, async () => {
      first = run(w, id, "first", stop.signal);
      await waitsForStore();
      await run(w, id, "second");
      expect(await dreamRow(w, id)).toMatchObject({ owner: "first", attempts: 1 });
    });
    await first;
    expect((await dreamRow(w, id)).status).toBe("completed");
    await say(w, GERMAN, "c", "d");
    const next = await start(w);
    stop.abort();
    const stopped = new AbortController();
    const running = run(w, next, "third", stopped.signal);
    stopped.abort();
    await running;
    const row = await dreamRow(w, next);
    if (row.status === "running") {
      expect(row).toMatchObject({ attempts: 0 });
      expect(Number(row.leaseUntil)).toBeLessThan(Date.now());
      await run(w, next, "fourth");
    }
    expect((await dreamRow(w, next)).status).toBe("completed");
  });

  it("four times over is the dream's end: it is failed, not hung", async () => {
    const w = await setUp();
    await say(w, FRENCH, "a", "b");
    const id = await start(w);
    await db.$executeRaw`update dream set status = 'running', owner = 'dead', lease_until = now() - interval '1 second', attempts = 4 where id = ${id}`;
    await run(w, id);
    expect(await getDream(w.admin.scope, id)).toMatchObject({ status: "failed", error: expect.stringContaining("interrupted 4 times") });
    expect(await unread(w)).toBe(2);
    expect(await outcomeOf(start(w))).toBe("ok");
  });
});

describe("what a dream reads", () => {
  it("is read whatever came of it, once; a new revision is unread again", async () => {
    const w = await setUp();
    await say(w, "What time is it?", "a", "b");
    expect(await unread(w)).toBe(2);
    const first = await dream(w.admin, w.storeId);
    expect(first).toMatchObject({ status: "nothing_to_change", proposal_id: null });
    expect(first.transcript_ids).toHaveLength(2);
    expect(await unread(w)).toBe(0);
    const second = await dream(w.admin, w.storeId);
    expect([second.status, second.transcript_ids]).toEqual(["nothing_to_change", []]);
    await upload(w.admin, w.agentId, chatLines({ id: "a", messages: turns("What time is it?", "Of course.", "And now?") }));
    expect(await unread(w)).toBe(1);
    expect((await dream(w.admin, w.storeId)).transcript_ids).toHaveLength(1);
  });

  it("is told when there is nothing to change: a sentence, and what was considered by rule", async () => {
    const w = await setUp();
    const none = await dream(w.admin, w.storeId);
    expect(none.status).toBe("nothing_to_change");
    expect(none.notes.join(" ")).toMatch(/no session/i);
    await say(w, "I prefer short answers. My name is Ada Lovelace.", "a");
    const some = await dream(w.admin, w.storeId);
    const all = await listConsidered(w.admin.scope, some.id, { limit: 100, from: 0 });
    expect(Object.values(some.considered.counts).reduce((a, b) => a + b, 0)).toBe(all.length);
    expect(some.considered.first).toEqual(all.slice(0, 20).map(({ position, ...c }) => c));
  });

  it("is the oldest first, at most as many as asked for, without what is left out, invalid or of an agent that is not attached", async () => {
    const w = await setUp();
    const other = await makeAgent(w.admin, { name: "Other" });
    await say(w, FRENCH, "a", "b", "c", "d");
    await upload(w.admin, other.agentId, chatLines({ id: "x", messages: turns(FRENCH) }));
    const rows = await db.transcript.findMany({ where: { workspaceId: w.id }, orderBy: { arrival: "asc" } });
    const id = (name: string) => rows.find((r) => r.externalId === name)?.id ?? "";
    await excludeTranscript(w.uploader, id("a"), "a test");
    await setOutcome(w.uploader, id("b"), { result: "invalid" });
    const picked = await getDream(w.admin.scope, await startDream(w.admin, w.storeId, { limit: 1, estimate_only: false }));
    expect(picked.transcript_ids).toEqual([id("c")]);
    await cancelDream(w.admin, picked.id);
    const given = (...ids: string[]) => startDream(w.admin, w.storeId, { limit: 100, estimate_only: false, transcript_ids: ids });
    expect(await outcomeOf(given(id("a")))).toBe("unprocessable");
    expect(await outcomeOf(given(id("b")))).toBe("unprocessable");
    expect(await outcomeOf(given(id("x")))).toBe("unprocessable");
    expect(await outcomeOf(given("trn_unknown"))).toBe("not_found");
    await includeTranscript(w.uploader, id("a"));
    const again = await getDream(w.admin.scope, await given(id("d"), id("a"), id("d")));
    expect(again.transcript_ids).toEqual([id("a"), id("d")]);
  });

  it("has an `as_of` that nobody can send into the future: the newest time of its sessions, no later than their receipt, none of a default start", async () => {
    const w = await setUp();
    const sent = (id: string, created_at: string, ended_at: string) => ({ id, created_at, ended_at, messages: turns("Hello.", "Hi.") });
    const asOf = async (...lines: ReturnType<typeof sent>[]) => {
      await upload(w.admin, w.agentId, chatLines(...lines));
      return Date.parse((await dream(w.admin, w.storeId)).as_of);
    };
    const known = sent("a", "2026-03-01T10:00:00Z", "2026-03-01T10:05:00Z");
    expect(await asOf(known, sent("b", "2026-02-01T10:00:00Z", "2026-02-01T10:05:00Z"))).toBe(Date.parse("2026-03-01T10:05:00Z"));
    expect(await asOf(sent("c", "2099-01-01T00:00:00Z", "2099-01-02T00:00:00Z"))).toBeLessThanOrEqual(Date.now());
    const sameStart = ["d", "e"].map((id) => sent(id, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"));
    expect(await asOf(...sameStart)).toBeGreaterThan(Date.now() - 60_000);
  });

  it("has times that end at the receipt of the revision that brought them, not of the first", async () => {
    const w = await setUp();
    const messages = [
      { role: "user" as const, content: "Hello.", created_at: "2026-01-05T10:00:00Z" },
      { role: "user" as const, content: "Forged.", created_at: "2099-01-01T00:00:00Z" },
    ];
    await upload(w.admin, w.agentId, chatLines({ id: "a", messages }));
    // The session was sent on Monday; what was said on Friday came with Friday's upload.
    await db.$transaction(async (tx) => {
      await tx.$executeRaw`alter table transcript_revision disable trigger user`;
      await tx.$executeRaw`update transcript_revision set received_at = '2026-01-05T12:00:00Z' where workspace_id = ${w.id}`;
      await tx.$executeRaw`alter table transcript_revision enable trigger user`;
    });
    const friday = { role: "user" as const, content: "And on Friday.", created_at: "2026-01-09T10:00:00Z" };
    await upload(w.admin, w.agentId, chatLines({ id: "a", messages: [...messages, friday] }));
    const loaded = await loadDream(w.id, await start(w));
    const [session] = loaded?.input.sessions ?? [];
    expect(session?.events.map((e) => e.at)).toEqual(["2026-01-05T10:00:00.000Z", "2026-01-05T12:00:00.000Z", "2026-01-09T10:00:00.000Z"]);
    expect(Date.parse(session?.receivedAt ?? "")).toBeGreaterThan(Date.parse("2026-01-09T10:00:00Z"));
    const untimed = await makeAgent(w.admin, { name: "Untimed" });
    await upload(w.admin, untimed.agentId, chatLines({ id: "a", messages: turns("One.") }));
    await upload(w.admin, untimed.agentId, chatLines({ id: "a", messages: turns("One.", "Two.") }));
    const [first, second] = await db.transcriptRevision
      .findMany({
        where: { workspaceId: w.id, importId: { not: "" } },
        orderBy: { receivedAt: "desc" },
        take: 2,
      })
      .then((rows) => rows.reverse());
    const other = await loadDream(w.id, await start({ ...w, storeId: untimed.storeId }));
    expect(other?.input.sessions[0]?.receivedAt).toBe(first?.receivedAt.toISOString());
    expect(second?.revision).toBe(2);
  });

  it("does not hold what was left out after it was started", async () => {
    const w = await setUp();
    await say(w, FRENCH, "a", "b");
    const id = await start(w);
    const [first] = (await getDream(w.admin.scope, id)).transcript_ids;
    await excludeTranscript(w.uploader, first ?? "", "a test");
    await run(w, id);
    const p = await getProposal(w.admin.scope, String((await getDream(w.admin.scope, id)).proposal_id));
    expect(p.changes.flatMap((c) => c.evidence.map((e) => e.source === "transcript" && e.transcript_id))).not.toContain(first);
    await includeTranscript(w.uploader, first ?? "");
    expect(await unread(w)).toBe(1);
  });

  it("is refused to an engine that is not there", async () => {
    const w = await setUp();
    const asked = startDream(w.admin, w.storeId, { limit: 100, estimate_only: false, engine: "claude" });
    expect(await refusalOf(asked)).toMatchObject({ type: "unprocessable", details: { engine: "claude" } });
  });

  it("twice the same gives the same changes, byte for byte, ids aside", async () => {
    const w = await setUp();
    const other = await makeStore(w.admin, {}, [w.agentId]);
    await say(w, `${FRENCH} Refunds are paid within 5 days.`, "a", "b", "c");
    const strip = (p: Proposal) =>
      p.changes.map(({ id, depends_on, overlaps, ...c }: Change) => ({ ...c, depends_on: depends_on.length, overlaps: overlaps.length }));
    const of = async (storeId: string) => getProposal(w.admin.scope, String((await dream(w.admin, storeId)).proposal_id));
    const [one, two] = [await of(w.storeId), await of(other)];
    expect(one.changes.length).toBeGreaterThan(0);
    expect(JSON.stringify(strip(one))).toBe(JSON.stringify(strip(two)));
  });
});

describe("a policy", () => {
  const warn: Finding = { check: "relative-date", severity: "warn", message: "When?" };
  const note: Finding = { check: "undated", severity: "note", message: "No time." };
  const block: Finding = { check: "ungrounded", severity: "block", message: "Nobody said so." };
  const MIXED = [
    gatedChange({ op: "create", path: "/clean.md", findings: [note] }),
    gatedChange({ op: "create", path: "/warned.md", findings: [warn] }),
    gatedChange({ op: "create", path: "/blocked.md", findings: [block] }),
  ];

  /** A dream that came to these changes, recorded as a worker would. */
  async function record(w: SetUp, changes: readonly GatedChange[], meanwhile: () => Promise<unknown> = async () => {}) {
    const id = await start(w);
    const { baseVersion } = await dreamRow(w, id);
    await db.$executeRaw`update dream set status = 'running', owner = 'worker', lease_until = now() + interval '1 minute' where id = ${id}`;
    await meanwhile();
    const ctx = systemContext(w.id, systemActor("worker", "Worker"));
    const result = { changes, considered: [], findings: [], notes: [], read: [], joined: [] };
    expect(await finishDream(ctx, { id, storeId: w.storeId, owner: "worker", baseVersion }, result)).toBe("recorded");
    return getDream(w.admin.scope, id);
  }
  const open = async (w: SetUp) => {
    const [p] = await listProposals(w.admin.scope, { status: "open" }, { limit: 10, after: null });
    return p ? (await getProposal(w.admin.scope, p.id)).changes.map((c) => c.path).sort() : [];
  };

  it.each([
    ["review", [], ["/blocked.md", "/clean.md", "/warned.md"]],
    ["auto-clean", ["/clean.md"], ["/blocked.md", "/warned.md"]],
    ["auto", ["/clean.md", "/warned.md"], ["/blocked.md"]],
  ] as const)("%s applies by itself exactly what it may, and the rest waits in one proposal", async (mode, applied, waiting) => {
    const w = await setUp({ mode });
    const d = await record(w, MIXED);
    expect(d.status).toBe("completed");
    expect(Object.keys(await headContents(w.id, w.storeId)).sort()).toEqual([...applied]);
    expect(await open(w)).toEqual([...waiting]);
    const p = await getProposal(w.admin.scope, String(d.proposal_id));
    expect(p.status).toBe(mode === "review" ? "open" : "applied");
    if (mode !== "review") {
      expect(p.changes.map((c) => c.decisions)).toMatchObject(applied.map(() => [{ verdict: "accept", by: `Policy: ${mode}` }]));
      expect(await getVersion(w.admin.scope, w.storeId, 2)).toMatchObject({ cause: "dream", author: `Policy: ${mode}`, proposal_id: p.id });
    }
  });

  it("applies by itself also where two people would have to accept", async () => {
    const w = await setUp({ mode: "auto-clean", approvals: 2, self_approval: false });
    await record(w, MIXED);
    expect(Object.keys(await headContents(w.id, w.storeId))).toEqual(["/clean.md"]);
  });

  it("is that of the moment at which the dream ends", async () => {
    const w = await setUp({ mode: "auto" });
    await record(w, MIXED, () => updateStore(w.admin, w.storeId, { policy: { mode: "review" } }));
    expect(await headContents(w.id, w.storeId)).toEqual({});
    expect(await open(w)).toHaveLength(3);
  });

  it("lets wait what moved, what was pinned or protected while the dream ran, and what a person turned down before", async () => {
    const w = await setUp({ mode: "auto" });
    await importMemory(w.admin, w.storeId, [
      { path: "/moved.md", content: "a" },
      { path: "/pinned.md", content: "a" },
      { path: "/rules/a.md", content: "a" },
      { path: "/free.md", content: "a" },
    ]);
    const live = await db.memoryRevision.findMany({ where: { workspaceId: w.id, untilVersion: null } });
    const update = (path: string, over: Partial<GatedChange> = {}) =>
      gatedChange({ op: "update", path, before: "a", after: "b", memoryId: live.find((r) => r.path === path)?.memoryId ?? null, ...over });
    const rejected = gatedChange({
      op: "create",
      path: "/again.md",
      previouslyRejected: { at: "2026-01-01T00:00:00Z", by: "Ada", reason: null },
    });
    await record(w, [update("/moved.md"), update("/pinned.md"), update("/rules/a.md"), update("/free.md"), rejected], async () => {
      await importMemory(w.admin, w.storeId, [{ path: "/moved.md", content: "c" }]);
      await putMemory(w.admin, w.storeId, { path: "/pinned.md", pin: true });
      await updateStore(w.admin, w.storeId, { policy: { protected_paths: ["/rules/"] } });
    });
    expect(await headContents(w.id, w.storeId)).toEqual({ "/moved.md": "c", "/pinned.md": "a", "/rules/a.md": "a", "/free.md": "b" });
    expect(await open(w)).toEqual(["/again.md", "/moved.md", "/pinned.md", "/rules/a.md"]);
  });

  it("lets wait what depends on what waits, and what the store cannot hold yet", async () => {
    const w = await setUp({ mode: "auto-clean" });
    await importMemory(
      w.admin,
      w.storeId,
      Array.from({ length: 2_000 }, (_, i) => ({ path: `/m/${i}`, content: `${i}` })),
    );
    const remove = gatedChange({ op: "delete", path: "/m/0", before: "0", after: null, findings: [block] });
    const below = gatedChange({ op: "create", path: "/m/0/x", dependsOn: [0] });
    const d = await record(w, [
      remove,
      below,
      gatedChange({ op: "create", path: "/fine.md" }),
      gatedChange({ op: "update", path: "/m/1", before: "1", after: "one" }),
    ]);
    expect(d.status).toBe("completed");
    const head = await headContents(w.id, w.storeId);
    expect([head["/m/1"], head["/fine.md"], Object.keys(head).length]).toEqual(["one", undefined, 2_000]);
    expect(await open(w)).toEqual(["/fine.md", "/m/0", "/m/0/x"]);
  });

  it("carries out a real dream", async () => {
    const w = await setUp({ mode: "auto-clean" });
    await say(w, FRENCH, "a", "b");
    const d = await dream(w.admin, w.storeId);
    expect(d.status).toBe("completed");
    expect(Object.keys(await headContents(w.id, w.storeId))).toEqual(["/preferences/answer-language.md"]);
  });

  it("a proposal that the head overtook while the dream ran does not wait for anybody", async () => {
    const w = await setUp();
    await importMemory(w.admin, w.storeId, [{ path: "/a.md", content: "a" }]);
    const d = await record(w, [gatedChange({ op: "update", path: "/a.md", before: "a", after: "b" })], () =>
      importMemory(w.admin, w.storeId, [{ path: "/a.md", content: "b" }]),
    );
    expect((await getProposal(w.admin.scope, String(d.proposal_id))).status).toBe("superseded");
  });
});

describe("a dream beside open proposals", () => {
  const decide = (ctx: Context, p: Proposal, verdict: "accept" | "reject" | "clear") =>
    decideChanges(ctx, p.id, { decisions: [{ change_id: p.changes[0]?.id ?? "", verdict }] });
  const proposalOf = async (w: SetUp, d: { proposal_id: string | null }) => getProposal(w.admin.scope, String(d.proposal_id));
  const first = async (w: SetUp) => {
    await say(w, FRENCH, "a", "b");
    return proposalOf(w, await dream(w.admin, w.storeId));
  };

  it("that says the same adds its evidence to the change that waits; its decisions stand", async () => {
    const w = await setUp({ approvals: 2 });
    const p = await first(w);
    expect(p.changes.map((c) => [c.path, c.evidence.length])).toEqual([["/preferences/answer-language.md", 2]]);
    await decide(w.reviewer, p, "accept");
    await say(w, FRENCH, "c", "d");
    const d = await dream(w.admin, w.storeId);
    expect(d).toMatchObject({ status: "nothing_to_change", proposal_id: null, considered: { counts: { "joined-open-change": 1 } } });
    expect(d.notes.join(" ")).toContain("still open");
    expect(await unread(w)).toBe(0);
    const after = await getProposal(w.admin.scope, p.id);
    expect(after.changes[0]?.evidence).toHaveLength(4);
    expect(new Set(after.changes[0]?.evidence.map((e) => (e.source === "transcript" ? e.transcript_id : ""))).size).toBe(4);
    expect(p.changes[0]?.support.sessions).toBe(2);
    expect(after.changes[0]).toMatchObject({ state: "needs_second", support: { sessions: 4, cases: 4 } });
    expect(after.changes[0]?.decisions).toHaveLength(1);
    const [end] = await db.audit.findMany({ where: { workspaceId: w.id, action: "dream.end", entityId: d.id } });
    expect(end?.metadata).toMatchObject({ joined: [{ change_id: p.changes[0]?.id, evidence: 2 }] });
    await decide(w.admin, after, "accept");
    expect((await applyProposal(w.admin, p.id, { undecided: "leave" })).version).toBe(2);
  });

  it("that reads the same sessions again doubles no quote", async () => {
    const w = await setUp();
    const p = await first(w);
    const ids = (await db.transcript.findMany({ where: { workspaceId: w.id } })).map((t) => t.id);
    await dream(w.admin, w.storeId, { transcript_ids: ids });
    expect((await getProposal(w.admin.scope, p.id)).changes[0]?.evidence).toHaveLength(2);
  });

  it("that says something else about the same overlaps: both carry the other, accepting one makes the other a conflict", async () => {
    const w = await setUp();
    const french = await first(w);
    await say(w, GERMAN, "c", "d");
    const german = await proposalOf(w, await dream(w.admin, w.storeId));
    const [f, g] = [french.changes[0]?.id, german.changes[0]?.id];
    const now = async (p: Proposal) => (await getProposal(w.admin.scope, p.id)).changes[0];
    expect([(await now(french))?.overlaps, (await now(german))?.overlaps]).toEqual([[g], [f]]);
    expect([(await now(french))?.state, (await now(german))?.state]).toEqual(["undecided", "undecided"]);

    await decide(w.reviewer, french, "accept");
    expect([(await now(french))?.state, (await now(german))?.state]).toEqual(["accepted", "conflict"]);
    const listed = await listProposals(w.admin.scope, {}, { limit: 10, after: null });
    expect(listed.find((p) => p.id === german.id)?.counts).toMatchObject({ blocked: 1, undecided: 0 });
    expect(await refusalOf(decide(w.reviewer, german, "accept"))).toMatchObject({ type: "unprocessable", details: { change_id: g } });

    await decide(w.reviewer, french, "clear");
    expect((await now(german))?.state).toBe("undecided");
    await decide(w.reviewer, german, "accept");
    expect((await now(french))?.state).toBe("conflict");
    await applyProposal(w.reviewer, german.id, { undecided: "leave" });
    expect(await getProposal(w.admin.scope, french.id)).toMatchObject({ status: "superseded", counts: { blocked: 1 } });
    expect(await headContents(w.id, w.storeId)).toEqual({ "/preferences/answer-language.md": german.changes[0]?.after });
  });

  it("frees the other when the one that was accepted is turned down with its proposal", async () => {
    const w = await setUp();
    const french = await first(w);
    await say(w, GERMAN, "c", "d");
    const german = await proposalOf(w, await dream(w.admin, w.storeId));
    await decide(w.reviewer, french, "accept");
    await rejectProposal(w.reviewer, french.id, "no");
    expect((await getProposal(w.admin.scope, german.id)).changes[0]?.state).toBe("undecided");
    await decide(w.reviewer, german, "accept");
    expect((await applyProposal(w.reviewer, german.id, { undecided: "leave" })).version).toBe(2);
  });

  it("passes the gate once more when the open change is decided before the dream has recorded", async () => {
    const w = await setUp();
    const p = await first(w);
    await say(w, FRENCH, "c", "d");
    const id = await start(w);
    let running = Promise.resolve();
    const rejected: Promise<void>[] = [];
    await whileStoreIsLocked(w, async () => {
      // The rejection stands in the queue for the store's lock before the dream does.
      rejected.push(rejectProposal(w.reviewer, p.id, "not like this"));
      await waitsForStore();
      running = run(w, id);
      await until(async () => (await dreamRow(w, id)).phase === "prune");
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await Promise.all([running, ...rejected]);
    const d = await getDream(w.admin.scope, id);
    expect(d.status).toBe("completed");
    // New events speak for it: proposed again, and it says so.
    const again = await proposalOf(w, d);
    expect(again.changes[0]).toMatchObject({ path: "/preferences/answer-language.md", previously_rejected: { reason: "not like this" } });
    expect((await getProposal(w.admin.scope, p.id)).changes[0]?.evidence).toHaveLength(2);
  });

  it("does not propose again what was rejected, unless new events speak for it", async () => {
    const w = await setUp();
    const p = await first(w);
    await rejectProposal(w.reviewer, p.id, "not ours");
    const ids = (await db.transcript.findMany({ where: { workspaceId: w.id } })).map((t) => t.id);
    const same = await dream(w.admin, w.storeId, { transcript_ids: ids });
    expect(same).toMatchObject({ status: "nothing_to_change", considered: { counts: { "rejected-before": 1 } } });
    await say(w, FRENCH, "c", "d");
    const fresh = await proposalOf(w, await dream(w.admin, w.storeId));
    expect(fresh.changes[0]?.previously_rejected).toMatchObject({ by: w.reviewer.actor.name, reason: "not ours" });
  });
});

const AIRLINE = join(process.cwd(), "../shared/data/tau-bench-airline/gpt-4o-airline.json");
if (!existsSync(AIRLINE)) console.log(`skipped: ${AIRLINE} is absent`);

describe.skipIf(!existsSync(AIRLINE))("a whole dream over tau-bench airline", () => {
  it("imports every session, finds the mistakes that recur, applies, and the next dream of the same sessions finds nothing new", async () => {
    const w = await setUp();
    const bytes = await readFile(AIRLINE);
    const runs = (JSON.parse(bytes.toString()) as unknown[]).length;
    const view = await upload(w.admin, w.agentId, bytes, { name: "gpt-4o-airline.json" });
    expect([view.status, view.result?.imported.length, view.result?.errors.length]).toEqual(["completed", runs, 0]);
    const d = await dream(w.admin, w.storeId, { limit: 100 });
    expect([d.status, d.error, d.transcript_ids.length]).toEqual(["completed", null, 100]);
    const p = await getProposal(w.admin.scope, String(d.proposal_id));
    expect(p.changes.length).toBeGreaterThan(0);
    expect(p.changes.length).toBeLessThanOrEqual(25);
    expect(p.changes.filter((c) => c.kind === "mistake").length).toBeGreaterThanOrEqual(3);
    for (const c of p.changes) for (const e of c.evidence) if (e.grounded) expect(e.quote.length).toBeGreaterThan(0);
    await decideChanges(w.reviewer, p.id, {
      decisions: p.changes.map((c) => ({ change_id: c.id, verdict: "accept" as const, comment: "It recurs." })),
    });
    expect((await applyProposal(w.reviewer, p.id, { undecided: "leave" })).version).toBe(2);
    const again = await dream(w.admin, w.storeId, { transcript_ids: d.transcript_ids });
    expect([again.status, again.considered.counts]).toEqual(["nothing_to_change", expect.any(Object)]);
  }, 120_000);
});
