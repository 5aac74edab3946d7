import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { runDream } from "@/lib/jobs/run-dream";
import { log } from "@/lib/log";
import { verifyAudit } from "@/lib/queries/audit";
import { getDream } from "@/lib/queries/dreams";
import { getProposal } from "@/lib/queries/proposals";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { putMemory } from "@/lib/services/edit-memory";
import { rollBack } from "@/lib/services/roll-back";
import { startDream } from "@/lib/services/start-dream";
import type { DatabaseProxy } from "@/lib/testing/database-proxy";
import {
  chatLines,
  headContents,
  makeAgent,
  makeProposal,
  makeStore,
  makeWorkspace,
  outcomeOf,
  type TestWorkspace,
  turns,
  upload,
} from "@/lib/testing/factories";
import { openProxy, withCutAfter } from "@/lib/testing/through-proxy";

// What a kill at any moment leaves behind: the way to the database breaks after the first round trip, the second, and so on until the work gets through.

/** More round trips than any of the works below makes: a test that gets here counts wrongly. */
const TOO_MANY = 400;
let proxy: DatabaseProxy;
let w: TestWorkspace;

beforeAll(async () => {
  // Each of these ends is logged as the failure that it is.
  log.level = "silent";
  w = await makeWorkspace();
  proxy = await openProxy();
});
afterAll(() => proxy.close());

/** Rows of the tables that a version is made of, of one store. */
async function rowsOf(storeId: string) {
  const [row] = await db.$queryRaw<Record<string, number>[]>`
    select (select head from store where workspace_id = ${w.id} and id = ${storeId})::int as head,
      (select count(*)::int from version where workspace_id = ${w.id} and store_id = ${storeId}) as versions,
      (select count(*)::int from memory_revision where workspace_id = ${w.id} and store_id = ${storeId}) as revisions,
      (select count(*)::int from proposal where workspace_id = ${w.id} and store_id = ${storeId}) as proposals,
      (select count(*)::int from audit where workspace_id = ${w.id} and metadata->>'version' is not null and entity_id = ${storeId}) as audited`;
  return row ?? {};
}

describe("cut between any two statements", () => {
  it("an apply is whole or not there; tried again it is there once", async () => {
    let through = 0;
    for (let n = 0; ; n++) {
      expect(n).toBeLessThan(TOO_MANY);
      const storeId = await makeStore(w.admin);
      await putMemory(w.admin, storeId, { path: "/a.md", content: "one" });
      const proposal = await makeProposal(w.admin, storeId, [
        { op: "update", path: "/a.md", after: "two" },
        { op: "create", path: "/b.md", after: "new" },
        { op: "create", path: "/left.md", after: "left" },
      ]);
      const [a, b] = ["/a.md", "/b.md"].map((p) => proposal.changes.find((c) => c.path === p)?.id ?? "");
      await decideChanges(w.admin, proposal.id, { decisions: [a, b].map((id) => ({ change_id: String(id), verdict: "accept" as const })) });
      const before = await rowsOf(storeId);
      const { error, wasCut } = await withCutAfter(proxy, n, () => applyProposal(w.admin, proposal.id, { undecided: "leave" }));

      const applied = (await getProposal(w.admin.scope, proposal.id)).status === "applied";
      const after = await rowsOf(storeId);
      if (applied) {
        expect(after).toEqual({ head: 3, versions: 3, revisions: expect.any(Number), proposals: 2, audited: Number(before.audited) + 1 });
        expect(await headContents(w.id, storeId)).toEqual({ "/a.md": "two", "/b.md": "new" });
      } else {
        expect([n, after]).toEqual([n, before]);
        expect(await headContents(w.id, storeId)).toEqual({ "/a.md": "one" });
      }
      // Whoever does not know tries again: it is applied once, or told that it was.
      const again = await outcomeOf(applyProposal(w.admin, proposal.id, { undecided: "leave" }));
      expect([n, again]).toEqual([n, applied ? "conflict" : "ok"]);
      expect((await rowsOf(storeId)).versions).toBe(3);
      if (!error) expect(applied).toBe(true);
      if (!wasCut) {
        through = n;
        break;
      }
    }
    expect(through).toBeGreaterThan(10);
    expect(await verifyAudit(w.admin.scope)).toMatchObject({ ok: true });
  }, 600_000);

  it.each([
    ["an edit", (storeId: string) => putMemory(w.admin, storeId, { path: "/a.md", content: "three" }), "three"],
    ["a rollback", (storeId: string) => rollBack(w.admin, storeId, { to_version: 2, reason: "" }), "one"],
  ])(
    "%s is whole or not there",
    async (_name, write, words) => {
      for (let n = 0; ; n++) {
        expect(n).toBeLessThan(TOO_MANY);
        const storeId = await makeStore(w.admin);
        await putMemory(w.admin, storeId, { path: "/a.md", content: "one" });
        await putMemory(w.admin, storeId, { path: "/a.md", content: "two" });
        const before = await rowsOf(storeId);
        const { wasCut } = await withCutAfter(proxy, n, () => write(storeId));
        const after = await rowsOf(storeId);
        const done = after.head === 4;
        expect(after).toMatchObject({ head: done ? 4 : 3, versions: after.head, audited: Number(before.audited) + (done ? 1 : 0) });
        expect(await headContents(w.id, storeId)).toEqual({ "/a.md": done ? words : "two" });
        if (!wasCut) break;
      }
      expect(await verifyAudit(w.admin.scope)).toMatchObject({ ok: true });
    },
    600_000,
  );
});

