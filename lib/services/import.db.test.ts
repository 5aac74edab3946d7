import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Import, ImportResult } from "@/lib/domain/views";
import { importBytes } from "@/lib/queries/import-bytes";
import { getImport } from "@/lib/queries/imports";
import { getTranscript, getTranscriptAt, listEvents } from "@/lib/queries/transcripts";
import { setOutcome } from "@/lib/services/judge-transcript";
import { receiveUpload } from "@/lib/services/receive-upload";
import { rawOfImport, rawOfTranscript } from "@/lib/services/reveal-raw";
import { runImport } from "@/lib/services/run-import";
import {
  type ChatMessage,
  chatLines,
  countRows,
  dream,
  makeAgent,
  makeWorkspace,
  outcomeOf,
  receive,
  type TestWorkspace,
  turns,
  upload,
} from "@/lib/testing/factories";

async function setUp(): Promise<TestWorkspace & { agentId: string; storeId: string }> {
  const w = await makeWorkspace();
  return { ...w, ...(await makeAgent(w.admin)) };
}

const session = (id: string | undefined, ...texts: string[]) => ({ ...(id === undefined ? {} : { id }), messages: turns(...texts) });
const counts = (i: Import) => {
  const r = i.result as ImportResult;
  return [r.imported.length, r.updated.length, r.duplicates.length, r.errors.length];
};
const texts = async (w: TestWorkspace, id: string, revision?: number) =>
  (await listEvents(w.admin.scope, id, { revision, limit: 1_000, from: 0 })).map((e) => e.text);
const only = async (w: TestWorkspace) => db.transcript.findFirstOrThrow({ where: { workspaceId: w.id } });

async function bytesOf(workspaceId: string, importId: string, from = 0, to?: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of importBytes(workspaceId, importId, from, to)) parts.push(part);
  return Buffer.concat(parts);
}

