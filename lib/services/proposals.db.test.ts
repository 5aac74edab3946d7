import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import type { Finding } from "@/lib/domain/finding";
import type { Policy } from "@/lib/domain/policy";
import type { ChangeState, Verdict } from "@/lib/domain/proposal";
import type { Proposal } from "@/lib/domain/views";
import { getProposal, listProposals } from "@/lib/queries/proposals";
import { getVersion } from "@/lib/queries/versions";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { importMemory } from "@/lib/services/import-memory";
import { rejectProposal } from "@/lib/services/reject-proposal";
import { rollBack } from "@/lib/services/roll-back";
import { updateStore } from "@/lib/services/update-store";
import {
  agentKeyContext,
  countRows,
  headContents,
  keyContext,
  makeAgent,
  makeProposal,
  makeStore,
  makeWorkspace,
  outcomeOf,
  refusalOf,
  type TestWorkspace,
} from "@/lib/testing/factories";

const LEAVE = { undecided: "leave" } as const;
const REJECT = { undecided: "reject" } as const;

async function setUp(policy: Partial<Policy> = {}): Promise<TestWorkspace & { storeId: string }> {
  const w = await makeWorkspace();
  const storeId = await makeStore(w.admin, policy);
  return { ...w, storeId };
}

const at = (p: Proposal, path: string) => {
  const c = p.changes.find((c) => c.path === path);
  if (!c) throw new Error(`no change at ${path}`);
  return c;
};
const decide = (ctx: Context, p: Proposal, path: string, verdict: Verdict, more: { content?: string; comment?: string } = {}) =>
  decideChanges(ctx, p.id, { decisions: [{ change_id: at(p, path).id, verdict, ...more }] });
const stateOf = async (ctx: Context, p: Proposal, path: string): Promise<ChangeState> => at(await getProposal(ctx.scope, p.id), path).state;
const put = (ctx: Context, storeId: string, path: string, content: string) => putMemory(ctx, storeId, { path, content });
const headOf = async (id: string, storeId: string) =>
  (await db.store.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: id, id: storeId } } })).head;

