import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { GoOn } from "@/lib/importers/read-upload";
import { getImport, listOpenImports } from "@/lib/queries/imports";
import { cancelImport } from "@/lib/services/cancel-import";
import { emitAudit } from "@/lib/services/emit-audit";
import { keepStep } from "@/lib/services/import-steps";
import { dropBrokenUploads, receiveUpload } from "@/lib/services/receive-upload";
import { runImport } from "@/lib/services/run-import";
import {
  agentKeyContext,
  chatLines,
  makeAgent,
  makeWorkspace,
  outcomeOf,
  receive,
  type TestWorkspace,
  turns,
} from "@/lib/testing/factories";

async function setUp(): Promise<TestWorkspace & { agentId: string; storeId: string }> {
  const w = await makeWorkspace();
  return { ...w, ...(await makeAgent(w.admin)) };
}
const lines = (n: number) =>
  chatLines(...Array.from({ length: n }, (_, i) => ({ id: `s${i}`, messages: turns(`Question ${i}?`, "Yes.") })));
const sessionsOf = (w: TestWorkspace) => db.transcript.count({ where: { workspaceId: w.id } });
const audited = (w: TestWorkspace) => db.audit.findMany({ where: { workspaceId: w.id, action: "import.cancel" }, orderBy: { seq: "asc" } });
const set = (w: TestWorkspace, id: string, data: object) =>
  db.import.update({ where: { workspaceId_id: { workspaceId: w.id, id } }, data });

