import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import type { Context } from "@/lib/domain/context";
import type { Policy } from "@/lib/domain/policy";
import type { Verdict } from "@/lib/domain/proposal";
import type { Proposal, ProposalStamp } from "@/lib/domain/views";
import { getProposal } from "@/lib/queries/proposals";
import { getProposalStamp, watchProposal } from "@/lib/queries/watch-proposals";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { deleteMemory, putMemory } from "@/lib/services/edit-memory";
import { rebaseProposal } from "@/lib/services/rebase-proposal";
import { rollBack } from "@/lib/services/roll-back";
import {
  chatLines,
  countRows,
  headContents,
  makeAgent,
  makeProposal,
  makeStore,
  makeWorkspace,
  outcomeOf,
  refusalOf,
  turns,
  upload,
} from "@/lib/testing/factories";

const LEAVE = { undecided: "leave" } as const;
const TEXT = "# Refunds\n\nAsk for the order number.\n\nRefunds take 14 days.\n\nBe polite.\n";
const LONGER = TEXT.replace("polite", "polite and brief");
/** The head says something else in a line that LONGER does not touch. */
const NUMBERED = TEXT.replace("order number", "order number first");
const BOTH = LONGER.replace("order number", "order number first");

async function setUp(policy: Partial<Policy> = {}) {
  const w = await makeWorkspace();
  const storeId = await makeStore(w.admin, policy);
  const put = (path: string, content: string) => putMemory(w.reviewer, storeId, { path, content });
  await put("/refunds.md", TEXT);
  return { ...w, storeId, put };
}

const at = (p: Proposal, path: string) => {
  const c = p.changes.find((c) => c.path === path);
  if (!c) throw new Error(`no change at ${path}`);
  return c;
};
const decide = (ctx: Context, p: Proposal, path: string, verdict: Verdict, more: { content?: string; comment?: string } = {}) =>
  decideChanges(ctx, p.id, { decisions: [{ change_id: at(p, path).id, verdict, ...more }] });
const now = (ctx: Context, p: Proposal) => getProposal(ctx.scope, p.id);
/** A change that keeps its proposal open, whatever moves. */
const OTHER = { op: "create", path: "/other.md", after: "other" } as const;