describe("a partial apply", () => {
  it("makes a version of what is accepted and moves the rest, with ids, decisions and comments, into one new proposal", async () => {
    const { id, reviewer, storeId } = await setUp();
    await put(reviewer, storeId, "/old.md", "old");
    const p = await makeProposal(reviewer, storeId, [
      { op: "create", path: "/yes.md", after: "yes" },
      { op: "create", path: "/no.md", after: "no" },
      { op: "update", path: "/old.md", after: "new" },
      { op: "create", path: "/open.md", after: "open" },
    ]);
    await decide(reviewer, p, "/yes.md", "accept");
    await decide(reviewer, p, "/no.md", "reject", { comment: "wrong" });
    await decide(reviewer, p, "/open.md", "later", { comment: "ask Ada" });
    const applied = await applyProposal(reviewer, p.id, { ...LEAVE, message: "First half" });
    expect(applied).toMatchObject({ version: 3, proposalId: p.id });
    expect(await headContents(id, storeId)).toEqual({ "/old.md": "old", "/yes.md": "yes" });
    expect(await getVersion(reviewer.scope, storeId, 3)).toMatchObject({
      proposal_id: p.id,
      message: "First half",
      counts: { created: 1 },
    });

    const closed = await getProposal(reviewer.scope, p.id);
    expect(closed).toMatchObject({ status: "applied", applied_version: 3, moved_to: applied.restId });
    expect(closed.changes.map((c) => [c.path, c.state]).sort()).toEqual([
      ["/no.md", "rejected"],
      ["/yes.md", "accepted"],
    ]);
    const rest = await getProposal(reviewer.scope, String(applied.restId));
    expect(rest).toMatchObject({ status: "open", rest_of: p.id, base_version: 2, counts: { total: 2, undecided: 2 } });
    expect(rest.changes.map((c) => [c.id, c.path, c.state]).sort()).toEqual(
      [
        [at(p, "/old.md").id, "/old.md", "undecided"],
        [at(p, "/open.md").id, "/open.md", "later"],
      ].sort(),
    );
    expect(at(rest, "/open.md").decisions).toMatchObject([{ verdict: "later", comment: "ask Ada" }]);
    await decide(reviewer, rest, "/old.md", "accept");
    await decide(reviewer, rest, "/open.md", "accept");
    expect(await applyProposal(reviewer, rest.id, LEAVE)).toMatchObject({ version: 4, restId: null });
    expect(await headContents(id, storeId)).toEqual({ "/old.md": "new", "/yes.md": "yes", "/open.md": "open" });
  });

  it("is made once: a second press, and a press on a closed one, is told what became of it", async () => {
    const { id, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "create", path: "/a.md" }]);
    await decide(reviewer, p, "/a.md", "accept");
    const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(applyProposal(reviewer, p.id, LEAVE))));
    expect(outcomes.sort()).toEqual(["conflict", "conflict", "ok"]);
    const refused = await refusalOf(applyProposal(reviewer, p.id, LEAVE));
    expect(refused).toMatchObject({ type: "conflict", details: { status: "applied", applied_version: 2 } });
    expect(await outcomeOf(decide(reviewer, p, "/a.md", "reject"))).toBe("conflict");
    expect(await outcomeOf(rejectProposal(reviewer, p.id, ""))).toBe("conflict");
    expect(await headOf(id, storeId)).toBe(2);
  });

  it("with nothing accepted makes no version, and is rejected", async () => {
    const { id, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [
      { op: "create", path: "/a.md", after: "A" },
      { op: "create", path: "/b.md" },
    ]);
    expect(await applyProposal(reviewer, p.id, REJECT)).toEqual({ version: null, proposalId: p.id, restId: null });
    const closed = await getProposal(reviewer.scope, p.id);
    expect(closed).toMatchObject({ status: "rejected", counts: { rejected: 2 } });
    expect(await headOf(id, storeId)).toBe(1);
    const remembered = await db.rejection.findMany({ where: { workspaceId: id }, orderBy: { id: "asc" } });
    expect(remembered.map((r) => [r.target, r.textNorm])).toEqual([
      ["/a.md", "a"],
      ["/b.md", "a text."],
    ]);
  });

  it("with nothing accepted leaves what is undecided open in a new proposal", async () => {
    const { id, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [
      { op: "create", path: "/a.md" },
      { op: "create", path: "/b.md" },
    ]);
    await decide(reviewer, p, "/a.md", "reject");
    const applied = await applyProposal(reviewer, p.id, LEAVE);
    expect(applied.version).toBeNull();
    expect((await getProposal(reviewer.scope, p.id)).status).toBe("rejected");
    expect(await getProposal(reviewer.scope, String(applied.restId))).toMatchObject({
      status: "open",
      rest_of: p.id,
      counts: { total: 1 },
    });
    expect(await headOf(id, storeId)).toBe(1);
  });
});

