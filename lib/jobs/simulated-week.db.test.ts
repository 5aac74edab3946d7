import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import type { Finding } from "@/lib/domain/finding";
import type { Policy } from "@/lib/domain/policy";
import { nextRun } from "@/lib/domain/schedule";
import { deriveIndex, memoryTitle } from "@/lib/domain/version";
import { runDream } from "@/lib/jobs/run-dream";
import { tick } from "@/lib/jobs/tick";
import { verifyAudit } from "@/lib/queries/audit";
import { getProposal, listProposals } from "@/lib/queries/proposals";
import { getStore } from "@/lib/queries/stores";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { excludeTranscript } from "@/lib/services/judge-transcript";
import { rejectProposal } from "@/lib/services/reject-proposal";
import { rollBack } from "@/lib/services/roll-back";
import { updateStore } from "@/lib/services/update-store";
import {
  headContents,
  makeAgent,
  makeStore,
  makeWorkspace,
  outcomeOf,
  readState,
  type TestWorkspace,
  upload,
} from "@/lib/testing/factories";
import { type Dice, dice, sessionsBefore } from "@/lib/testing/simulated-week";

// A week of a team: sessions arrive at all hours, two stores dream by themselves (one is reviewed, one applies what is clean), a reviewer comes now and then.
// Afterwards every rule is checked from the outside: from the rows, with none of the code that wrote them where there is another way.

const DAYS = 7;
/** The week in which the clocks go back in one zone and a week before they do in the other; over, so that no session comes from the future. */
const BEGIN = new Date("2026-10-22T00:00:00Z");
const HOUR = 3_600_000;
const PINNED = { path: "/house/pinned.md", content: "Refunds above 200 euros need Maren's yes.\n" };
const OWN = { path: "/preferences/answer-language.md", content: "Answer in the language of the question.\n" };

type Week = TestWorkspace & { agentId: string; stores: string[]; reader: Context };

async function setUp(): Promise<Week> {
  const w = await makeWorkspace("A week");
  const { agentId, storeId } = await makeAgent(w.admin);
  const clean = await makeStore(w.admin, {}, [agentId]);
  await updateStore(w.admin, storeId, { schedule: { cron: "0 */6 * * *", timezone: "Europe/Berlin", min_new_transcripts: 2, batch: 20 } });
  await updateStore(w.admin, clean, {
    policy: { mode: "auto-clean" },
    schedule: { cron: "30 3 * * *", timezone: "America/New_York", min_new_transcripts: 3, batch: 50 },
  });
  for (const store of [storeId, clean]) {
    await putMemory(w.admin, store, { ...PINNED, pin: true });
    await putMemory(w.reviewer, store, OWN);
  }
  return { ...w, agentId, stores: [storeId, clean], reader: w.admin };
}

/** Refusals that another's move explains are part of a week; anything else is a bug. */
const tolerated = async (run: Promise<unknown>) => expect(["ok", "conflict", "unprocessable"]).toContain(await outcomeOf(run));

/** The reviewer looks at some of what waits: accepts, edits, turns down, leaves, applies. What touches a protected memory is turned down. */
async function review(w: Week, d: Dice, storeId: string): Promise<void> {
  for (const { id } of await listProposals(w.reader.scope, { status: "open", storeId, oldest: true }, { limit: 50, after: null })) {
    if (d.chance(0.2)) continue;
    if (d.chance(0.1)) {
      await tolerated(rejectProposal(w.reviewer, id, "Not like this."));
      continue;
    }
    for (const change of (await getProposal(w.reader.scope, id)).changes) {
      const verdict = change.findings.some((f) => f.check === "protected")
        ? "reject"
        : d.pick(["accept", "accept", "accept", "edit", "reject", "later"] as const);
      const content = verdict === "edit" && change.after !== null ? `${change.after.trimEnd()} The team agreed on it.\n` : undefined;
      if (verdict === "edit" && content === undefined) continue;
      const decision = { change_id: change.id, verdict, comment: "I looked.", ...(content === undefined ? {} : { content }) };
      await tolerated(decideChanges(w.reviewer, id, { decisions: [decision] }));
    }
    if ((await getProposal(w.reader.scope, id)).status === "open") {
      await tolerated(applyProposal(w.reviewer, id, { undecided: d.chance(0.2) ? "reject" : "leave" }));
    }
  }
}

