import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { type Context, mintScope } from "@/lib/domain/context";
import type { PaidCall } from "@/lib/dreaming/claude/ledger";
import { dreamLedger } from "@/lib/jobs/claude-ledger";
import { verifyAudit } from "@/lib/queries/audit";
import { countContents } from "@/lib/queries/workspaces";
import { connectClaude } from "@/lib/services/connect-claude";
import { createInvite } from "@/lib/services/create-invite";
import { createKey } from "@/lib/services/create-key";
import { dropWorkspace } from "@/lib/services/drop-workspace";
import { putMemory } from "@/lib/services/edit-memory";
import { insertMembership, insertWorkspace } from "@/lib/services/insert-workspace";
import { makeSample } from "@/lib/services/make-sample";
import { recordDelivery } from "@/lib/services/record-delivery";
import { rejectProposal } from "@/lib/services/reject-proposal";
import { startDream } from "@/lib/services/start-dream";
import {
  chatLines,
  countRows,
  dream,
  keyContext,
  makeAgent,
  makeWorkspace,
  outcomeOf,
  refusalOf,
  turns,
  upload,
} from "@/lib/testing/factories";

const MAKER = systemActor("bootstrap", "Test");
const TOKENS = {
  input_tokens: 9,
  output_tokens: 1,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_creation_1h_tokens: 0,
};
const PAID: PaidCall = { phase: "extract", model: "m", tokens: TOKENS, usd: 0.1, batch: false, requestId: null, result: "answer" };
const SESSIONS = chatLines(...["a", "b"].map((id) => ({ id, messages: turns("Please always answer in French.", "Oui.") })));
/** A person's context in another workspace that they belong to. */
async function alsoIn(person: Context, workspaceId: string): Promise<Context> {
  const { id } = person.actor;
  await db.$transaction((tx) => insertMembership(tx, MAKER, { workspaceId, personId: id, role: "admin" }));
  return { ...person, scope: mintScope(workspaceId) };
}

/** A workspace with a row in as many tables as services write, and its admin at home in another one too. */
async function filled(name: string) {
  const home = await makeWorkspace("Home");
  const w = await makeWorkspace(name);
  const { agentId, storeId } = await makeAgent(w.admin);
  await upload(w.admin, agentId, SESSIONS);
  await putMemory(w.admin, storeId, { path: "/a.md", content: "one", pin: true });
  const { id: dreamId, proposal_id } = await dream(w.admin, storeId);
  await dreamLedger({ workspaceId: w.id, storeId, dreamId }).book(PAID, { key: "a", answer: {} }, null);
  await dreamLedger({ workspaceId: w.id, storeId, dreamId }).hold({ least: 1, most: 1 }, { dream: null, store: null, workspace: null });
  await connectClaude(w.admin, { max_usd_per_month: 5 });
  await rejectProposal(w.admin, String(proposal_id), "no");
  await recordDelivery(w.admin, { agentId, sessionId: "a", stores: [{ store_id: storeId, version: 2 }] });
  await createKey(w.admin, { name: "k", scopes: ["memory:read"] });
  await createInvite(w.admin, { role: "viewer" });
  await alsoIn(w.admin, home.id);
  return { home, w, agentId, storeId };
}