describe("a head that moved", () => {
  it("elsewhere does not matter", async () => {
    const { id, reviewer, storeId } = await setUp();
    await put(reviewer, storeId, "/a.md", "a");
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/a.md", after: "A" }]);
    await decide(reviewer, p, "/a.md", "accept");
    await put(reviewer, storeId, "/b.md", "b");
    await deleteMemory(reviewer, storeId, { path: "/b.md" });
    expect(await stateOf(reviewer, p, "/a.md")).toBe("accepted");
    expect(await applyProposal(reviewer, p.id, LEAVE)).toMatchObject({ version: 5 });
    expect(await headContents(id, storeId)).toEqual({ "/a.md": "A" });
  });

  it.each([
    ["update", { op: "update", path: "/a.md", after: "A" }, "/a.md", "moved"],
    ["update, deleted", { op: "update", path: "/a.md", after: "A" }, "/a.md", "deleted"],
    ["delete", { op: "delete", path: "/a.md" }, "/a.md", "moved"],
    ["rename", { op: "rename", path: "/a.md", newPath: "/z.md" }, "/a.md", "moved"],
    ["rename onto", { op: "rename", path: "/a.md", newPath: "/z.md" }, "/z.md", "moved"],
    ["create", { op: "create", path: "/z.md", after: "Z" }, "/z.md", "moved"],
    ["merge, a source", { op: "merge", path: "/m.md", from: ["/a.md", "/b.md"], after: "M" }, "/b.md", "moved"],
    ["merge, its result", { op: "merge", path: "/m.md", from: ["/a.md", "/b.md"], after: "M" }, "/m.md", "moved"],
  ] as const)("on what it reads or writes (%s) is a conflict, and nothing at all is applied", async (name, change, moved, kind) => {
    const { id, reviewer, storeId } = await setUp();
    await put(reviewer, storeId, "/a.md", "a");
    await put(reviewer, storeId, "/b.md", "b");
    const p = await makeProposal(reviewer, storeId, [change, { op: "create", path: "/fine.md" }]);
    await decide(reviewer, p, change.path, "accept");
    await decide(reviewer, p, "/fine.md", "accept");
    if (name.endsWith("deleted")) await deleteMemory(reviewer, storeId, { path: moved });
    else await put(reviewer, storeId, moved, "moved");
    expect(await stateOf(reviewer, p, change.path)).toBe("conflict");
    const stored = await db.change.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: id, id: at(p, change.path).id } } });
    expect(stored.state).toBe("conflict");
    const before = [await countRows(id), await headContents(id, storeId)];
    const refused = await refusalOf(applyProposal(reviewer, p.id, LEAVE));
    expect(refused).toMatchObject({ type: "conflict", details: { conflicts: [{ change_id: at(p, change.path).id, path: moved, kind }] } });
    expect([await countRows(id), await headContents(id, storeId)]).toEqual(before);
    // Taking the change back lets the others through.
    await decide(reviewer, p, change.path, "clear");
    expect((await applyProposal(reviewer, p.id, REJECT)).version).not.toBeNull();
    expect((await headContents(id, storeId))["/fine.md"]).toBe("A text.\n");
  });

  it("and came back is no conflict any more", async () => {
    const { reviewer, admin, storeId } = await setUp();
    await put(reviewer, storeId, "/a.md", "a");
    const p = await makeProposal(reviewer, storeId, [
      { op: "update", path: "/a.md", after: "A" },
      { op: "create", path: "/b.md" },
    ]);
    await decide(reviewer, p, "/a.md", "accept");
    await put(reviewer, storeId, "/a.md", "else");
    expect((await listProposals(reviewer.scope, {}, { limit: 10, after: null }))[0]?.counts).toMatchObject({ blocked: 1, accepted: 0 });
    await rollBack(admin, storeId, { to_version: 2, reason: "" });
    expect((await listProposals(reviewer.scope, {}, { limit: 10, after: null }))[0]?.counts).toMatchObject({ blocked: 0, accepted: 1 });
    expect(await stateOf(reviewer, p, "/a.md")).toBe("accepted");
    expect(await applyProposal(reviewer, p.id, LEAVE)).toMatchObject({ version: 5 });
  });

  it.each([
    ["an edit", (ctx: Context, storeId: string) => put(ctx, storeId, "/a.md", "else")],
    ["a delete", (ctx: Context, storeId: string) => deleteMemory(ctx, storeId, { path: "/a.md" })],
    ["an import", (ctx: Context, storeId: string) => importMemory(ctx, storeId, [{ path: "/a.md", content: "else" }])],
    ["a rollback", (ctx: Context, storeId: string) => rollBack(ctx, storeId, { to_version: 1, reason: "" })],
    ["the very same text", (ctx: Context, storeId: string) => put(ctx, storeId, "/a.md", "A")],
  ])("by %s on all that a proposal is about closes it as superseded", async (_name, move) => {
    const { id, reviewer, admin, storeId } = await setUp();
    await put(reviewer, storeId, "/a.md", "a");
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/a.md", after: "A" }]);
    await move(admin, storeId);
    expect(await getProposal(reviewer.scope, p.id)).toMatchObject({ status: "superseded", superseded_by: 3, counts: { blocked: 1 } });
    expect(await outcomeOf(decide(reviewer, p, "/a.md", "accept"))).toBe("conflict");
    expect((await db.audit.findMany({ where: { workspaceId: id, action: "proposal.supersede" } })).map((r) => r.entityId)).toEqual([p.id]);
  });

  it("because another proposal was applied marks what it overtook, and closes what has nothing left", async () => {
    const { reviewer, storeId } = await setUp();
    await put(reviewer, storeId, "/a.md", "a");
    const first = await makeProposal(reviewer, storeId, [{ op: "update", path: "/a.md", after: "first" }]);
    const half = await makeProposal(reviewer, storeId, [
      { op: "update", path: "/a.md", after: "half" },
      { op: "create", path: "/b.md" },
    ]);
    const whole = await makeProposal(reviewer, storeId, [{ op: "delete", path: "/a.md" }]);
    await decide(reviewer, first, "/a.md", "accept");
    await applyProposal(reviewer, first.id, LEAVE);
    expect(await getProposal(reviewer.scope, half.id)).toMatchObject({ status: "open", counts: { undecided: 1, blocked: 1 } });
    expect(await stateOf(reviewer, half, "/a.md")).toBe("conflict");
    expect((await getProposal(reviewer.scope, whole.id)).status).toBe("superseded");
  });

  it("of several proposals that write the same and are applied at once exactly one is applied", async () => {
    const { id, reviewer, storeId, person } = await setUp();
    await put(reviewer, storeId, "/a.md", "a");
    const proposals = await Promise.all(
      [0, 1, 2, 3].map((i) =>
        makeProposal(reviewer, storeId, [
          { op: "update", path: "/a.md", after: `by ${i}` },
          { op: "create", path: `/own/${i}.md`, after: `${i}` },
        ]),
      ),
    );
    for (const p of proposals) for (const c of p.changes) await decide(reviewer, p, c.path, "accept");
    const people = await Promise.all(proposals.map(() => person("reviewer")));
    const outcomes = await Promise.all(proposals.map((p, i) => outcomeOf(applyProposal(people[i] as Context, p.id, LEAVE))));
    expect(outcomes.filter((o) => o === "ok")).toHaveLength(1);
    expect(outcomes.filter((o) => o === "conflict")).toHaveLength(3);
    const i = outcomes.indexOf("ok");
    expect(await headContents(id, storeId)).toEqual({ "/a.md": `by ${i}`, [`/own/${i}.md`]: `${i}` });
  });
});