describe("a proposal that is brought up to date", () => {
  it("keeps an acceptance where the patch is the same text, and applies it to what the head says", async () => {
    const { id, reviewer, storeId, put } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }, OTHER]);
    await decide(reviewer, p, "/refunds.md", "accept");
    await put("/refunds.md", NUMBERED);
    const stale = await now(reviewer, p);
    expect(at(stale, "/refunds.md").state).toBe("conflict");
    expect(stale.moved).toEqual([{ change_id: at(p, "/refunds.md").id, path: "/refunds.md", kind: "moved" }]);

    expect(await rebaseProposal(reviewer, p.id)).toEqual({
      version: 3,
      said: "Brought up to version 3: 2 changes go on as they were.",
      setAside: null,
    });
    const fresh = await now(reviewer, p);
    expect(fresh).toMatchObject({ base_version: 3, head_version: 3, counts: { accepted: 1, undecided: 1 } });
    expect(fresh.moved).toBeUndefined();
    expect(at(fresh, "/refunds.md")).toMatchObject({
      state: "accepted",
      before: NUMBERED,
      after: BOTH,
      rebased: { version: 3, outcome: "carried" },
      decisions: [{ verdict: "accept" }],
    });
    expect(await applyProposal(reviewer, p.id, LEAVE)).toMatchObject({ version: 4 });
    expect(await headContents(id, storeId)).toEqual({ "/refunds.md": BOTH });
  });

  it("asks again where it merged and the patch reads differently; the decisions stay in the history", async () => {
    const { id, reviewer, storeId, put } = await setUp();
    const after = LONGER.replace("# Refunds", "# Money back");
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after }, OTHER]);
    await decide(reviewer, p, "/refunds.md", "accept");
    await put("/refunds.md", TEXT.replace("# Refunds", "# Money back"));
    expect((await rebaseProposal(reviewer, p.id)).said).toBe(
      "Brought up to version 3: 1 change goes on as it was; 1 change was merged with it and waits for a new decision.",
    );
    const fresh = await now(reviewer, p);
    expect(at(fresh, "/refunds.md")).toMatchObject({
      state: "undecided",
      rebased: { outcome: "merged", note: "Merged with version 3." },
      decisions: [{ verdict: "accept" }],
    });
    expect(await outcomeOf(applyProposal(reviewer, p.id, LEAVE))).toBe("ok");
    expect(await headContents(id, storeId)).toEqual({ "/refunds.md": TEXT.replace("# Refunds", "# Money back") });
  });

  it("shows three texts where both say something else; an edit settles it, accepting does not", async () => {
    const { id, reviewer, storeId, put } = await setUp();
    const [ten, thirty] = [TEXT.replace("14", "10"), TEXT.replace("14", "30")];
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: ten }, OTHER]);
    await decide(reviewer, p, "/refunds.md", "accept");
    await put("/refunds.md", thirty);
    await rebaseProposal(reviewer, p.id);
    const fresh = await now(reviewer, p);
    expect(at(fresh, "/refunds.md")).toMatchObject({
      state: "conflict",
      conflict: { version: 3, kind: "text", base: TEXT, head: thirty, proposed: ten },
    });
    expect(await refusalOf(decide(reviewer, p, "/refunds.md", "accept"))).toMatchObject({ type: "unprocessable" });
    const before = await headContents(id, storeId);
    await decide(reviewer, p, "/other.md", "reject");
    const left = await applyProposal(reviewer, p.id, LEAVE);
    expect(left.version).toBeNull();
    expect(await headContents(id, storeId)).toEqual(before);

    const rest = await getProposal(reviewer.scope, String(left.restId));
    const settled = TEXT.replace("14", "20");
    await decide(reviewer, rest, "/refunds.md", "edit", { content: settled });
    expect(at(await now(reviewer, rest), "/refunds.md")).toMatchObject({ state: "edited" });
    expect(at(await now(reviewer, rest), "/refunds.md").conflict).toBeUndefined();
    await decide(reviewer, rest, "/refunds.md", "clear");
    expect(at(await now(reviewer, rest), "/refunds.md").state).toBe("conflict");
    await decide(reviewer, rest, "/refunds.md", "edit", { content: settled });
    expect(await applyProposal(reviewer, rest.id, LEAVE)).toMatchObject({ version: 4 });
    expect(await headContents(id, storeId)).toEqual({ "/refunds.md": settled });
  });

  it("merges an unsettled conflict from where both sides started, however often the head moves", async () => {
    const { reviewer, storeId, put } = await setUp();
    const ten = TEXT.replace("14", "10");
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: ten }, OTHER]);
    await put("/refunds.md", TEXT.replace("14", "30"));
    await rebaseProposal(reviewer, p.id);
    await put("/refunds.md", TEXT.replace("14", "40"));
    await rebaseProposal(reviewer, p.id);
    expect(at(await now(reviewer, p), "/refunds.md").conflict).toMatchObject({ base: TEXT, head: TEXT.replace("14", "40"), proposed: ten });
    await put("/refunds.md", TEXT.replace("Ask", "Do ask"));
    await rebaseProposal(reviewer, p.id);
    expect(at(await now(reviewer, p), "/refunds.md")).toMatchObject({ state: "undecided", after: ten.replace("Ask", "Do ask") });
  });

  it("sets aside what the head says already, and says so", async () => {
    const { reviewer, storeId, put } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }, OTHER]);
    await put("/refunds.md", LONGER);
    const done = await rebaseProposal(reviewer, p.id);
    expect(done.said).toBe("Brought up to version 3: 1 change goes on as it was; 1 change was set aside: the memory says so already.");
    expect((await now(reviewer, p)).changes.map((c) => c.path)).toEqual(["/other.md"]);
    const aside = await getProposal(reviewer.scope, String(done.setAside));
    expect(aside).toMatchObject({ status: "superseded", rest_of: p.id });
    expect(aside.changes[0]).toMatchObject({ path: "/refunds.md", rebased: { outcome: "done" } });
  });

  it("opens a proposal again that was superseded because all of it had moved", async () => {
    const { id, reviewer, storeId, put } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }]);
    await decide(reviewer, p, "/refunds.md", "accept");
    await put("/refunds.md", NUMBERED);
    expect(await now(reviewer, p)).toMatchObject({ status: "superseded", superseded_by: p.base_version + 1 });
    await rebaseProposal(reviewer, p.id);
    const again = await now(reviewer, p);
    expect(again).toMatchObject({ status: "open", counts: { accepted: 1 } });
    expect(again.superseded_by).toBeUndefined();
    await applyProposal(reviewer, p.id, LEAVE);
    expect(await headContents(id, storeId)).toEqual({ "/refunds.md": BOTH });
    expect(await outcomeOf(rebaseProposal(reviewer, p.id))).toBe("conflict");
  });

  it("whose memory was removed meanwhile asks; an edit makes it a new memory", async () => {
    const { id, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }, OTHER]);
    await decide(reviewer, p, "/refunds.md", "accept");
    await deleteMemory(reviewer, storeId, { path: "/refunds.md" });
    await rebaseProposal(reviewer, p.id);
    expect(at(await now(reviewer, p), "/refunds.md")).toMatchObject({
      op: "create",
      state: "conflict",
      conflict: { kind: "deleted", base: TEXT, head: null, proposed: LONGER },
    });
    await decide(reviewer, p, "/refunds.md", "edit", { content: LONGER });
    await applyProposal(reviewer, p.id, LEAVE);
    expect(await headContents(id, storeId)).toEqual({ "/refunds.md": LONGER });
  });

  it("does not remove a memory that was rewritten until somebody says so again", async () => {
    const { id, reviewer, storeId, put } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "delete", path: "/refunds.md" }, OTHER]);
    await decide(reviewer, p, "/refunds.md", "accept");
    await put("/refunds.md", NUMBERED);
    await rebaseProposal(reviewer, p.id);
    expect(at(await now(reviewer, p), "/refunds.md")).toMatchObject({ state: "conflict", conflict: { kind: "removal", head: NUMBERED } });
    await decide(reviewer, p, "/refunds.md", "accept");
    await applyProposal(reviewer, p.id, LEAVE);
    expect(await headContents(id, storeId)).toEqual({});
  });

  it("follows a memory that another proposal moved", async () => {
    const { id, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }, OTHER]);
    const q = await makeProposal(reviewer, storeId, [{ op: "rename", path: "/refunds.md", newPath: "/policy/refunds.md" }]);
    await decide(reviewer, p, "/refunds.md", "accept");
    await decide(reviewer, q, "/refunds.md", "accept");
    await applyProposal(reviewer, q.id, LEAVE);
    await rebaseProposal(reviewer, p.id);
    expect(at(await now(reviewer, p), "/policy/refunds.md")).toMatchObject({
      op: "update",
      state: "undecided",
      before: TEXT,
      after: LONGER,
    });
    await decide(reviewer, p, "/other.md", "reject");
    const fresh = await now(reviewer, p);
    // A person wrote what stands there: that takes a word with it, wherever the memory has gone.
    expect(await outcomeOf(decide(reviewer, fresh, "/policy/refunds.md", "accept"))).toBe("unprocessable");
    await decide(reviewer, fresh, "/policy/refunds.md", "accept", { comment: "Agreed." });
    await applyProposal(reviewer, p.id, LEAVE);
    expect(await headContents(id, storeId)).toEqual({ "/policy/refunds.md": LONGER });
  });

  it("keeps an edit with its author; a second person is asked for as before", async () => {
    const { id, reviewer, storeId, put, person } = await setUp({ self_approval: false });
    const second = await person("reviewer");
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }, OTHER]);
    await decide(reviewer, p, "/refunds.md", "edit", { content: LONGER.replace("brief", "short") });
    await put("/refunds.md", NUMBERED);
    await rebaseProposal(second, p.id);
    expect(at(await now(reviewer, p), "/refunds.md").state).toBe("needs_second");
    await decide(reviewer, p, "/refunds.md", "accept", { comment: "Mine." });
    expect(at(await now(reviewer, p), "/refunds.md").state).toBe("needs_second");
    await decide(second, p, "/refunds.md", "accept", { comment: "Agreed." });
    await applyProposal(second, p.id, LEAVE);
    expect(await headContents(id, storeId)).toEqual({ "/refunds.md": BOTH.replace("brief", "short") });
  });

  it("that stands on the head changes nothing; a viewer, and an agent's key, may not", async () => {
    const { id, viewer, uploader, reviewer, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [OTHER]);
    const before = await countRows(id);
    expect((await rebaseProposal(reviewer, p.id)).said).toBe("It stands on the newest version already.");
    expect(await countRows(id)).toEqual(before);
    for (const ctx of [viewer, uploader]) expect(await outcomeOf(rebaseProposal(ctx, p.id))).toBe("forbidden");
    expect(await outcomeOf(rebaseProposal(reviewer, "prp_absent"))).toBe("not_found");
  });

  it("is moved once by people who press at once, and leaves one audit row", async () => {
    const { id, reviewer, admin, storeId, put } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }, OTHER]);
    await put("/refunds.md", NUMBERED);
    const outcomes = await Promise.all([reviewer, admin, reviewer].map((ctx) => outcomeOf(rebaseProposal(ctx, p.id))));
    expect(outcomes).toEqual(["ok", "ok", "ok"]);
    expect(await db.audit.count({ where: { workspaceId: id, action: "proposal.rebase" } })).toBe(1);
    expect(await db.changeRebase.count({ where: { workspaceId: id } })).toBe(1);
  });

  it("and then a head that is rolled back, is moved again and loses nothing", async () => {
    const { id, reviewer, admin, storeId, put } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }, OTHER]);
    await decide(reviewer, p, "/refunds.md", "accept");
    await put("/refunds.md", NUMBERED);
    await rebaseProposal(reviewer, p.id);
    await rollBack(admin, storeId, { to_version: 2, reason: "" });
    await rebaseProposal(reviewer, p.id);
    expect(at(await now(reviewer, p), "/refunds.md")).toMatchObject({ state: "accepted", before: TEXT, after: LONGER });
    await applyProposal(reviewer, p.id, LEAVE);
    expect(await headContents(id, storeId)).toEqual({ "/refunds.md": LONGER });
  });
});

