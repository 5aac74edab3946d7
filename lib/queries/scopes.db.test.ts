import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Context, Scope } from "@/lib/domain/context";
import type { Permission } from "@/lib/domain/permission";
import { getAgent, listAgents } from "@/lib/queries/agents";
import { compareVersions, getDifference, listDifferences } from "@/lib/queries/compare";
import { getDream, listConsidered, listDreams, listLastFailed } from "@/lib/queries/dreams";
import { listEventPage } from "@/lib/queries/event-page";
import { exportMemory } from "@/lib/queries/export-memory";
import { getImport, listOpenImports } from "@/lib/queries/imports";
import { listLearned } from "@/lib/queries/learned";
import { agentStores, getStoreMemory } from "@/lib/queries/memory";
import { listMemoryEntries } from "@/lib/queries/memory-entries";
import { getChangeEvidence } from "@/lib/queries/memory-evidence";
import { getMemory } from "@/lib/queries/memory-history";
import { countOpenProposals, getProposal, listProposals } from "@/lib/queries/proposals";
import { sessionNumbers } from "@/lib/queries/session-numbers";
import { getStore, listStores } from "@/lib/queries/stores";
import { getTranscript, getTranscriptAt, listEvents, listTranscripts } from "@/lib/queries/transcripts";
import { listVersionChanges } from "@/lib/queries/version-changes";
import { getVersion, listVersions } from "@/lib/queries/versions";
import { getProposalStamp } from "@/lib/queries/watch-proposals";
import { agentWrite } from "@/lib/services/agent-write";
import { applyProposal } from "@/lib/services/apply-proposal";
import { cancelDream } from "@/lib/services/cancel-dream";
import { cancelImport } from "@/lib/services/cancel-import";
import { changeRole } from "@/lib/services/change-role";
import { createInvite, endInvite } from "@/lib/services/create-invite";
import { createKey } from "@/lib/services/create-key";
import { createResetLink } from "@/lib/services/create-reset-link";
import { createStore } from "@/lib/services/create-store";
import { decideChanges } from "@/lib/services/decide-changes";
import { disablePerson } from "@/lib/services/disable-person";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { importMemory } from "@/lib/services/import-memory";
import { excludeTranscript, includeTranscript, setOutcome } from "@/lib/services/judge-transcript";
import { rebaseProposal } from "@/lib/services/rebase-proposal";
import { recordDelivery } from "@/lib/services/record-delivery";
import { rejectProposal } from "@/lib/services/reject-proposal";
import { rawOfImport, rawOfTranscript } from "@/lib/services/reveal-raw";
import { revokeKey } from "@/lib/services/revoke-key";
import { previewRollback, rollBack } from "@/lib/services/roll-back";
import { startDream } from "@/lib/services/start-dream";
import { updateAgent } from "@/lib/services/update-agent";
import { updateStore } from "@/lib/services/update-store";
import {
  agentKeyContext,
  chatLines,
  countRows,
  dream,
  keyContext,
  makeAgent,
  makeProposal,
  makeWorkspace,
  outcomeOf,
  receive,
  refusalOf,
  type TestWorkspace,
  turns,
  upload,
} from "@/lib/testing/factories";

const PAGE = { limit: 50, after: null };
const RULE = "Please always answer in French.";

/** One of everything that has an id. */
async function makeOne(w: TestWorkspace, name: string) {
  const { agentId, storeId } = await makeAgent(w.admin, { name });
  const lines = ["a", "b"].map((id) => ({ id, messages: turns(RULE, "Oui.") }));
  const imported = await upload(w.admin, agentId, chatLines(...lines));
  await putMemory(w.admin, storeId, { path: "/a.md", content: "one" });
  const { id: dreamId, proposal_id } = await dream(w.admin, storeId);
  const proposal = await getProposal(w.admin.scope, String(proposal_id));
  const open = await makeProposal(w.admin, storeId, [{ op: "create", path: "/open.md" }]);
  const key = await createKey(w.admin, { name, scopes: ["memory:read"] });
  const link = await createInvite(w.admin, { role: "viewer" });
  return {
    agentId,
    storeId,
    importId: imported.id,
    transcriptId: imported.result?.imported[0]?.id ?? "",
    dreamId,
    proposalId: proposal.id,
    changeId: proposal.changes[0]?.id ?? "",
    openId: open.id,
    openChangeId: open.changes[0]?.id ?? "",
    keyId: key.id,
    linkId: link.id,
    personId: w.reviewer.actor.id,
  };
}
type One = Awaited<ReturnType<typeof makeOne>>;