describe("deleting a workspace", () => {
  it("is refused for the last one, and for whoever would belong nowhere", async () => {
    const only = await makeWorkspace("Only");
    expect(await refusalOf(dropWorkspace(only.admin, { name: "Only" }))).toMatchObject({ type: "conflict", message: /last workspace/ });
    const sample = await db.$transaction((tx) => insertWorkspace(tx, MAKER, { name: "Sample", sample: true }));
    await alsoIn(only.admin, sample);
    expect(await refusalOf(dropWorkspace(only.admin, { name: "Only" }))).toMatchObject({ type: "conflict", message: /last workspace/ });
    const other = await makeWorkspace("Other");
    expect(await refusalOf(dropWorkspace(other.admin, { name: "Other" }))).toMatchObject({ message: /belong to no other/ });
  });

  it("takes every row of it and none of another, and keeps who did it in the installation's record and in the chain of the other", async () => {
    const { home, w } = await filled("Filled");
    const before = await countRows(home.id);
    const there = await countRows(w.id);
    for (const table of [
      "event",
      "version",
      "memory_revision",
      "blob",
      "audit",
      "evidence",
      "decision",
      "delivery",
      "import_chunk",
      "change",
    ])
      expect([table, there[table]]).toEqual([table, expect.any(Number)]);
    expect(Object.values(there).filter((n) => n === 0).length).toBeLessThan(6);
    expect(await countContents(w.admin)).toEqual({ agents: 1, stores: 1, sessions: 2, people: 3, keys: 1 });

    expect(await dropWorkspace(w.admin, { name: " Filled " })).toEqual({ openId: home.id });
    const { workspace_drop, ...left } = await countRows(w.id);
    expect(Object.entries(left).filter(([, n]) => n > 0)).toEqual([]);
    expect(workspace_drop).toBe(1);
    expect(await db.workspace.count({ where: { id: w.id } })).toBe(0);
    expect(await countRows(home.id)).toEqual({ ...before, audit: (before.audit ?? 0) + 1 });
    expect(await verifyAudit(home.admin.scope)).toMatchObject({ ok: true });
    const [row] = await db.audit.findMany({ where: { workspaceId: home.id }, orderBy: { seq: "desc" }, take: 1 });
    expect(row).toMatchObject({
      action: "workspace.drop",
      entityId: w.id,
      metadata: { rows: { transcript: 2 } },
    });
    const record = await db.workspaceDrop.findUniqueOrThrow({ where: { workspaceId: w.id } });
    expect(record).toMatchObject({ name: "Filled", sample: false, actor: { id: w.admin.actor.id } });
    expect(row?.metadata).toMatchObject({ audit_seq: record.auditSeq, audit_hash: record.auditHash });
  });

  it("takes an admin who is a person, and the name typed as it is", async () => {
    const { w } = await filled("Named");
    const before = await countRows(w.id);
    expect(await outcomeOf(dropWorkspace(w.reviewer, { name: "Named" }))).toBe("forbidden");
    expect(await outcomeOf(dropWorkspace(keyContext(w.id, ["admin"], w.admin), { name: "Named" }))).toBe("forbidden");
    expect(await outcomeOf(dropWorkspace(w.admin, { name: "named" }))).toBe("invalid_request");
    expect(await countRows(w.id)).toEqual(before);
  });

  it("stops what works there first, and waits for the worker that holds it", async () => {
    const { w, storeId, agentId } = await filled("Busy");
    await upload(w.admin, agentId, chatLines({ id: "c", messages: turns("Please never shout.", "I will not.") }));
    const id = await startDream(w.admin, storeId, { limit: 1, estimate_only: false });
    const key = { workspaceId_id: { workspaceId: w.id, id } };
    await db.dream.update({ where: key, data: { status: "running", owner: "w", leaseUntil: new Date(Date.now() + 60_000) } });
    const dropping = outcomeOf(dropWorkspace(w.admin, { name: "Busy" }));
    // The worker's part: it notices that it is to stop, and ends the dream.
    while (!(await db.dream.findUniqueOrThrow({ where: key })).cancelRequestedAt) await new Promise((r) => setTimeout(r, 10));
    expect(await db.workspace.count({ where: { id: w.id } })).toBe(1);
    await db.dream.update({ where: key, data: { status: "canceled", owner: null, leaseUntil: null } });
    expect(await dropping).toBe("ok");
  });

  it("of two at once one deletes, the other is told that it is gone", async () => {
    const { w } = await filled("Twice");
    const done = await Promise.all([1, 2].map(() => outcomeOf(dropWorkspace(w.admin, { name: "Twice" }))));
    expect(done.sort()).toEqual(["not_found", "ok"]);
  });

  it("leaves no way in for what comes late: an audited write, a model's answer, a piece of an upload", async () => {
    const { w, storeId, agentId } = await filled("Late");
    const dreamId = (await db.dream.findFirstOrThrow({ where: { workspaceId: w.id } })).id;
    const importId = (await db.import.findFirstOrThrow({ where: { workspaceId: w.id } })).id;
    await dropWorkspace(w.admin, { name: "Late" });
    expect(await outcomeOf(putMemory(w.admin, storeId, { path: "/late.md", content: "x" }))).toBe("not_found");
    expect(await outcomeOf(createKey(w.admin, { name: "k", scopes: ["memory:read"] }))).toMatch(/^bug/);
    const late = [
      dreamLedger({ workspaceId: w.id, storeId, dreamId }).book(PAID, { key: "k", answer: {} }, null),
      db.importChunk.create({ data: { workspaceId: w.id, importId, position: 9, start: 0, length: 1, packed: Buffer.from("x") } }),
      recordDelivery(w.admin, { agentId, sessionId: "late", stores: [{ store_id: storeId, version: 1 }] }),
    ];
    for (const r of await Promise.allSettled(late)) expect(r.status).toBe("rejected");
    const { workspace_drop: _, ...left } = await countRows(w.id);
    expect(Object.entries(left).filter(([, n]) => n > 0)).toEqual([]);
  });

  it("of the sample means that no later start makes it again", async () => {
    const { w } = await filled("The sample");
    await db.workspace.update({ where: { id: w.id }, data: { sample: true } });
    await dropWorkspace(w.admin, { name: "The sample" });
    const before = await db.workspace.count();
    await makeSample();
    expect(await db.workspace.count()).toBe(before);
  });
});