describe("what the store cannot hold", () => {
  it("a memory below another: a conflict of kind path, nothing applied", async () => {
    const { id, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "create", path: "/a/b", after: "x" }]);
    await decide(reviewer, p, "/a/b", "accept");
    await put(reviewer, storeId, "/a", "in the way");
    const refused = await refusalOf(applyProposal(reviewer, p.id, LEAVE));
    expect(refused.details).toEqual({ conflicts: [{ change_id: at(p, "/a/b").id, path: "/a/b", kind: "path" }] });
    expect(await headContents(id, storeId)).toEqual({ "/a": "in the way" });
  });

  it("more than 2,000 memories: a conflict of kind limit on what is too much, and a removal beside it makes room", async () => {
    const { id, reviewer, storeId } = await setUp();
    await importMemory(
      reviewer,
      storeId,
      Array.from({ length: 1_999 }, (_, i) => ({ path: `/m/${i}.md`, content: `${i}` })),
    );
    const p = await makeProposal(reviewer, storeId, [
      { op: "create", path: "/one.md" },
      { op: "create", path: "/two.md" },
      { op: "delete", path: "/m/0.md" },
    ]);
    await decide(reviewer, p, "/one.md", "accept");
    await decide(reviewer, p, "/two.md", "accept");
    const refused = await refusalOf(applyProposal(reviewer, p.id, LEAVE));
    expect(refused.details).toEqual({ conflicts: [{ change_id: at(p, "/two.md").id, path: "/two.md", kind: "limit" }] });
    await decide(reviewer, p, "/m/0.md", "accept");
    expect(await applyProposal(reviewer, p.id, LEAVE)).toMatchObject({ version: 3 });
    expect(Object.keys(await headContents(id, storeId))).toHaveLength(2_000);
  });
});