describe("identity of a session", () => {
  it("sent again, or as a prefix of what is stored, is a duplicate", async () => {
    const w = await setUp();
    await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two.", "Three.")));
    expect(counts(await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two.", "Three."))))).toEqual([0, 0, 1, 0]);
    expect(counts(await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two."))))).toEqual([0, 0, 1, 0]);
    expect(await only(w)).toMatchObject({ revision: 1, revisions: 1, events: 3, diverged: false });
  });

  it("sent longer is a new revision; the earlier one reads as it was", async () => {
    const w = await setUp();
    await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two.")));
    const longer = await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two.", "Three.")));
    expect(longer.result?.updated).toMatchObject([{ external_id: "s", events: 3, revision: 2, diverged: false }]);
    const t = await only(w);
    expect(await texts(w, t.id)).toEqual(["One.", "Two.", "Three."]);
    expect(await texts(w, t.id, 1)).toEqual(["One.", "Two."]);
    expect(await getTranscriptAt(w.admin.scope, t.id, 1)).toMatchObject({ revision: 1, revisions: 2, events: 2 });
    expect(await db.event.count({ where: { workspaceId: w.id } })).toBe(3);
  });

  it("sent with other events diverged: both are kept", async () => {
    const w = await setUp();
    await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two.", "Three.")));
    const other = await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Other.")));
    expect(other.result?.updated).toMatchObject([{ events: 2, revision: 2, diverged: true }]);
    const t = await only(w);
    expect(t).toMatchObject({ diverged: true, revision: 2, events: 2 });
    expect(await texts(w, t.id)).toEqual(["One.", "Other."]);
    expect(await texts(w, t.id, 1)).toEqual(["One.", "Two.", "Three."]);
  });

  it("gone on from where an earlier revision ended, otherwise than it went on then, diverged: three lines are kept", async () => {
    const w = await setUp();
    for (const line of [
      ["One.", "Two."],
      ["One.", "Two.", "Three."],
    ]) {
      await upload(w.admin, w.agentId, chatLines(session("s", ...line)));
    }
    const third = await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two.", "Else.", "More.")));
    expect(third.result?.updated).toMatchObject([{ events: 4, revision: 3, diverged: true }]);
    const t = await only(w);
    expect(await Promise.all([1, 2, 3].map((r) => texts(w, t.id, r)))).toEqual([
      ["One.", "Two."],
      ["One.", "Two.", "Three."],
      ["One.", "Two.", "Else.", "More."],
    ]);
    // The line that diverged goes on as a line of its own.
    const fourth = await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two.", "Else.", "More.", "End.")));
    expect(fourth.result?.updated).toMatchObject([{ events: 5, revision: 4, diverged: false }]);
    // An older line, sent again whole, is a duplicate; the newest stays the newest.
    expect(counts(await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two.", "Three."))))).toEqual([0, 0, 1, 0]);
    expect(await only(w)).toMatchObject({ revision: 4, revisions: 4 });
    // Going on from an older line is not going on from the newest.
    const fifth = await upload(w.admin, w.agentId, chatLines(session("s", "One.", "Two.", "Three.", "Four.")));
    expect(fifth.result?.updated).toMatchObject([{ events: 4, revision: 5, diverged: true }]);
    expect(await texts(w, t.id, 2)).toEqual(["One.", "Two.", "Three."]);
  });

  it("made from content never updates: more of the same is another session", async () => {
    const w = await setUp();
    await upload(w.admin, w.agentId, chatLines(session(undefined, "One.", "Two.")));
    expect(counts(await upload(w.admin, w.agentId, chatLines(session(undefined, "One.", "Two."))))).toEqual([0, 0, 1, 0]);
    expect(counts(await upload(w.admin, w.agentId, chatLines(session(undefined, "One.", "Two.", "Three."))))).toEqual([1, 0, 0, 0]);
    const rows = await db.transcript.findMany({ where: { workspaceId: w.id } });
    expect(rows.map((r) => [r.externalId.slice(0, 7), r.revisions])).toEqual([
      ["sha256:", 1],
      ["sha256:", 1],
    ]);
  });

  it("is by agent: the same id of two agents is two sessions", async () => {
    const w = await setUp();
    const other = await makeAgent(w.admin, { name: "Other" });
    const line = chatLines(session("s", "One.", "Two."));
    await upload(w.admin, w.agentId, line);
    expect(counts(await upload(w.admin, other.agentId, line))).toEqual([1, 0, 0, 0]);
  });

  it("in one upload: twice the same is one and a duplicate, longer the second time is imported and updated", async () => {
    const w = await setUp();
    const lines = chatLines(session("a", "One.", "Two."), session("a", "One.", "Two."), session("b", "One."), session("b", "One.", "Two."));
    expect(counts(await upload(w.admin, w.agentId, lines))).toEqual([2, 1, 1, 0]);
    expect(counts(await upload(w.admin, w.agentId, lines))).toEqual([0, 0, 4, 0]);
  });

  it("holds when two uploads of it are read at once", async () => {
    const w = await setUp();
    const short = chatLines(session("s", "One.", "Two."));
    const long = chatLines(session("s", "One.", "Two.", "Three.", "Four."));
    const ids = await Promise.all([short, long, short, long].map((body) => receive(w.admin, w.agentId, body)));
    await Promise.all(ids.map((id) => runImport(w.id, id, `worker:${id}`)));
    const views = await Promise.all(ids.map((id) => getImport(w.admin.scope, id)));
    expect(views.map((v) => v.status)).toEqual(["completed", "completed", "completed", "completed"]);
    const sums = views.map(counts).reduce((a, b) => a.map((n, i) => n + (b[i] ?? 0)));
    const [imported = 0, updated = 0, duplicates = 0, errors = 0] = sums;
    expect([imported, imported + updated + duplicates, errors]).toEqual([1, 4, 0]);
    const t = await only(w);
    expect(await texts(w, t.id)).toEqual(["One.", "Two.", "Three.", "Four."]);
    expect(t.diverged).toBe(false);
  });

  it("a thread finds its parent, whichever comes first, also when both come at once", async () => {
    const w = await setUp();
    const parent = chatLines(session("p", "One."));
    const child = (n: number) => chatLines({ ...session(`c${n}`, "Sub."), parent_id: "p" });
    const ids = await Promise.all([child(1), parent, child(2)].map((body) => receive(w.admin, w.agentId, body)));
    await Promise.all(ids.map((id) => runImport(w.id, id, `worker:${id}`)));
    await upload(w.admin, w.agentId, child(3));
    const rows = await db.transcript.findMany({ where: { workspaceId: w.id }, orderBy: { externalId: "asc" } });
    const p = rows.find((r) => r.externalId === "p")?.id;
    expect(rows.map((r) => [r.externalId, r.parentId])).toEqual([
      ["c1", p],
      ["c2", p],
      ["c3", p],
      ["p", null],
    ]);
  });
});

describe("an outcome", () => {
  it("is learned later from an upload; what a person said stands against every upload", async () => {
    const w = await setUp();
    const body = (reward?: number) => chatLines({ ...session("s", "One.", "Two."), ...(reward === undefined ? {} : { reward }) });
    await upload(w.admin, w.agentId, body());
    const { id } = await only(w);
    expect((await getTranscript(w.admin.scope, id)).outcome).toMatchObject({ result: "unknown" });
    expect(counts(await upload(w.admin, w.agentId, body(0)))).toEqual([0, 0, 1, 0]);
    expect((await getTranscript(w.admin.scope, id)).outcome).toMatchObject({ result: "failed", source: "imported" });
    // It is known now: a duplicate says nothing new.
    await upload(w.admin, w.agentId, body(1));
    expect((await getTranscript(w.admin.scope, id)).outcome).toMatchObject({ result: "failed" });
    await setOutcome(w.uploader, id, { result: "succeeded", score: 0.9, note: "looked at it" });
    await upload(w.admin, w.agentId, chatLines({ ...session("s", "One.", "Two.", "Three."), reward: 0 }));
    expect((await getTranscript(w.admin.scope, id)).outcome).toMatchObject({ result: "succeeded", source: "person", score: 0.9 });
  });
});

describe("times", () => {
  const started = (id: string, created_at: string) => ({ ...session(id, "One.", "Two."), created_at });
  const dummy = async (w: TestWorkspace, importId: string) =>
    (await db.import.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: w.id, id: importId } } })).dummyTime;

  it("one and the same start of all sessions of an upload is no time, also when some of them were known before", async () => {
    const w = await setUp();
    const same = (ids: string[]) => chatLines(...ids.map((id) => started(id, "2026-01-01T00:00:00Z")));
    expect(await dummy(w, (await upload(w.admin, w.agentId, same(["a", "b", "c"]))).id)).toBe(true);
    expect(await dummy(w, (await upload(w.admin, w.agentId, same(["a", "b", "c", "d"]))).id)).toBe(true);
    expect(await dummy(w, (await upload(w.admin, w.agentId, same(["e"]))).id)).toBe(false);
    const mixed = chatLines(started("f", "2026-01-01T00:00:00Z"), started("g", "2026-01-02T00:00:00Z"));
    expect(await dummy(w, (await upload(w.admin, w.agentId, mixed)).id)).toBe(false);
    const none = chatLines(started("h", "2026-01-01T00:00:00Z"), session("i", "One."));
    expect(await dummy(w, (await upload(w.admin, w.agentId, none)).id)).toBe(false);
  });

  it("such a start orders nothing in a dream: what it says is marked undated", async () => {
    const w = await setUp();
    const rule = "Always write order numbers without the leading zeros.";
    const lines = ["a", "b"].map((id) => ({ ...session(id, rule, "Understood."), created_at: "2026-01-01T00:00:00Z" }));
    await upload(w.admin, w.agentId, chatLines(...lines));
    const d = await dream(w.admin, w.storeId);
    expect(d.status).toBe("completed");
    const evidence = await db.evidenceRow.findMany({ where: { workspaceId: w.id } });
    expect(evidence.length).toBeGreaterThan(0);
    expect(evidence.every((e) => e.at === null)).toBe(true);
  });
});

describe("a killed import", () => {
  const MANY = 400;
  const many = chatLines(...Array.from({ length: MANY }, (_, i) => session(`s${i}`, `Question ${i}?`, `Answer ${i}.`)));
  const first = chatLines(session("s0", "Question 0?"), session("x", "Known before."));

  /** Stops once `n` sessions are in. */
  async function cutOff(w: TestWorkspace, importId: string, n: number): Promise<number> {
    const abort = new AbortController();
    const had = await db.transcript.count({ where: { workspaceId: w.id } });
    const looking = setInterval(async () => {
      if ((await db.transcript.count({ where: { workspaceId: w.id } })) - had >= n) abort.abort();
    }, 5);
    await runImport(w.id, importId, "killed", abort.signal);
    clearInterval(looking);
    return (await db.transcript.count({ where: { workspaceId: w.id } })) - had;
  }

  it("goes on where it stopped: what it had written counts as imported, nothing is doubled", async () => {
    const w = await setUp();
    await upload(w.admin, w.agentId, first);
    const importId = await receive(w.admin, w.agentId, many);
    const done = await cutOff(w, importId, 5);
    expect(done).toBeGreaterThanOrEqual(5);
    expect(done).toBeLessThan(MANY - 1);
    // As a kill leaves it: running, with a lease that has run out.
    await db.import.update({
      where: { workspaceId_id: { workspaceId: w.id, id: importId } },
      data: { status: "running", owner: "dead", leaseUntil: new Date(Date.now() - 1_000), attempts: 1 },
    });
    await runImport(w.id, importId, "next");
    const view = await getImport(w.admin.scope, importId);
    expect(view.status).toBe("completed");
    expect(counts(view)).toEqual([MANY - 1, 1, 0, 0]);
    expect(view.result?.updated).toMatchObject([{ external_id: "s0", revision: 2, events: 2, diverged: false }]);
    expect(await db.transcript.count({ where: { workspaceId: w.id } })).toBe(MANY + 1);
    expect(await db.event.count({ where: { workspaceId: w.id } })).toBe(2 * MANY + 1);
    const rows = await countRows(w.id);
    expect(rows.transcript_revision).toBe(MANY + 2);
    // The workspace, four people, agent and store, two uploads and their ends; then one row a session written.
    expect(rows.audit).toBe(1 + 4 + 2 + 2 + 2 + 2 + MANY);
  });

  it("is not taken while its lease holds, and is given up after too many deaths", async () => {
    const w = await setUp();
    const importId = await receive(w.admin, w.agentId, many);
    const set = (data: object) => db.import.update({ where: { workspaceId_id: { workspaceId: w.id, id: importId } }, data });
    await set({ status: "running", owner: "alive", leaseUntil: new Date(Date.now() + 60_000), attempts: 1 });
    await runImport(w.id, importId, "other");
    expect(await db.transcript.count({ where: { workspaceId: w.id } })).toBe(0);
    await set({ leaseUntil: new Date(0), attempts: 4 });
    await runImport(w.id, importId, "other");
    expect(await getImport(w.admin.scope, importId)).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("interrupted") },
    });
  });

  it("counts a session that stands twice in it once, wherever it was cut off", async () => {
    const w = await setUp();
    const twice = chatLines(session("a", "One."), session("b", "Two."), session("a", "One.", "More."), session("b", "Two."));
    const importId = await receive(w.admin, w.agentId, twice);
    await runImport(w.id, importId, "first");
    const before = await getImport(w.admin.scope, importId);
    expect(counts(before)).toEqual([2, 1, 1, 0]);
    const again = { status: "running", owner: "dead", leaseUntil: new Date(0), endedAt: null };
    await db.import.update({ where: { workspaceId_id: { workspaceId: w.id, id: importId } }, data: again });
    await runImport(w.id, importId, "next");
    expect(counts(await getImport(w.admin.scope, importId))).toEqual([2, 1, 1, 0]);
  });

  it("ended already is left alone", async () => {
    const w = await setUp();
    const view = await upload(w.admin, w.agentId, first);
    const before = await countRows(w.id);
    await runImport(w.id, view.id, "again");
    expect(await countRows(w.id)).toEqual(before);
    expect(await getImport(w.admin.scope, view.id)).toEqual(view);
  });
});

