import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { AUDIT_ACTIONS, auditHash } from "@/lib/domain/audit";
import type { Context } from "@/lib/domain/context";
import { listAudit, verifyAudit } from "@/lib/queries/audit";
import { applyProposal } from "@/lib/services/apply-proposal";
import { cancelDream } from "@/lib/services/cancel-dream";
import { createAgent } from "@/lib/services/create-agent";
import { createInvite, endInvite } from "@/lib/services/create-invite";
import { createKey } from "@/lib/services/create-key";
import { createStore } from "@/lib/services/create-store";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { emitAudit } from "@/lib/services/emit-audit";
import { importMemory } from "@/lib/services/import-memory";
import { excludeTranscript, includeTranscript, setOutcome } from "@/lib/services/judge-transcript";
import { makeVersion } from "@/lib/services/make-version";
import { recordRefusal } from "@/lib/services/record-refusal";
import { rejectProposal } from "@/lib/services/reject-proposal";
import { revokeKey } from "@/lib/services/revoke-key";
import { rollBack } from "@/lib/services/roll-back";
import { startDream } from "@/lib/services/start-dream";
import { updateAgent } from "@/lib/services/update-agent";
import { updateStore } from "@/lib/services/update-store";
import {
  chatLines,
  countRows,
  dream,
  makeAgent,
  makeProposal,
  makeStore,
  makeWorkspace,
  outcomeOf,
  turns,
  upload,
} from "@/lib/testing/factories";

const actionsOf = async (workspaceId: string, after = 0) =>
  (await db.audit.findMany({ where: { workspaceId, seq: { gt: after } }, orderBy: { seq: "asc" } })).map((r) => r.action);

/** A workspace with an agent, a store, a session and a memory. */
async function setUp() {
  const w = await makeWorkspace();
  const agent = await makeAgent(w.admin);
  await upload(w.admin, agent.agentId, chatLines({ id: "s", messages: turns("Hello.", "Hi.") }));
  await putMemory(w.admin, agent.storeId, { path: "/a.md", content: "one" });
  const { id: transcriptId } = await db.transcript.findFirstOrThrow({ where: { workspaceId: w.id } });
  return { ...w, ...agent, transcriptId };
}