describe("canceling an import", () => {
  it("that waits ends it at once; nothing of it is imported, and its bytes are kept", async () => {
    const w = await setUp();
    const id = await receive(w.uploader, w.agentId, lines(3));
    await cancelImport(w.uploader, id);
    await runImport(w.id, id, "worker");
    expect(await getImport(w.admin.scope, id)).toMatchObject({ status: "canceled", result: { canceled: true, imported: [] } });
    expect(await sessionsOf(w)).toBe(0);
    expect(await db.importChunk.count({ where: { workspaceId: w.id, importId: id } })).toBe(1);
    expect((await audited(w)).map((row) => [row.entityId, row.metadata])).toEqual([[id, { was: "queued" }]]);
    expect(await outcomeOf(cancelImport(w.uploader, id))).toBe("conflict");
  });

  it("does not wait for who reads it in a way that both wait for each other", async () => {
    const w = await setUp();
    const id = await receive(w.admin, w.agentId, lines(3));
    let canceled: Promise<string> = Promise.resolve("");
    const waiting = async () => {
      const [row] = await db.$queryRaw<{ n: number }[]>`
        select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return row?.n ?? 0;
    };
    // What the reading of an import does to some sessions: their audit rows, then how far it has come.
    await db.$transaction(async (tx) => {
      await emitAudit(tx, w.admin, { action: "transcript.import", entity: "transcript", entityId: "trn_1" });
      canceled = outcomeOf(cancelImport(w.admin, id));
      await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
      const next: GoOn = { format: "chat", shape: "lines", offset: 10, line: 2, index: 0, sessions: 1, problems: 0 };
      await keepStep(tx, w.id, id, { fromByte: 0, next, entries: [] });
    });
    expect(await canceled).toBe("ok");
    expect((await getImport(w.admin.scope, id)).status).toBe("canceled");
  });

  it("that runs stops it between two sessions: what is imported stays, and the result says what that is", async () => {
    const w = await setUp();
    const id = await receive(w.admin, w.agentId, lines(400));
    const abort = new AbortController();
    const looking = setInterval(async () => {
      if ((await sessionsOf(w)) >= 3) abort.abort();
    }, 5);
    await runImport(w.id, id, "killed", abort.signal);
    clearInterval(looking);
    const done = await sessionsOf(w);
    expect(done).toBeGreaterThanOrEqual(3);
    expect(done).toBeLessThan(400);
    // Its worker is gone, and before the next one takes it up somebody cancels it.
    await cancelImport(w.admin, id);
    expect((await getImport(w.admin.scope, id)).status).toBe("running");
    await runImport(w.id, id, "next");
    const view = await getImport(w.admin.scope, id);
    expect(view).toMatchObject({ status: "canceled", result: { canceled: true, updated: [], duplicates: [], errors: [] } });
    expect(view.result?.imported.map((s) => s.external_id)).toEqual(Array.from({ length: done }, (_, i) => `s${i}`));
    expect(await sessionsOf(w)).toBe(done);
    // Sent again, the rest follows.
    const again = await receive(w.admin, w.agentId, lines(400));
    await runImport(w.id, again, "worker");
    const rest = (await getImport(w.admin.scope, again)).result;
    expect([rest?.imported.length, rest?.duplicates.length]).toEqual([400 - done, done]);
  });

  it("that is being read is noticed by the one who reads it", async () => {
    const w = await setUp();
    const id = await receive(w.admin, w.agentId, lines(4_000));
    const running = runImport(w.id, id, "worker");
    for (let began = false; !began; ) began = (await sessionsOf(w)) > 0;
    await cancelImport(w.admin, id);
    await running;
    const view = await getImport(w.admin.scope, id);
    expect([view.status, view.result?.imported.length]).toEqual(["canceled", await sessionsOf(w)]);
    expect(view.sessions_done).toBeLessThan(4_000);
  }, 60_000);

  it("that still arrives drops what has arrived", async () => {
    const w = await setUp();
    const chunks = async function* () {
      yield Buffer.from(lines(2));
      const [open] = await listOpenImports(w.admin.scope, w.agentId);
      expect(open?.status).toBe("receiving");
      await cancelImport(w.uploader, open?.id ?? "");
      yield Buffer.from(lines(2));
    };
    expect(await outcomeOf(receiveUpload(w.uploader, { agentId: w.agentId, name: "f", format: "auto", chunks: chunks() }))).toBe(
      "conflict",
    );
    const row = await db.import.findFirstOrThrow({ where: { workspaceId: w.id } });
    expect(row.status).toBe("canceled");
    expect(await db.importChunk.count({ where: { workspaceId: w.id } })).toBe(0);
  });

  it("takes the role uploader, or a key of the agent that sends", async () => {
    const w = await setUp();
    const other = await makeAgent(w.admin, { name: "Other" });
    const id = await receive(w.admin, w.agentId, lines(1));
    expect(await outcomeOf(cancelImport(w.viewer, id))).toBe("forbidden");
    expect(await outcomeOf(cancelImport(await agentKeyContext(w.id, other.agentId), id))).toBe("not_found");
    expect(await outcomeOf(cancelImport(await agentKeyContext(w.id, w.agentId), id))).toBe("ok");
  });
});

describe("how far an import is", () => {
  it("is told in bytes and sessions; at the end both are whole", async () => {
    const w = await setUp();
    const body = lines(30);
    const id = await receive(w.admin, w.agentId, body);
    expect(await getImport(w.admin.scope, id)).toMatchObject({
      status: "queued",
      bytes_total: body.length,
      bytes_done: 0,
      sessions_done: 0,
    });
    expect((await listOpenImports(w.viewer.scope, w.agentId)).map((i) => i.id)).toEqual([id]);
    await runImport(w.id, id, "worker");
    const view = await getImport(w.admin.scope, id);
    expect(view).toMatchObject({ status: "completed", bytes_done: body.length, sessions_done: 30, ended_at: expect.any(String) });
    expect(await listOpenImports(w.viewer.scope, w.agentId)).toEqual([]);
  });
});

describe("an upload whose server died", () => {
  it("is told as broken off once its lease has run out, and its bytes go; one that still arrives is left alone", async () => {
    const w = await setUp();
    const [dead, alive] = [await receive(w.admin, w.agentId, lines(1)), await receive(w.admin, w.agentId, lines(1))];
    await set(w, dead, { status: "receiving", leaseUntil: new Date(0) });
    await set(w, alive, { status: "receiving", leaseUntil: new Date(Date.now() + 60_000) });
    await dropBrokenUploads();
    expect(await getImport(w.admin.scope, dead)).toMatchObject({ status: "failed", error: { message: "The upload broke off." } });
    expect((await getImport(w.admin.scope, alive)).status).toBe("receiving");
    expect(await db.importChunk.findMany({ where: { workspaceId: w.id }, select: { importId: true } })).toEqual([{ importId: alive }]);
  });
});