let mine: TestWorkspace;
let theirs: TestWorkspace;
let own: One;
let sibling: One;
let foreign: One;

beforeAll(async () => {
  [mine, theirs] = [await makeWorkspace("Mine"), await makeWorkspace("Theirs")];
  own = await makeOne(mine, "Own");
  sibling = await makeOne(mine, "Sibling");
  foreign = await makeOne(theirs, "Foreign");
});

/** Every read that takes an id. */
const reads = (scope: Scope, one: One): [string, () => Promise<unknown>][] => [
  ["getAgent", () => getAgent(scope, one.agentId)],
  ["agentStores", () => agentStores(scope, one.agentId)],
  ["getStore", () => getStore(scope, one.storeId)],
  ["getStoreMemory", () => getStoreMemory(scope, one.storeId)],
  ["getStoreMemory, a version", () => getStoreMemory(scope, one.storeId, 2)],
  ["listMemoryEntries", () => listMemoryEntries(scope, one.storeId)],
  ["getMemory", () => getMemory(scope, one.storeId, "/a.md")],
  ["exportMemory", () => exportMemory(scope, one.storeId)],
  ["listVersions", () => listVersions(scope, one.storeId, { limit: 10, below: null })],
  ["getVersion", () => getVersion(scope, one.storeId, 1)],
  ["compareVersions", () => compareVersions(scope, one.storeId, 1, 1)],
  ["listDifferences", () => listDifferences(scope, one.storeId, 1, 2, 0)],
  ["getDifference", () => getDifference(scope, one.storeId, { from: 1, to: 2, path: "/a.md" })],
  ["getTranscript", () => getTranscript(scope, one.transcriptId)],
  ["getTranscriptAt", () => getTranscriptAt(scope, one.transcriptId, 1)],
  ["listEvents", () => listEvents(scope, one.transcriptId, { limit: 10, from: 0 })],
  ["listEventPage", () => listEventPage(scope, one.transcriptId, { limit: 10, from: 0 })],
  ["getImport", () => getImport(scope, one.importId)],
  ["getDream", () => getDream(scope, one.dreamId)],
  ["listConsidered", () => listConsidered(scope, one.dreamId, { limit: 10, from: 0 })],
  ["getProposal", () => getProposal(scope, one.proposalId)],
  ["getProposalStamp", () => getProposalStamp(scope, one.proposalId)],
];

