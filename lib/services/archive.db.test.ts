import { describe, expect, it } from "vitest";
import { contextFromKey } from "@/lib/auth/key";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { systemContext } from "@/lib/domain/context";
import { runDream } from "@/lib/jobs/run-dream";
import { countArchivedAgents, getAgent, listAgents } from "@/lib/queries/agents";
import { getDream } from "@/lib/queries/dreams";
import { agentStores, getStoreMemory } from "@/lib/queries/memory";
import { countOpenProposals, listProposals } from "@/lib/queries/proposals";
import { countArchivedStores, getStore, listStores } from "@/lib/queries/stores";
import { agentWrite } from "@/lib/services/agent-write";
import { applyProposal } from "@/lib/services/apply-proposal";
import { createKey } from "@/lib/services/create-key";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { finishDream } from "@/lib/services/finish-dream";
import { importMemory } from "@/lib/services/import-memory";
import { rejectProposal } from "@/lib/services/reject-proposal";
import { rollBack } from "@/lib/services/roll-back";
import { startDream } from "@/lib/services/start-dream";
import { updateAgent } from "@/lib/services/update-agent";
import { updateStore } from "@/lib/services/update-store";
import {
  agentKeyContext,
  chatLines,
  countRows,
  headContents,
  makeAgent,
  makeProposal,
  makeStore,
  makeWorkspace,
  outcomeOf,
  receive,
  refusalOf,
  turns,
  upload,
} from "@/lib/testing/factories";

const PAGE = { limit: 50, after: null };
const SESSION = chatLines({ id: "a", messages: turns("Please always answer in French.", "Oui.") });
const actionsOf = async (workspaceId: string, entityId: string) =>
  (await db.audit.findMany({ where: { workspaceId, entityId }, orderBy: { seq: "asc" } })).map((r) => r.action);

describe("an archived agent", () => {
  it("takes no sessions, its keys are refused in words, and neither a key nor a store is given to it", async () => {
    const { admin } = await makeWorkspace();
    const { agentId } = await makeAgent(admin);
    const { key } = await createKey(admin, { name: "k", scopes: ["memory:read"], agentId });
    await updateAgent(admin, agentId, { archived: true });
    expect(await refusalOf(receive(admin, agentId, SESSION))).toMatchObject({ type: "conflict", message: /archived.*takes no sessions/ });
    expect(await refusalOf(contextFromKey(key))).toMatchObject({ type: "unauthorized", message: /agent of this API key is archived/ });
    expect(await outcomeOf(createKey(admin, { name: "k", scopes: ["memory:read"], agentId }))).toBe("conflict");
    expect(await outcomeOf(makeStore(admin, {}, [agentId]))).toBe("conflict");
  });

  it("keeps the stores it is attached to when one of them is saved, and its sessions stay readable by a dream", async () => {
    const { admin } = await makeWorkspace();
    const { agentId, storeId } = await makeAgent(admin);
    await upload(admin, agentId, SESSION);
    await updateAgent(admin, agentId, { archived: true });
    await updateStore(admin, storeId, { name: "Renamed", agents: [{ agent_id: agentId, access: "read_only" }] });
    expect((await getStore(admin.scope, storeId)).agents).toMatchObject([{ agent_id: agentId, access: "read_only" }]);
    expect((await getStore(admin.scope, storeId)).unread_transcripts).toBe(1);
  });

  it("is left out of the list unless the archive is asked for, and is taken out of it again, each audited once", async () => {
    const { id, admin, reviewer } = await makeWorkspace();
    const { agentId } = await makeAgent(admin);
    const { key } = await createKey(admin, { name: "k", scopes: ["memory:read"], agentId });
    expect(await outcomeOf(updateAgent(reviewer, agentId, { archived: true }))).toBe("forbidden");
    await updateAgent(admin, agentId, { archived: true });
    await updateAgent(admin, agentId, { archived: true });
    const listed = async (archived: boolean) => (await listAgents(admin.scope, { ...PAGE, archived })).map((a) => a.id);
    expect([await listed(false), await listed(true), await countArchivedAgents(admin.scope)]).toEqual([[], [agentId], 1]);
    expect((await getAgent(admin.scope, agentId)).archived_at).toMatch(/Z$/);
    await updateAgent(admin, agentId, { archived: false });
    expect([await listed(false), await listed(true)]).toEqual([[agentId], []]);
    expect(await outcomeOf(contextFromKey(key))).toBe("ok");
    expect(await outcomeOf(receive(admin, agentId, SESSION))).toBe("ok");
    expect(await actionsOf(id, agentId)).toEqual(["agent.create", "agent.archive", "agent.unarchive"]);
  });
});