describe("the database", () => {
  it("deletes nothing outside of that one transaction, and never the record of it", async () => {
    const { w, home } = await filled("Guarded");
    const refused = async (...statements: string[]) => {
      const run = db.$transaction(async (tx) => {
        for (const sql of statements) await tx.$executeRawUnsafe(sql);
      });
      await expect(run).rejects.toThrow(/is refused/);
    };
    const record = `insert into workspace_drop (workspace_id, name, sample, actor, audit_seq, audit_hash, transaction) values ('${w.id}', '', false, '{}', 0, '', '')`;
    await refused(`delete from event where workspace_id = '${w.id}'`);
    await refused(record, `delete from event where workspace_id = '${home.id}' or workspace_id <> '${w.id}'`);
    await refused(record, `update event set text = '' where workspace_id = '${w.id}'`);
    await refused(record, "truncate event");
    await refused(record, `delete from workspace_drop where workspace_id = '${w.id}'`);
    await refused(record, `update workspace_drop set name = 'x' where workspace_id = '${w.id}'`);
    await refused("truncate workspace_drop");
    // Nor may it be written down, or single rows go, while the workspace stays.
    await refused(record);
    await refused(record, `delete from event where workspace_id = '${w.id}'`);
    // Of a workspace that is gone, written down earlier, it opens nothing now, whatever transaction it claims to be of.
    await db.$executeRawUnsafe(record.replace(w.id, "wsp_gone"));
    await refused(`delete from event where workspace_id = '${w.id}'`);
    expect(await db.event.count({ where: { workspaceId: w.id } })).toBeGreaterThan(0);
    expect(await verifyAudit(w.admin.scope)).toMatchObject({ ok: true });
    // What is gone is not begun again with other rows, within the transaction or later.
    const again = `insert into workspace (id, name) values ('${w.id}', 'Again')`;
    await refused(`select reveille_drop_workspace('${w.id}', '{}'::jsonb)`, again);
    await db.$queryRawUnsafe(`select reveille_drop_workspace('${w.id}', '{}'::jsonb)`);
    await refused(again);
    await refused(`update workspace set id = '${w.id}' where id = '${home.id}'`);
  });
});