describe("bytes", () => {
  it("of 12 MB arrive whole, in whatever pieces, and every session's own are the lines it came from", async () => {
    const w = await setUp();
    const words = Array.from({ length: 4_800 }, (_, i) => `word${i} ünï 😀`).join(" ");
    const lines = Array.from({ length: 12 }, (_, i) =>
      chatLines(session(`s${i}`, ...Array.from({ length: 12 }, (_, j) => `Part ${i}.${j}: ${words}`))),
    );
    const body = Buffer.from(lines.join(""));
    expect(body.length).toBeGreaterThan(12 * 1024 * 1024);
    const importId = await receive(w.admin, w.agentId, body, { pieceBytes: 65_537 });
    expect((await bytesOf(w.id, importId)).equals(body)).toBe(true);
    await runImport(w.id, importId, "worker");
    const view = await getImport(w.admin.scope, importId);
    expect([view.status, view.bytes_total, ...counts(view)]).toEqual(["completed", body.length, 12, 0, 0, 0]);
    for (const [i, t] of (view.result?.imported ?? []).entries()) {
      const raw = await rawOfTranscript(w.viewer, t.id);
      const own = await Promise.all(raw.ranges.map((r) => bytesOf(w.id, raw.importId, r.start, r.end)));
      expect(Buffer.concat(own).toString()).toBe(lines[i]);
    }
    expect(sha(await bytesOf(w.id, importId, 1_000_000, 9_000_001))).toBe(sha(body.subarray(1_000_000, 9_000_001)));
  }, 60_000);

  it("keep their line ends, byte order mark and what does not parse; the truncated last line costs that line", async () => {
    const w = await setUp();
    const one = JSON.stringify(session("a", "One."));
    const two = JSON.stringify(session("b", "Two."));
    const body = Buffer.from(`\ufeff${one}\r\n\r\n${two}\n{"id":"c","messages":[{"role":"us`);
    const view = await upload(w.admin, w.agentId, body);
    expect(counts(view)).toEqual([2, 0, 0, 1]);
    expect(view.result?.errors[0]).toMatchObject({ file: "sessions.jsonl", line: 4 });
    expect((await bytesOf(w.id, view.id)).equals(body)).toBe(true);
    const [a, b] = view.result?.imported ?? [];
    const rawOf = async (id: string) => {
      const raw = await rawOfTranscript(w.viewer, id);
      return Buffer.concat(await Promise.all(raw.ranges.map((r) => bytesOf(w.id, raw.importId, r.start, r.end)))).toString();
    };
    expect(await rawOf(b?.id ?? "")).toBe(`${two}\n`);
    expect((await rawOf(a?.id ?? "")).replace(/^\ufeff/, "")).toBe(`${one}\r\n`);
  });

  it("of an upload that breaks off are dropped, and it says so", async () => {
    const w = await setUp();
    const chunks = async function* () {
      yield Buffer.alloc(2_000_000, "x");
      throw new Error("connection lost");
    };
    await expect(receiveUpload(w.admin, { agentId: w.agentId, name: "f", format: "auto", chunks: chunks() })).rejects.toThrow(
      "connection lost",
    );
    const row = await db.import.findFirstOrThrow({ where: { workspaceId: w.id } });
    expect([row.status, row.error]).toEqual(["failed", { message: "The upload broke off." }]);
    expect(await db.importChunk.count({ where: { workspaceId: w.id } })).toBe(0);
  });
});