describe("changes that depend on each other", () => {
  /** B writes below the path that A frees. */
  const pair = async (w: { reviewer: Context; storeId: string }) => {
    await put(w.reviewer, w.storeId, "/x", "x");
    return makeProposal(w.reviewer, w.storeId, [
      { op: "rename", path: "/x", newPath: "/moved/x" },
      { op: "create", path: "/x/y", after: "y", dependsOn: [0] },
    ]);
  };

  it("are applied together, in the order in which they make way", async () => {
    const w = await setUp();
    const p = await pair(w);
    await decide(w.reviewer, p, "/x/y", "accept");
    await decide(w.reviewer, p, "/x", "accept");
    await applyProposal(w.reviewer, p.id, LEAVE);
    expect(await headContents(w.id, w.storeId)).toEqual({ "/moved/x": "x", "/x/y": "y" });
  });

  it("are refused alone: accepting one whose way was refused, 422", async () => {
    const w = await setUp();
    const p = await pair(w);
    await decide(w.reviewer, p, "/x", "reject");
    expect(await stateOf(w.reviewer, p, "/x/y")).toBe("blocked");
    const refused = await refusalOf(decide(w.reviewer, p, "/x/y", "accept"));
    expect(refused).toMatchObject({ type: "unprocessable", details: { change_id: at(p, "/x/y").id } });
    await decide(w.reviewer, p, "/x", "clear");
    await decide(w.reviewer, p, "/x/y", "accept");
    expect(await stateOf(w.reviewer, p, "/x/y")).toBe("accepted");
    await decide(w.reviewer, p, "/x", "reject");
    expect(await stateOf(w.reviewer, p, "/x/y")).toBe("blocked");
  });

  it("an accepted one waits with what it depends on while that is open", async () => {
    const w = await setUp();
    const p = await makeProposal(w.reviewer, w.storeId, [{ op: "create", path: "/free.md" }]);
    await decide(w.reviewer, p, "/free.md", "accept");
    const both = await pair(w);
    await decide(w.reviewer, both, "/x/y", "accept");
    const applied = await applyProposal(w.reviewer, both.id, LEAVE);
    expect(applied.version).toBeNull();
    const rest = await getProposal(w.reviewer.scope, String(applied.restId));
    expect(rest.changes.map((c) => [c.path, c.state]).sort()).toEqual([
      ["/x", "undecided"],
      ["/x/y", "accepted"],
    ]);
  });

  it("one whose way was refused stays behind as blocked, and is not remembered as rejected", async () => {
    const w = await setUp();
    const p = await pair(w);
    await decide(w.reviewer, p, "/x", "reject");
    const applied = await applyProposal(w.reviewer, p.id, LEAVE);
    expect(applied).toMatchObject({ version: null, restId: null });
    const closed = await getProposal(w.reviewer.scope, p.id);
    expect(closed.changes.map((c) => [c.path, c.state]).sort()).toEqual([
      ["/x", "rejected"],
      ["/x/y", "blocked"],
    ]);
    expect((await db.rejection.findMany({ where: { workspaceId: w.id } })).map((r) => r.target)).toEqual(["/moved/x"]);
  });
});