/** Now and then somebody writes, removes, leaves a session out, or rolls back (never to before the memories that are watched). */
async function meddle(w: Week, d: Dice, storeId: string, day: number): Promise<void> {
  if (d.chance(0.3)) await tolerated(putMemory(w.reviewer, storeId, { path: `/notes/day-${day}.md`, content: `Seen on day ${day}.\n` }));
  if (d.chance(0.25)) {
    const learned = Object.keys(await headContents(w.id, storeId)).filter((p) => p !== PINNED.path && p !== OWN.path);
    if (learned.length > 0) await tolerated(deleteMemory(w.reviewer, storeId, { path: d.pick(learned) }));
  }
  if (d.chance(0.3)) {
    const { head_version: head } = await getStore(w.reader.scope, storeId);
    if (head > 3) await tolerated(rollBack(w.admin, storeId, { to_version: 3 + d.below(head - 3), reason: `Day ${day} went wrong.` }));
  }
  if (d.chance(0.3)) {
    const [some] = await db.transcript.findMany({ where: { workspaceId: w.id, excludedAt: null }, skip: d.below(5), take: 1 });
    if (some) await tolerated(excludeTranscript(w.admin, some.id, "Not ours."));
  }
}

/** Takes the clock from run to run, not waiting for it, until the week is over. */
async function live(w: Week, d: Dice): Promise<void> {
  const begin = BEGIN.getTime();
  for (const store of w.stores) {
    const { schedule } = await getStore(w.reader.scope, store);
    if (schedule) await db.store.updateMany({ where: { workspaceId: w.id, id: store }, data: { nextRunAt: nextRun(schedule, BEGIN) } });
  }
  let [now, sent, reviewAt] = [begin, 0, begin + 20 * HOUR];
  while (now < begin + DAYS * 24 * HOUR) {
    const runs = await db.store.findMany({ where: { workspaceId: w.id }, select: { nextRunAt: true } });
    now = Math.min(...runs.map((r) => r.nextRunAt?.getTime() ?? Number.POSITIVE_INFINITY));
    const n = d.below(6);
    if (n > 0) await upload(w.admin, w.agentId, sessionsBefore(d, new Date(now), n, `s${sent++}`));
    // Once in a while nobody is there at the time of a run.
    const late = d.chance(0.1) ? 20 * 60_000 : 0;
    const started = (await Promise.all([tick(new Date(now + late)), tick(new Date(now + late))])).flat();
    if (late > 0) expect(started).toEqual([]);
    expect(new Set(started).size).toBe(started.length);
    for (const id of started) await runDream(w.id, id, "worker", new AbortController().signal);
    if (now < reviewAt) continue;
    reviewAt = now + (12 + d.below(30)) * HOUR;
    for (const store of w.stores) {
      await review(w, d, store);
      await meddle(w, d, store, Math.floor((now - begin) / (24 * HOUR)));
    }
  }
}

const sha256 = (s: string) => createHash("sha256").update(s, "utf8").digest("hex");
type State = Awaited<ReturnType<typeof readState>>;