/** Every write that takes an id. */
const writes = (ctx: Context, one: One): [string, () => Promise<unknown>][] => [
  ["updateAgent", () => updateAgent(ctx, one.agentId, { name: "x" })],
  ["updateStore", () => updateStore(ctx, one.storeId, { name: "x" })],
  ["createStore of an agent", () => createStore(ctx, { name: "x", agents: [{ agent_id: one.agentId, access: "read_only" }] })],
  ["createKey of an agent", () => createKey(ctx, { name: "x", scopes: ["memory:read"], agentId: one.agentId })],
  ["receiveUpload", () => receive(ctx, one.agentId, "{}")],
  ["putMemory", () => putMemory(ctx, one.storeId, { path: "/a.md", content: "x" })],
  ["putMemory, pin", () => putMemory(ctx, one.storeId, { path: "/a.md", pin: true })],
  ["deleteMemory", () => deleteMemory(ctx, one.storeId, { path: "/a.md" })],
  ["importMemory", () => importMemory(ctx, one.storeId, [{ path: "/a.md", content: "x" }])],
  ["rollBack", () => rollBack(ctx, one.storeId, { to_version: 1, reason: "" })],
  ["previewRollback", () => previewRollback(ctx, one.storeId, { to_version: 1, reason: "" })],
  ["startDream", () => startDream(ctx, one.storeId, { limit: 1, estimate_only: false })],
  ["cancelDream", () => cancelDream(ctx, one.dreamId)],
  ["cancelImport", () => cancelImport(ctx, one.importId)],
  ["decideChanges", () => decideChanges(ctx, one.openId, { decisions: [{ change_id: one.openChangeId, verdict: "accept" }] })],
  ["applyProposal", () => applyProposal(ctx, one.openId, { undecided: "reject" })],
  ["rebaseProposal", () => rebaseProposal(ctx, one.openId)],
  ["rejectProposal", () => rejectProposal(ctx, one.openId, "")],
  ["setOutcome", () => setOutcome(ctx, one.transcriptId, { result: "failed" })],
  ["excludeTranscript", () => excludeTranscript(ctx, one.transcriptId, "x")],
  ["includeTranscript", () => includeTranscript(ctx, one.transcriptId)],
  ["rawOfTranscript", () => rawOfTranscript(ctx, one.transcriptId)],
  ["rawOfImport", () => rawOfImport(ctx, one.importId)],
];

const people = (ctx: Context, one: One): [string, () => Promise<unknown>][] => [
  ["revokeKey", () => revokeKey(ctx, { keyId: one.keyId })],
  ["endInvite", () => endInvite(ctx, { linkId: one.linkId })],
  ["changeRole", () => changeRole(ctx, { personId: one.personId, role: "viewer" })],
  ["disablePerson", () => disablePerson(ctx, { personId: one.personId, disabled: true })],
  ["createResetLink", () => createResetLink(ctx, { personId: one.personId })],
];

async function outcomes(tried: [string, () => Promise<unknown>][]): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const [name, run] of tried) all[name] = await outcomeOf(run());
  return all;
}
const allOf = (tried: [string, unknown][], outcome: string) => Object.fromEntries(tried.map(([name]) => [name, outcome]));

describe("what is of another workspace", () => {
  it("is not there for any read, as an admin, and as a key that may do everything", async () => {
    for (const ctx of [mine.admin, keyContext(mine.id)]) {
      const tried = reads(ctx.scope, foreign);
      expect(await outcomes(tried)).toEqual(allOf(tried, "not_found"));
    }
    // The same reads of what is one's own are answered: the ids are right.
    const answered = reads(mine.admin.scope, own);
    expect(await outcomes(answered)).toEqual(allOf(answered, "ok"));
  });

  it("is not there for any write, and nothing of it changes", async () => {
    const before = [await countRows(mine.id), await countRows(theirs.id)];
    const tried = [...writes(mine.admin, foreign), ...people(mine.admin, foreign)];
    expect(await outcomes(tried)).toEqual(allOf(tried, "not_found"));
    expect([await countRows(mine.id), await countRows(theirs.id)]).toEqual(before);
  });

  it("cannot be named inside one's own: a change, a transcript, an agent", async () => {
    const inside = [
      decideChanges(mine.admin, own.openId, { decisions: [{ change_id: foreign.openChangeId, verdict: "accept" }] }),
      startDream(mine.admin, own.storeId, { limit: 1, estimate_only: false, transcript_ids: [foreign.transcriptId] }),
      updateStore(mine.admin, own.storeId, { agents: [{ agent_id: foreign.agentId, access: "read_write" }] }),
      recordDelivery(mine.admin, { agentId: foreign.agentId, sessionId: "s", stores: [{ store_id: own.storeId, version: 1 }] }),
      recordDelivery(mine.admin, { agentId: own.agentId, sessionId: "s", stores: [{ store_id: foreign.storeId, version: 1 }] }),
    ];
    expect(await Promise.all(inside.map(outcomeOf))).toEqual(inside.map(() => "not_found"));
    expect(await getChangeEvidence(mine.admin.scope, own.storeId, foreign.changeId)).toBeNull();
    expect(await listVersionChanges(mine.admin.scope, foreign.storeId, 2)).toEqual([]);
  });

  it("is in no list and no number", async () => {
    const { scope } = mine.admin;
    const ids = [
      ...(await listAgents(scope, PAGE)),
      ...(await listStores(scope, PAGE)),
      ...(await listTranscripts(scope, {}, PAGE)),
      ...(await listTranscripts(scope, { q: "French" }, PAGE)),
      ...(await listDreams(scope, {}, PAGE)),
      ...(await listProposals(scope, {}, PAGE)),
    ].map((row) => row.id);
    for (const id of [own.agentId, own.storeId, own.transcriptId, own.dreamId, own.proposalId]) expect(ids).toContain(id);
    for (const id of Object.values(foreign)) expect(ids).not.toContain(id);
    expect(await listTranscripts(scope, { agentId: foreign.agentId }, PAGE)).toEqual([]);
    expect(await listProposals(scope, { storeId: foreign.storeId }, PAGE)).toEqual([]);
    await receive(theirs.admin, foreign.agentId, "{}");
    expect(await listOpenImports(scope, foreign.agentId)).toEqual([]);
    expect(await countOpenProposals(scope)).toBe(await db.proposal.count({ where: { workspaceId: mine.id, status: "open" } }));
    expect([...(await sessionNumbers(scope)).keys()].sort()).toEqual([own.agentId, sibling.agentId].sort());
  });
});