describe("secrets", () => {
  // Put together here, so that no scanner takes this file for a leak.
  const SECRET = ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].join("");
  const messages: ChatMessage[] = [
    { role: "user", content: `My token is ${SECRET}, use it. Always answer in French.` },
    { role: "assistant", content: "Oui." },
  ];

  it("are masked in events and search, stand in the raw bytes, which an admin alone reveals, and that is audited", async () => {
    const w = await setUp();
    const view = await upload(w.admin, w.agentId, chatLines({ id: "s", messages }));
    const { id } = await only(w);
    const [said] = await texts(w, id);
    expect(said).not.toContain(SECRET);
    expect(said).toContain("Always answer in French.");
    const stored = await db.$queryRaw<{ n: number }[]>`select count(*)::int as n from event where position(${SECRET} in text) > 0`;
    expect(stored[0]?.n).toBe(0);
    expect((await bytesOf(w.id, view.id)).toString()).toContain(SECRET);
    expect(await outcomeOf(rawOfTranscript(w.reviewer, id))).toBe("forbidden");
    expect(await outcomeOf(rawOfImport(w.reviewer, view.id))).toBe("forbidden");
    expect(await outcomeOf(rawOfTranscript(w.admin, id))).toBe("ok");
    expect(await outcomeOf(rawOfImport(w.admin, view.id))).toBe("ok");
    const reveals = await db.audit.findMany({ where: { workspaceId: w.id, action: "transcript.reveal" } });
    expect(reveals.map((r) => [r.entity, r.entityId])).toEqual([
      ["transcript", id],
      ["import", view.id],
    ]);
  });

  it("masked shift nothing: every grounded quote of a dream stands at its place in the event as served", async () => {
    const w = await setUp();
    await upload(w.admin, w.agentId, chatLines(...["a", "b"].map((id) => ({ id, messages }))));
    const d = await dream(w.admin, w.storeId);
    expect(d.status).toBe("completed");
    const rows = await db.evidenceRow.findMany({ where: { workspaceId: w.id, source: "transcript", grounded: true } });
    expect(rows.length).toBeGreaterThan(0);
    for (const e of rows) {
      const events = await texts(w, String(e.transcriptId));
      expect(events[Number(e.eventSeq)]?.slice(e.start, e.end)).toBe(e.quote);
      expect(e.quote).not.toMatch(/ghp_|\[secret:/);
    }
  });

  it("the same session with another secret is another session: identity is over what was sent, not what is shown", async () => {
    const w = await setUp();
    await upload(w.admin, w.agentId, chatLines({ id: "s", messages }));
    const other = messages.map((m) => ({ ...m, content: m.content.replace("16C7", "99C7") }));
    expect((await upload(w.admin, w.agentId, chatLines({ id: "s", messages: other }))).result?.updated).toMatchObject([{ diverged: true }]);
  });
});

const sha = (b: Uint8Array) => createHash("sha256").update(b).digest("hex");