async function checkVersions(w: Week, storeId: string): Promise<void> {
  const store = await getStore(w.reader.scope, storeId);
  const versions = await db.version.findMany({ where: { workspaceId: w.id, storeId }, orderBy: { number: "asc" } });
  expect(versions.map((v) => [v.number, v.parent])).toEqual(
    Array.from({ length: store.head_version }, (_, i) => [i + 1, i === 0 ? null : i]),
  );
  let before: State = [];
  for (const v of versions) {
    const state = await readState(w.id, storeId, v.number);
    for (const m of state) expect(sha256(m.content)).toBe(m.sha256);
    const sorted = [...state].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    expect(v.hash).toBe(sha256(sorted.map((m) => `${m.path}\0${m.kind}\0${m.sha256}\n`).join("")));
    const memories = state.filter((m) => !m.derived);
    const index = state.filter((m) => m.derived).map((m) => m.content);
    const derived = deriveIndex(memories.map((m) => ({ path: m.path, title: memoryTitle(m.content) })));
    expect(index).toEqual(derived === null ? [] : [derived]);
    const was = new Map(before.filter((m) => !m.derived).map((m) => [m.memoryId, m]));
    const is = new Map(memories.map((m) => [m.memoryId, m]));
    expect({ created: v.created, removed: v.removed, updated: v.updated, renamed: v.renamed }).toEqual({
      created: memories.filter((m) => !was.has(m.memoryId)).length,
      removed: [...was.keys()].filter((id) => !is.has(id)).length,
      updated: memories.filter(
        (m) => was.has(m.memoryId) && (was.get(m.memoryId)?.sha256 !== m.sha256 || was.get(m.memoryId)?.kind !== m.kind),
      ).length,
      renamed: memories.filter((m) => was.has(m.memoryId) && was.get(m.memoryId)?.path !== m.path).length,
    });
    // Pinned, and written by a person: nothing but a person's own decision changes them, and nobody took one.
    if (v.number >= 3) for (const kept of [PINNED, OWN]) expect(memories.find((m) => m.path === kept.path)?.content).toBe(kept.content);
    before = state;
  }
  expect(store.memories).toBe(before.filter((m) => !m.derived).length);
}

/** Every text that a dream brought to a head was accepted by a person, word for word, or was clean and in a store whose policy lets that through. */
async function checkDecisions(w: Week, storeId: string): Promise<{ byPerson: number; byPolicy: number }> {
  const { policy } = await getStore(w.reader.scope, storeId);
  const revisions = await db.memoryRevision.findMany({ where: { workspaceId: w.id, storeId, derived: false } });
  const versions = new Map((await db.version.findMany({ where: { workspaceId: w.id, storeId } })).map((v) => [v.number, v] as const));
  const counts = { byPerson: 0, byPolicy: 0 };
  for (const r of revisions.filter((x) => versions.get(x.fromVersion)?.cause === "dream")) {
    const change = await db.change.findFirstOrThrow({
      where: { workspaceId: w.id, id: r.changeId ?? "" },
      include: { decisions: { orderBy: { id: "asc" } }, proposal: true },
    });
    expect(change.proposal).toMatchObject({ status: "applied", appliedVersion: r.fromVersion, storeId });
    const last = change.decisions.at(-1);
    // An accept is of the words that stand: the last edit's, where there is one.
    const edit = change.decisions.findLast((x) => x.verdict === "edit");
    const text = edit ? edit.content : change.after;
    expect(sha256(text ?? "")).toBe(r.sha256);
    if (last?.via === "system") {
      expect(policy.mode satisfies Policy["mode"]).toBe("auto-clean");
      expect((change.findings as Finding[]).map((f) => f.severity).filter((s) => s !== "note")).toEqual([]);
      counts.byPolicy++;
    } else {
      expect(["accept", "edit"]).toContain(last?.verdict);
      expect(last?.personId).toBe(w.reviewer.actor.personId);
      if (last?.verdict === "edit") expect(r.byPerson).toBe(true);
      counts.byPerson++;
    }
  }
  return counts;
}