describe("a worker that is lost at any step of a dream", () => {
  it("leaves a dream that the next worker ends once, with the changes that it would have had", async () => {
    const { admin } = w;
    const { agentId } = await makeAgent(admin, { store: "none" });
    const session = (id: string) => ({ id, messages: turns("Please always answer in French.", "Oui.") });
    await upload(admin, agentId, chatLines(session("a"), session("b")));
    let whole: string[] | null = null;
    for (let n = 0; ; n++) {
      expect(n).toBeLessThan(TOO_MANY);
      const storeId = await makeStore(admin, {}, [agentId]);
      const id = await startDream(admin, storeId, { limit: 100, estimate_only: false });
      const { wasCut } = await withCutAfter(proxy, n, () => runDream(w.id, id, `lost:${n}`, new AbortController().signal));
      const halfway = await getDream(admin.scope, id);
      expect(["queued", "running", "completed"]).toContain(halfway.status);
      expect(await db.proposal.count({ where: { workspaceId: w.id, storeId } })).toBe(halfway.status === "completed" ? 1 : 0);
      expect(await db.storeRead.count({ where: { workspaceId: w.id, storeId } })).toBe(halfway.status === "completed" ? 2 : 0);
      // Its lease runs out, and another takes it up; of a dream that ended there is nothing to take up.
      await db.dream.updateMany({ where: { workspaceId: w.id, id, status: "running" }, data: { leaseUntil: new Date(0) } });
      await runDream(w.id, id, `next:${n}`, new AbortController().signal);
      const ended = await getDream(admin.scope, id);
      expect([n, ended.status]).toEqual([n, "completed"]);
      expect(await db.proposal.count({ where: { workspaceId: w.id, storeId } })).toBe(1);
      expect(await db.storeRead.count({ where: { workspaceId: w.id, storeId } })).toBe(2);
      expect(await db.audit.count({ where: { workspaceId: w.id, entityId: id, action: "dream.end" } })).toBe(1);
      const texts = (await getProposal(admin.scope, String(ended.proposal_id))).changes.map((c) => `${c.op} ${c.path} ${c.after}`);
      whole ??= texts;
      expect(texts).toEqual(whole);
      if (!wasCut) {
        expect(n).toBeGreaterThan(10);
        break;
      }
    }
    expect(await verifyAudit(admin.scope)).toMatchObject({ ok: true });
  }, 600_000);
});