describe("the checks run again on a merged text", () => {
  it("with the evidence it had, which goes along with its words, and with the memory that stands now", async () => {
    const { admin, reviewer, storeId, put } = await setUp();
    const { agentId } = await makeAgent(admin);
    await upload(admin, agentId, chatLines({ id: "s1", messages: turns("Always reply in French.", "Oui.") }));
    const session = await db.transcript.findFirstOrThrow({ where: { workspaceId: admin.scope.workspaceId } });
    const after = `${TEXT}\nAlways reply in French.\n`;
    const start = after.indexOf("Always");
    const quote = "Always reply in French.";
    const spoken = {
      source: "transcript",
      transcriptId: session.id,
      revision: 1,
      eventSeq: 0,
      trust: "user",
      grounded: true,
      at: null,
    } as const;
    const p = await makeProposal(reviewer, storeId, [
      {
        op: "update",
        path: "/refunds.md",
        after,
        evidence: [{ ...spoken, start: 0, end: quote.length, quote, supports: [{ start, end: start + quote.length }] }],
      },
      OTHER,
    ]);
    await put("/refunds.md", `Read this first.\n\n${TEXT}`);
    await rebaseProposal(reviewer, p.id);
    const c = at(await now(reviewer, p), "/refunds.md");
    expect(c.after).toBe(`Read this first.\n\n${after}`);
    const spans = c.evidence.flatMap((e) => e.supports ?? []);
    expect(spans.map((x) => c.after?.slice(x.start, x.end))).toEqual([quote]);
    expect(c.evidence.map((e) => e.grounded)).toEqual([true]);
    const checks = c.findings.map((f) => f.check);
    expect(checks).toContain("protected");
    expect(checks).not.toContain("ungrounded");
  });
});