describe("an archived store", () => {
  it("can be read, and every write is refused and leaves nothing behind", async () => {
    const { id, admin } = await makeWorkspace();
    const { agentId, storeId } = await makeAgent(admin);
    await upload(admin, agentId, SESSION);
    await putMemory(admin, storeId, { path: "/a.md", content: "one" });
    const proposal = await makeProposal(admin, storeId, [{ op: "create", path: "/b.md" }]);
    const change = proposal.changes[0]?.id ?? "";
    const ownKey = await agentKeyContext(id, agentId);
    await updateStore(admin, storeId, { archived: true });
    const before = await countRows(id);
    const writes: [string, () => Promise<unknown>][] = [
      ["dream", () => startDream(admin, storeId, { limit: 1, estimate_only: false })],
      ["put", () => putMemory(admin, storeId, { path: "/a.md", content: "two" })],
      ["pin", () => putMemory(admin, storeId, { path: "/a.md", content: "one", pin: true })],
      ["delete", () => deleteMemory(admin, storeId, { path: "/a.md" })],
      ["import", () => importMemory(admin, storeId, [{ path: "/c.md", content: "three" }])],
      ["roll back", () => rollBack(admin, storeId, { to_version: 1, reason: "" })],
      ["decide", () => decideChanges(admin, proposal.id, { decisions: [{ change_id: change, verdict: "accept" }] })],
      ["apply", () => applyProposal(admin, proposal.id, { undecided: "reject" })],
      ["reject", () => rejectProposal(admin, proposal.id, "no")],
      ["rename", () => updateStore(admin, storeId, { name: "Other" })],
      ["policy", () => updateStore(admin, storeId, { policy: { mode: "auto" } })],
      ["note", () => agentWrite(ownKey, storeId, { path: "/n.md", content: "x", kind: undefined, sessionId: "s" })],
    ];
    for (const [name, write] of writes) expect([name, await outcomeOf(write())]).toEqual([name, "conflict"]);
    expect(await countRows(id)).toEqual(before);
    expect((await getStoreMemory(admin.scope, storeId)).memories.some((m) => m.path === "/a.md")).toBe(true);
    expect(await headContents(id, storeId)).toEqual({ "/a.md": "one" });
  });

  it("is loaded by no agent, listed in the archive only, its proposals wait nowhere; all of that comes back", async () => {
    const { id, admin } = await makeWorkspace();
    const { agentId, storeId } = await makeAgent(admin);
    const proposal = await makeProposal(admin, storeId, [{ op: "create", path: "/b.md" }]);
    const seen = async () => ({
      loaded: (await agentStores(admin.scope, agentId)).length,
      listed: (await listStores(admin.scope, PAGE)).length,
      archived: (await listStores(admin.scope, { ...PAGE, archived: true })).length,
      count: await countArchivedStores(admin.scope),
      waiting: (await listProposals(admin.scope, { status: "open" }, PAGE)).length,
      waitingThere: (await listProposals(admin.scope, { status: "open", storeId }, PAGE)).length,
      inbox: await countOpenProposals(admin.scope),
    });
    const inUse = { loaded: 1, listed: 1, archived: 0, count: 0, waiting: 1, waitingThere: 1, inbox: 1 };
    expect(await seen()).toEqual(inUse);
    await updateStore(admin, storeId, { archived: true });
    expect(await seen()).toEqual({ loaded: 0, listed: 0, archived: 1, count: 1, waiting: 0, waitingThere: 1, inbox: 0 });
    await updateStore(admin, storeId, { archived: false, name: "Back" });
    expect(await seen()).toEqual(inUse);
    await rejectProposal(admin, proposal.id, "no");
    expect(await actionsOf(id, storeId)).toEqual(["store.create", "store.archive", "store.update", "store.unarchive"]);
  });

  it("cancels the dream that waits", async () => {
    const { admin } = await makeWorkspace();
    const { agentId, storeId } = await makeAgent(admin);
    await upload(admin, agentId, SESSION);
    const dreamId = await startDream(admin, storeId, { limit: 1, estimate_only: false });
    await updateStore(admin, storeId, { archived: true });
    expect(await getDream(admin.scope, dreamId)).toMatchObject({ status: "canceled" });
  });

  it("stops the dream that runs: it records nothing, whether it notices before its end or at it", async () => {
    const { id, admin } = await makeWorkspace();
    const { agentId, storeId } = await makeAgent(admin);
    await upload(admin, agentId, SESSION);
    const dreamId = await startDream(admin, storeId, { limit: 1, estimate_only: false });
    await db.dream.update({ where: { workspaceId_id: { workspaceId: id, id: dreamId } }, data: { status: "running", owner: "w" } });
    await updateStore(admin, storeId, { archived: true });
    const nothing = { changes: [], considered: [], findings: [], notes: [], read: [], joined: [] };
    const worker = systemContext(id, systemActor("worker", "Worker"));
    expect(await finishDream(worker, { id: dreamId, storeId, owner: "w", baseVersion: 1 }, nothing)).toBe("not-ours");
    // A worker that takes the dream up from one that died ends it.
    await runDream(id, dreamId, "another", new AbortController().signal);
    expect(await getDream(admin.scope, dreamId)).toMatchObject({ status: "canceled", proposal_id: null });
    expect(await db.proposal.count({ where: { workspaceId: id } })).toBe(0);
  });
});