describe("every write", () => {
  it("adds its rows, in the words of the list, and the chain verifies", async () => {
    const w = await setUp();
    const { admin, storeId, agentId, transcriptId } = w;
    const proposal = await makeProposal(admin, storeId, [{ op: "create", path: "/p.md" }]);
    const whole = await makeProposal(admin, storeId, [{ op: "create", path: "/q.md" }]);
    const overtaken = await makeProposal(admin, storeId, [{ op: "create", path: "/p.md" }]);
    const key = await createKey(admin, { name: "k", scopes: ["memory:read"] });
    const link = await createInvite(admin, { role: "viewer" });
    const queued = await startDream(admin, storeId, { limit: 1, estimate_only: false });
    const { seq } = await db.auditHead.findUniqueOrThrow({ where: { workspaceId: w.id } });

    const steps: [() => Promise<unknown>, string[]][] = [
      [() => putMemory(admin, storeId, { path: "/a.md", content: "two" }), ["version.create"]],
      [() => putMemory(admin, storeId, { path: "/a.md", pin: true }), ["memory.pin"]],
      [() => putMemory(admin, storeId, { path: "/a.md", pin: false }), ["memory.unpin"]],
      [() => deleteMemory(admin, storeId, { path: "/a.md" }), ["version.create"]],
      [() => importMemory(admin, storeId, [{ path: "/b.md", content: "b" }]), ["version.create"]],
      [() => rollBack(admin, storeId, { to_version: 2, reason: "" }), ["version.create"]],
      [
        () => decideChanges(admin, proposal.id, { decisions: [{ change_id: proposal.changes[0]?.id ?? "", verdict: "accept" }] }),
        ["proposal.decide"],
      ],
      [() => applyProposal(admin, proposal.id, { undecided: "leave" }), ["version.create", "proposal.supersede", "proposal.apply"]],
      [() => rejectProposal(admin, whole.id, ""), ["proposal.reject"]],
      [() => cancelDream(admin, queued), ["dream.cancel"]],
      [() => dream(admin, storeId), ["dream.start", "dream.end"]],
      [() => setOutcome(admin, transcriptId, { result: "failed" }), ["transcript.outcome"]],
      [() => excludeTranscript(admin, transcriptId, "test"), ["transcript.exclude"]],
      [() => includeTranscript(admin, transcriptId), ["transcript.include"]],
      [() => createAgent(admin, { name: "B" }), ["store.create", "agent.create"]],
      [() => updateAgent(admin, agentId, { name: "C" }), ["agent.update"]],
      [() => createStore(admin, { name: "S" }), ["store.create"]],
      [() => updateStore(admin, storeId, { name: "T" }), ["store.update"]],
      [() => createKey(admin, { name: "l", scopes: ["memory:read"] }), ["key.create"]],
      [() => revokeKey(admin, { keyId: key.id }), ["key.revoke"]],
      [() => createInvite(admin, { role: "viewer" }), ["invite.create"]],
      [() => endInvite(admin, { linkId: link.id }), ["invite.end"]],
      [() => recordRefusal(admin, { method: "PUT", path: "/x", reason: "no" }), ["access.refused"]],
      [
        () =>
          upload(admin, agentId, chatLines({ id: "s", messages: turns("Hello.", "Hi.", "More.") }, { id: "n", messages: turns("New.") })),
        ["import.create", "transcript.update", "transcript.import", "import.end"],
      ],
    ];
    let at = seq;
    for (const [write, wanted] of steps) {
      await write();
      expect(await actionsOf(w.id, at)).toEqual(wanted);
      at += wanted.length;
    }
    expect((await getSuperseded(overtaken.id)).status).toBe("superseded");
    expect(await verifyAudit(admin.scope)).toEqual({ rows: at, ok: true });
    for (const action of await actionsOf(w.id)) expect(AUDIT_ACTIONS).toContain(action);
  });

  it("that changes nothing adds none", async () => {
    const w = await setUp();
    const before = await countRows(w.id);
    await putMemory(w.admin, w.storeId, { path: "/a.md", content: "one" });
    await rollBack(w.admin, w.storeId, { to_version: 2, reason: "" });
    await importMemory(w.admin, w.storeId, [{ path: "/a.md", content: "one" }]);
    await includeTranscript(w.admin, w.transcriptId);
    expect(await countRows(w.id)).toEqual(before);
  });

  it("that fails adds none, however far it came", async () => {
    const w = await setUp();
    const p = await makeProposal(w.admin, w.storeId, [{ op: "update", path: "/a.md", after: "x" }]);
    await decideChanges(w.admin, p.id, { decisions: [{ change_id: p.changes[0]?.id ?? "", verdict: "accept" }] });
    await putMemory(w.admin, w.storeId, { path: "/a.md", content: "moved" });
    const before = await countRows(w.id);
    const { storeId } = w;
    const failing = [
      putMemory(w.admin, storeId, { path: "/a.md", content: "x", expected_sha256: "0".repeat(64) }),
      putMemory(w.admin, storeId, { path: "/a.md/b", content: "x" }),
      putMemory(w.admin, storeId, { path: "/new.md", content: "x", pin: true, expected_sha256: "0".repeat(64) }),
      deleteMemory(w.admin, storeId, { path: "/gone.md" }),
      rollBack(w.admin, storeId, { to_version: 99, reason: "" }),
      applyProposal(w.admin, p.id, { undecided: "leave" }),
      startDream(w.admin, storeId, { limit: 1, estimate_only: false, transcript_ids: ["trn_no"] }),
      createStore(w.admin, { name: "S", agents: [{ agent_id: "agt_no", access: "read_only" }] }),
      updateStore(w.admin, storeId, { agents: [{ agent_id: "agt_no", access: "read_only" }] }),
      revokeKey(w.admin, { keyId: "key_no" }),
    ];
    for (const how of await Promise.all(failing.map(outcomeOf))) expect(["conflict", "not_found", "unprocessable"]).toContain(how);
    // Also when it breaks after the audit row was written.
    const broken = db.$transaction(async (tx) => {
      await makeVersion(tx, w.admin, {
        storeId,
        cause: "edit",
        plan: (live) => ({ end: live.filter((r) => r.path === "/a.md").map((r) => r.id), begin: [], texts: new Map() }),
      });
      throw new Error("the machine fell over");
    });
    expect(await outcomeOf(broken)).toBe("bug: the machine fell over");
    expect(await countRows(w.id)).toEqual(before);
    expect((await verifyAudit(w.admin.scope)).ok).toBe(true);
  });

  it("at once with others keeps the chain whole", async () => {
    const w = await setUp();
    const stores = [w.storeId, await makeStore(w.admin), await makeStore(w.admin)];
    const before = (await db.auditHead.findUniqueOrThrow({ where: { workspaceId: w.id } })).seq;
    const writes = Array.from({ length: 30 }, (_, i) =>
      putMemory(w.admin, stores[i % 3] ?? "", { path: `/many/${i}.md`, content: `${i}` }),
    );
    // Looked at while it grows, the chain is whole too.
    const looks = Array.from({ length: 5 }, () => verifyAudit(w.admin.scope));
    await Promise.all(writes);
    for (const look of await Promise.all(looks)) expect(look.ok).toBe(true);
    expect(await verifyAudit(w.admin.scope)).toEqual({ rows: before + 30, ok: true });
  });

  it("may name strange words: they stop no write, and verify", async () => {
    const w = await setUp();
    await recordRefusal(w.admin, { method: "GET", path: "/a\0b\ud800😀", reason: "a\0\udc00" });
    expect((await verifyAudit(w.admin.scope)).ok).toBe(true);
    expect((await listAudit(w.admin.scope, { action: "access.refused" }, { limit: 1, below: null }))[0]?.metadata).toEqual({
      reason: "a\ufffd\ufffd",
    });
  });

  it("is of its workspace: another's chain is neither read nor moved", async () => {
    const [a, b] = [await setUp(), await setUp()];
    const before = await verifyAudit(b.admin.scope);
    await putMemory(a.admin, a.storeId, { path: "/x.md", content: "x" });
    expect(await verifyAudit(b.admin.scope)).toEqual(before);
    const listed = await listAudit(b.admin.scope, {}, { limit: 1_000, below: null });
    expect(listed).toHaveLength(before.rows);
    expect(listed.some((r) => r.entity_id === a.storeId)).toBe(false);
  });
});