describe("an agent's key", () => {
  it("reaches its own agent, store, sessions, dream and proposal", async () => {
    const key = await agentKeyContext(mine.id, own.agentId);
    const tried = reads(key.scope, own);
    expect(await outcomes(tried)).toEqual(allOf(tried, "ok"));
  });

  it("does not reach another agent's: reads and writes say not_found or forbidden, lists leave it out", async () => {
    const key = await agentKeyContext(mine.id, own.agentId);
    const tried = reads(key.scope, sibling);
    expect(await outcomes(tried)).toEqual(allOf(tried, "not_found"));
    const before = await countRows(mine.id);
    const refused = await outcomes([...writes(key, sibling), ...people(key, sibling)]);
    for (const how of Object.values(refused)) expect(["not_found", "forbidden"]).toContain(how);
    const write = agentWrite(key, sibling.storeId, { path: "/x.md", content: "x", kind: undefined, sessionId: "s" });
    expect(await outcomeOf(write)).toBe("not_found");
    expect(await countRows(mine.id)).toEqual(before);

    const lists = [
      ...(await listAgents(key.scope, PAGE)),
      ...(await listStores(key.scope, PAGE)),
      ...(await listTranscripts(key.scope, {}, PAGE)),
      ...(await listDreams(key.scope, {}, PAGE)),
      ...(await listProposals(key.scope, {}, PAGE)),
    ].map((row) => row.id);
    for (const id of Object.values(sibling)) expect(lists).not.toContain(id);
    expect(lists).toContain(own.proposalId);
    for (const filtered of [
      () => listTranscripts(key.scope, { agentId: sibling.agentId }, PAGE),
      () => listProposals(key.scope, { storeId: sibling.storeId }, PAGE),
      () => listDreams(key.scope, { storeId: sibling.storeId }, PAGE),
      () => listOpenImports(key.scope, sibling.agentId),
    ]) {
      expect(await outcomeOf(filtered())).toBe("not_found");
    }
    expect(await countOpenProposals(key.scope)).toBe(
      await db.proposal.count({ where: { workspaceId: mine.id, status: "open", storeId: own.storeId } }),
    );
    expect([...(await sessionNumbers(key.scope)).keys()]).toEqual([own.agentId]);
  });

  it("sees what was learned from its sessions in its own stores only", async () => {
    const w = await makeWorkspace();
    const one = await makeOne(w, "One");
    const shared = await createStore(w.admin, { name: "Not its own", agents: [{ agent_id: one.agentId, access: "read_only" }] });
    await dream(w.admin, shared);
    const asked = { id: one.transcriptId, agent_id: one.agentId };
    expect(new Set((await listLearned(w.admin.scope, asked)).map((l) => l.store_id))).toEqual(new Set([one.storeId, shared]));
    await db.storeAgent.deleteMany({ where: { workspaceId: w.id, storeId: shared } });
    const key = await agentKeyContext(w.id, one.agentId);
    expect((await listLearned(key.scope, asked)).map((l) => l.store_id)).toEqual([one.storeId]);
  });

  it("judges its own sessions, and what it says counts as imported, not as a person's word", async () => {
    const key = await agentKeyContext(mine.id, own.agentId);
    await setOutcome(key, own.transcriptId, { result: "failed" });
    expect((await getTranscript(mine.admin.scope, own.transcriptId)).outcome).toMatchObject({ result: "failed", source: "imported" });
    expect(await outcomeOf(setOutcome(key, sibling.transcriptId, { result: "failed" }))).toBe("not_found");
  });

  it("of each scope alone may do what the scope says and no more", async () => {
    const asked = async (ctx: Context): Promise<Permission[]> => {
      const may: Permission[] = [];
      const tries: [Permission, () => Promise<unknown>][] = [
        ["transcripts.write", () => receive(ctx, own.agentId, chatLines({ id: "a", messages: turns(RULE, "Oui.") }))],
        ["memory.note", () => agentWrite(ctx, own.storeId, { path: "/n.md", content: "x", kind: undefined, sessionId: "s" })],
        ["dreams.run", () => startDream(ctx, own.storeId, { limit: 1, estimate_only: false })],
        ["proposals.decide", () => applyProposal(ctx, own.openId, { undecided: "reject" })],
        ["memory.write", () => putMemory(ctx, own.storeId, { path: "/a.md", content: "x" })],
        ["memory.rollback", () => rollBack(ctx, own.storeId, { to_version: 1, reason: "" })],
        ["stores.manage", () => updateStore(ctx, own.storeId, { name: "x" })],
      ];
      for (const [permission, tried] of tries) if ((await outcomeOf(tried())) === "ok") may.push(permission);
      return may;
    };
    expect(await asked(await agentKeyContext(mine.id, own.agentId, ["memory:read", "transcripts:read", "proposals:read"]))).toEqual([]);
    expect(await asked(await agentKeyContext(mine.id, own.agentId, ["transcripts:write"]))).toEqual(["transcripts.write"]);
    expect(await asked(await agentKeyContext(mine.id, own.agentId, ["memory:write"]))).toEqual(["memory.note"]);
    expect(await asked(await agentKeyContext(mine.id, own.agentId, ["proposals:decide", "dreams:run"]))).toEqual([]);
    expect(await asked(await agentKeyContext(mine.id, own.agentId, ["admin"]))).toEqual(["transcripts.write", "memory.note"]);
  });
});

describe("a refusal", () => {
  it("says the same of what is not there and of what is somebody else's", async () => {
    const unknown = await refusalOf(getProposal(mine.admin.scope, "prp_00000000000000000000000000000000"));
    const theirsOne = await refusalOf(getProposal(mine.admin.scope, foreign.proposalId));
    expect([theirsOne.message, theirsOne.details]).toEqual([unknown.message, unknown.details]);
  });
});

it("a dream that failed is told where its store can be read, until a later one of that store ends well", async () => {
  const all = [own.dreamId, sibling.dreamId, foreign.dreamId];
  await db.dream.updateMany({ where: { id: { in: all } }, data: { status: "failed" } });
  const failed = async (scope: Scope) => (await listLastFailed(scope)).map((d) => d.id).sort();
  const key = await agentKeyContext(mine.id, own.agentId);
  expect(await failed(mine.admin.scope)).toEqual([own.dreamId, sibling.dreamId].sort());
  expect(await failed(key.scope)).toEqual([own.dreamId]);
  await db.dream.updateMany({ where: { id: own.dreamId }, data: { status: "nothing_to_change" } });
  expect(await failed(mine.admin.scope)).toEqual([sibling.dreamId]);
});