describe("decisions", () => {
  it("are all or nothing", async () => {
    const { id, reviewer, storeId } = await setUp();
    const block: Finding = { check: "ungrounded", severity: "block", message: "No quote says so." };
    const p = await makeProposal(reviewer, storeId, [
      { op: "create", path: "/a.md" },
      { op: "create", path: "/b.md", findings: [block] },
    ]);
    const before = await countRows(id);
    const both = (second: object) =>
      decideChanges(reviewer, p.id, {
        decisions: [
          { change_id: at(p, "/a.md").id, verdict: "accept" },
          { change_id: at(p, "/b.md").id, verdict: "accept", ...second },
        ],
      });
    expect(await refusalOf(both({}))).toMatchObject({ type: "unprocessable", details: { change_id: at(p, "/b.md").id } });
    expect(await countRows(id)).toEqual(before);
    expect(await stateOf(reviewer, p, "/a.md")).toBe("undecided");
    const unknown = decideChanges(reviewer, p.id, {
      decisions: [
        { change_id: at(p, "/a.md").id, verdict: "accept" },
        { change_id: "chg_unknown", verdict: "accept" },
      ],
    });
    expect(await refusalOf(unknown)).toMatchObject({ type: "not_found", details: { change_id: "chg_unknown" } });
    expect(await countRows(id)).toEqual(before);
    await both({ comment: "I saw it happen." });
    expect((await getProposal(reviewer.scope, p.id)).counts).toMatchObject({ accepted: 2 });
  });

  it("of one request follow one another", async () => {
    const { reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "create", path: "/a.md" }]);
    const verdicts: Verdict[] = ["accept", "reject", "accept", "later", "clear", "accept", "reject", "clear", "accept"];
    await decideChanges(reviewer, p.id, { decisions: verdicts.map((verdict) => ({ change_id: at(p, "/a.md").id, verdict })) });
    const seen = await getProposal(reviewer.scope, p.id);
    expect(at(seen, "/a.md").decisions.map((d) => d.verdict)).toEqual(verdicts);
    expect(at(seen, "/a.md").state).toBe("accepted");
  });

  it("an edit is applied as it was written, protects the memory and raises its trust", async () => {
    const { id, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "create", path: "/a.md", after: "drafted", trust: "agent" }]);
    const written = "\ufeffWritten by hand\r\n😀";
    await decide(reviewer, p, "/a.md", "edit", { content: written });
    expect(await stateOf(reviewer, p, "/a.md")).toBe("edited");
    await applyProposal(reviewer, p.id, LEAVE);
    expect(await headContents(id, storeId)).toEqual({ "/a.md": written });
    const row = await db.memoryRevision.findFirstOrThrow({ where: { workspaceId: id, storeId, path: "/a.md" } });
    expect(row).toMatchObject({ byPerson: true, trust: "operator" });
    expect((await getProposal(reviewer.scope, p.id)).changes[0]).toMatchObject({ after: "drafted", state: "edited" });
  });

  it("an edit that keeps the words is an edit all the same; accepting raises nothing", async () => {
    const { id, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [
      { op: "create", path: "/edited.md", after: "drafted", trust: "agent" },
      { op: "create", path: "/accepted.md", after: "drafted", trust: "agent" },
    ]);
    await decide(reviewer, p, "/edited.md", "edit", { content: "drafted" });
    await decide(reviewer, p, "/accepted.md", "accept");
    await applyProposal(reviewer, p.id, LEAVE);
    const rows = await db.memoryRevision.findMany({ where: { workspaceId: id, storeId, derived: false }, orderBy: { path: "asc" } });
    expect(rows.map((r) => [r.path, r.byPerson, r.trust])).toEqual([
      ["/accepted.md", false, "agent"],
      ["/edited.md", true, "operator"],
    ]);
  });

  it("an edit cannot bring in a secret or what no memory can hold", async () => {
    const { reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "create", path: "/a.md" }]);
    for (const content of ["x".repeat(102_401), "a\0b", `token ${["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].join("")} here`]) {
      expect(await outcomeOf(decide(reviewer, p, "/a.md", "edit", { content }))).toBe("unprocessable");
    }
    expect(await stateOf(reviewer, p, "/a.md")).toBe("undecided");
  });

  it("of two people are needed where the policy says two; a key counts as the person who made it", async () => {
    const { id, reviewer, storeId, person } = await setUp({ approvals: { low: 1, medium: 2, high: 3 } });
    const p = await makeProposal(reviewer, storeId, [
      { op: "create", path: "/low.md", risk: "low" },
      { op: "create", path: "/medium.md", risk: "medium" },
    ]);
    await decide(reviewer, p, "/low.md", "accept");
    await decide(reviewer, p, "/medium.md", "accept");
    expect([await stateOf(reviewer, p, "/low.md"), await stateOf(reviewer, p, "/medium.md")]).toEqual(["accepted", "needs_second"]);
    await decide(keyContext(id, ["proposals:decide"], reviewer), p, "/medium.md", "accept");
    expect(await stateOf(reviewer, p, "/medium.md")).toBe("needs_second");
    await decide(await person("reviewer"), p, "/medium.md", "accept");
    expect(await stateOf(reviewer, p, "/medium.md")).toBe("accepted");
  });

  it("follow the policy of the moment while the proposal is open; a closed one keeps its states", async () => {
    const { admin, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "create", path: "/a.md" }]);
    const done = await makeProposal(reviewer, storeId, [{ op: "create", path: "/b.md" }]);
    await decide(reviewer, p, "/a.md", "accept");
    await decide(reviewer, done, "/b.md", "accept");
    await applyProposal(reviewer, done.id, LEAVE);
    await updateStore(admin, storeId, { policy: { approvals: 2 } });
    expect(await stateOf(reviewer, p, "/a.md")).toBe("needs_second");
    const listed = await listProposals(reviewer.scope, { status: "open" }, { limit: 10, after: null });
    expect(listed[0]?.counts).toMatchObject({ accepted: 0, undecided: 1 });
    expect(await stateOf(reviewer, done, "/b.md")).toBe("accepted");
    const applied = await applyProposal(reviewer, p.id, LEAVE);
    expect(applied.version).toBeNull();
  });
});