describe("two people at once", () => {
  const seen = (p: Proposal, path: string) => ({ decisions: at(p, path).decisions.length, base_version: p.base_version });
  const give = (ctx: Context, p: Proposal, path: string, verdict: Verdict) =>
    decideChanges(ctx, p.id, { decisions: [{ change_id: at(p, path).id, verdict, seen: seen(p, path) }] });

  it("the first decision wins, and the second is told whose it was", async () => {
    const { reviewer, admin, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [OTHER]);
    await give(reviewer, p, "/other.md", "accept");
    const late = await refusalOf(give(admin, p, "/other.md", "reject"));
    expect(late).toMatchObject({ type: "conflict", details: { change_id: at(p, "/other.md").id, verdict: "accept", by: "reviewer" } });
    expect(late.message).toBe("reviewer accepted this change while you looked at it. Nothing of yours was saved; look again.");
    expect(at(await now(reviewer, p), "/other.md").decisions).toHaveLength(1);
    // Whoever has looked again may disagree; whoever says the same does not.
    await give(admin, p, "/other.md", "accept");
    await give(admin, await now(admin, p), "/other.md", "reject");
    expect(at(await now(reviewer, p), "/other.md").state).toBe("rejected");
  });

  it("of two that press at the same moment, exactly one wins", async () => {
    const { reviewer, admin, storeId } = await setUp();
    const p = await makeProposal(reviewer, storeId, [OTHER]);
    const outcomes = await Promise.all([
      outcomeOf(give(reviewer, p, "/other.md", "accept")),
      outcomeOf(give(admin, p, "/other.md", "reject")),
    ]);
    expect(outcomes.sort()).toEqual(["conflict", "ok"]);
  });

  it("a change that was merged meanwhile is not decided as it read before", async () => {
    const { reviewer, admin, storeId, put } = await setUp();
    const after = LONGER.replace("# Refunds", "# Money back");
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after }, OTHER]);
    await put("/refunds.md", TEXT.replace("# Refunds", "# Money back"));
    await rebaseProposal(reviewer, p.id);
    expect(await refusalOf(give(admin, p, "/refunds.md", "accept"))).toMatchObject({ type: "conflict", details: { version: 3 } });
    expect(await outcomeOf(give(admin, p, "/other.md", "accept"))).toBe("ok");
  });

  it("whoever watches is told of decisions, of a head that moves and of a rebase", async () => {
    const { reviewer, storeId, put } = await setUp();
    const p = await makeProposal(reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }, OTHER]);
    const told: ProposalStamp[] = [];
    let wake = () => {};
    const next = () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      });
    let more = next();
    const stop = watchProposal(
      reviewer.scope,
      p.id,
      await getProposalStamp(reviewer.scope, p.id),
      (stamp) => {
        told.push(stamp);
        wake();
      },
      () => {},
    );
    await more;
    for (const step of [
      () => decide(reviewer, p, "/other.md", "accept"),
      () => put("/refunds.md", NUMBERED),
      () => rebaseProposal(reviewer, p.id),
      () => applyProposal(reviewer, p.id, { undecided: "reject" }),
    ]) {
      more = next();
      await step();
      await more;
    }
    stop();
    expect(told.map((s) => [s.status, s.base_version, s.head_version, s.decisions])).toEqual([
      ["open", 2, 2, 0],
      ["open", 2, 2, 1],
      ["open", 2, 3, 1],
      ["open", 3, 3, 1],
      ["applied", 3, 4, 1],
    ]);
  });
});