const getSuperseded = (id: string) => db.proposal.findFirstOrThrow({ where: { id } });

describe("tampering", () => {
  /** Goes past the guard, as somebody who owns the database can. */
  const past = (ctx: Context, sql: (workspaceId: string) => string) =>
    db.$transaction(async (tx) => {
      await tx.$executeRawUnsafe("alter table audit disable trigger user");
      await tx.$executeRawUnsafe(sql(ctx.scope.workspaceId));
      await tx.$executeRawUnsafe("alter table audit enable trigger user");
    });

  it.each([
    ["a row is changed", (w: string) => `update audit set metadata = '{"version": 9}' where workspace_id = '${w}' and seq = 5`, 5],
    [
      "a row's actor is changed",
      (w: string) => `update audit set actor = jsonb_set(actor, '{name}', '"Eve"') where workspace_id = '${w}' and seq = 3`,
      3,
    ],
    ["a row's time is changed", (w: string) => `update audit set at = at + interval '1 ms' where workspace_id = '${w}' and seq = 4`, 4],
    ["the first row is gone", (w: string) => `delete from audit where workspace_id = '${w}' and seq = 1`, 1],
    ["a row in the middle is gone", (w: string) => `delete from audit where workspace_id = '${w}' and seq = 6`, 6],
    ["the last rows are gone", (w: string) => `delete from audit where workspace_id = '${w}' and seq > 7`, 8],
    [
      "two rows are moved away",
      (w: string) => `update audit set seq = case seq when 6 then -7 else -6 end where workspace_id = '${w}' and seq in (6, 7)`,
      6,
    ],
    ["a hash is changed", (w: string) => `update audit set hash = repeat('0', 64) where workspace_id = '${w}' and seq = 2`, 2],
  ])("is found at its row: %s", async (_name, sql, first_bad) => {
    const w = await setUp();
    expect((await verifyAudit(w.admin.scope)).ok).toBe(true);
    await past(w.admin, sql);
    expect(await verifyAudit(w.admin.scope)).toMatchObject({ ok: false, first_bad });
  });

  it("is found also where a row was forged with a right hash of its own: the next does not follow", async () => {
    const w = await setUp();
    const row = await db.audit.findUniqueOrThrow({ where: { workspaceId_seq: { workspaceId: w.id, seq: 5 } } });
    const { prevHash, hash: _old, at, ...entry } = { ...row, entityId: "forged" };
    const hash = auditHash(prevHash, { ...entry, at: at.toISOString() } as never);
    await past(w.admin, (id) => `update audit set entity_id = 'forged', hash = '${hash}' where workspace_id = '${id}' and seq = 5`);
    expect(await verifyAudit(w.admin.scope)).toMatchObject({ ok: false, first_bad: 6 });
  });

  it("is found where a row is added past the end, or the end is moved", async () => {
    const w = await setUp();
    const { seq } = await db.auditHead.findUniqueOrThrow({ where: { workspaceId: w.id } });
    await db.$executeRaw`update audit_head set seq = ${seq - 1} where workspace_id = ${w.id}`;
    expect(await verifyAudit(w.admin.scope)).toMatchObject({ ok: false, first_bad: seq });
    await db.$executeRaw`update audit_head set seq = ${seq}, hash = repeat('0', 64) where workspace_id = ${w.id}`;
    expect((await verifyAudit(w.admin.scope)).ok).toBe(false);
  });

  it("cannot be done by one who goes through the database's own guard", async () => {
    const w = await setUp();
    await expect(db.$executeRaw`update audit set action = 'forged' where workspace_id = ${w.id}`).rejects.toThrow(/is refused/);
    await expect(
      db.$transaction((tx) => emitAudit(tx, w.admin, { action: "memory.pin", entity: "store", entityId: "x" })),
    ).resolves.toBeUndefined();
  });
});