/** What was turned down and proposed again has an event behind it that was not there before, and says that it was turned down. */
async function checkRejections(w: Week, storeId: string): Promise<void> {
  const changes = await db.change.findMany({
    where: { workspaceId: w.id, proposal: { storeId } },
    include: { evidence: true, proposal: true, decisions: true },
  });
  const rejections = await db.rejection.findMany({ where: { workspaceId: w.id, storeId } });
  const plain = (s: string | null) =>
    (s ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  const event = (e: string) => e.replace(/:\d+:(\d+)$/, ":$1");
  for (const c of changes) {
    const earlier = rejections.filter(
      (r) =>
        r.at < c.proposal.createdAt &&
        c.proposal.restOf === null &&
        r.target === (c.newPath ?? c.path) &&
        plain(r.textNorm) === plain(c.after),
    );
    if (earlier.length === 0) continue;
    const known = new Set(earlier.flatMap((r) => r.events.map(event)));
    expect(c.evidence.some((e) => e.grounded && e.transcriptId && !known.has(`${e.transcriptId}:${e.eventSeq}`))).toBe(true);
    expect(c.previouslyRejected).not.toBeNull();
  }
  // Evidence is verbatim: the quote stands in its event where it says.
  for (const e of changes.flatMap((c) => c.evidence).filter((x) => x.grounded && x.source === "transcript")) {
    const [row] = await db.event.findMany({ where: { workspaceId: w.id, transcriptId: e.transcriptId ?? "", seq: e.eventSeq ?? -1 } });
    expect(row?.text.slice(e.start, e.end)).toBe(e.quote);
  }
}

async function checkCounts(w: Week, storeId: string): Promise<void> {
  const listed = await listProposals(w.reader.scope, { storeId }, { limit: 500, after: null });
  for (const p of listed) {
    const whole = await getProposal(w.reader.scope, p.id);
    expect([p.id, p.status, p.counts, p.summary]).toEqual([whole.id, whole.status, whole.counts, whole.summary]);
    expect(whole.changes).toHaveLength(whole.counts.total);
  }
  const store = await getStore(w.reader.scope, storeId);
  expect(store.open_proposals).toBe(listed.filter((p) => p.status === "open").length);
  const read = await db.storeRead.findMany({ where: { workspaceId: w.id, storeId } });
  const ended = await db.dream.findMany({ where: { workspaceId: w.id, storeId, status: { in: ["completed", "nothing_to_change"] } } });
  const given = await db.dreamTranscript.findMany({ where: { workspaceId: w.id, dreamId: { in: ended.map((x) => x.id) } } });
  const keys = (rows: readonly { transcriptId: string; revision: number }[]) =>
    [...new Set(rows.map((r) => `${r.transcriptId}:${r.revision}`))].sort();
  expect(keys(read)).toEqual(keys(given));
  const all = await db.transcript.findMany({ where: { workspaceId: w.id, excludedAt: null } });
  expect(store.unread_transcripts).toBe(all.filter((t) => !keys(read).includes(`${t.id}:${t.revision}`)).length);
}

async function checkDreams(w: Week, storeId: string): Promise<number> {
  const dreams = await db.dream.findMany({ where: { workspaceId: w.id, storeId }, orderBy: { id: "asc" } });
  for (const x of dreams) {
    expect(x).toMatchObject({ trigger: "schedule", actor: { kind: "system", id: "schedule" }, attempts: 1, error: null });
    expect(["completed", "nothing_to_change"]).toContain(x.status);
    // A dream that changes nothing says what it considered, and why not.
    if (x.status === "nothing_to_change")
      expect((x.notes as string[]).length + Object.keys(x.consideredCounts as object).length).toBeGreaterThan(0);
  }
  return dreams.length;
}

it.each([7, 20_261_128])("a week of dreams and reviews leaves every rule kept (seed %i)", { timeout: 300_000 }, async (seed) => {
  const w = await setUp();
  await live(w, dice(seed));
  const seen = { dreams: 0, byPerson: 0, byPolicy: 0 };
  for (const store of w.stores) {
    await checkVersions(w, store);
    const { byPerson, byPolicy } = await checkDecisions(w, store);
    seen.byPerson += byPerson;
    seen.byPolicy += byPolicy;
    await checkRejections(w, store);
    await checkCounts(w, store);
    seen.dreams += await checkDreams(w, store);
  }
  const rows = await db.audit.count({ where: { workspaceId: w.id } });
  expect(await verifyAudit(w.admin.scope)).toEqual({ rows, ok: true });
  const audited = async (action: string) => db.audit.count({ where: { workspaceId: w.id, action } });
  expect(await audited("version.create")).toBe(await db.version.count({ where: { workspaceId: w.id, number: { gt: 1 } } }));
  expect(await audited("dream.start")).toBe(seen.dreams);
  // The week was one: something was dreamed, a person decided, a policy did.
  expect(seen.dreams).toBeGreaterThan(10);
  expect(seen.byPerson).toBeGreaterThan(0);
  expect(seen.byPolicy).toBeGreaterThan(0);
});