describe("rejections are remembered", () => {
  it("with who turned it down, when and why, not with who pressed apply", async () => {
    const { id, admin, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [
      { op: "create", path: "/a.md", after: "Refunds take 5 days." },
      { op: "create", path: "/b.md" },
    ]);
    await decide(reviewer, p, "/a.md", "reject", { comment: "It is 7." });
    await decide(admin, p, "/b.md", "accept");
    await applyProposal(admin, p.id, LEAVE);
    const [row] = await db.rejection.findMany({ where: { workspaceId: id } });
    expect(row).toMatchObject({ target: "/a.md", textNorm: "refunds take 5 days.", reason: "It is 7.", by: reviewer.actor });
  });

  it("of a whole proposal, and of a memory that a person removes", async () => {
    const { id, reviewer, storeId } = await setUp();
    await put(reviewer, storeId, "/gone.md", "Gone now.");
    await deleteMemory(reviewer, storeId, { path: "/gone.md" });
    const p = await makeProposal(reviewer, storeId, [{ op: "create", path: "/a.md", after: "A" }]);
    await rejectProposal(reviewer, p.id, "not ours");
    expect(await getProposal(reviewer.scope, p.id)).toMatchObject({ status: "rejected", counts: { rejected: 1 } });
    const rows = await db.rejection.findMany({ where: { workspaceId: id }, orderBy: { id: "asc" } });
    expect(rows.map((r) => [r.target, r.textNorm, r.reason])).toEqual([
      ["/gone.md", "gone now.", "removed by a person"],
      ["/a.md", "a", "not ours"],
    ]);
  });
});

describe("who may", () => {
  it("an agent's key never decides, applies, rejects, rolls back or edits; nor does one without the scope, nor a viewer", async () => {
    const { id, admin, reviewer, viewer, uploader } = await makeWorkspace();
    const { agentId, storeId } = await makeAgent(admin);
    await put(admin, storeId, "/a.md", "a");
    const p = await makeProposal(admin, storeId, [{ op: "update", path: "/a.md", after: "A" }]);
    const before = await countRows(id);
    const tries = (ctx: Context) => [
      decide(ctx, p, "/a.md", "accept"),
      applyProposal(ctx, p.id, REJECT),
      rejectProposal(ctx, p.id, ""),
      rollBack(ctx, storeId, { to_version: 1, reason: "" }),
      putMemory(ctx, storeId, { path: "/a.md", content: "x" }),
      deleteMemory(ctx, storeId, { path: "/a.md" }),
      importMemory(ctx, storeId, [{ path: "/b.md", content: "x" }]),
    ];
    for (const ctx of [
      await agentKeyContext(id, agentId),
      keyContext(id, ["memory:read", "transcripts:read", "proposals:read", "transcripts:write", "dreams:run"]),
      keyContext(id, undefined, viewer),
      viewer,
      uploader,
    ]) {
      for (const how of await Promise.all(tries(ctx).map(outcomeOf))) expect(how).toBe("forbidden");
    }
    expect(await outcomeOf(rollBack(reviewer, storeId, { to_version: 1, reason: "" }))).toBe("forbidden");
    expect(await outcomeOf(putMemory(reviewer, storeId, { path: "/a.md", pin: true }))).toBe("forbidden");
    expect(await countRows(id)).toEqual(before);
  });
});
