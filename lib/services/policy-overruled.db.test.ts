import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { systemActor } from "@/lib/domain/actor";
import { newId } from "@/lib/domain/ids";
import { getProposal } from "@/lib/queries/proposals";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { putMemory } from "@/lib/services/edit-memory";
import { rebaseProposal } from "@/lib/services/rebase-proposal";
import { updateStore } from "@/lib/services/update-store";
import { headContents, makeProposal, makeStore, makeWorkspace } from "@/lib/testing/factories";

const LEAVE = { undecided: "leave" } as const;
const TEXT = "# Refunds\n\nAsk for the order number.\n\nRefunds take 14 days.\n\nBe polite.\n";
const LONGER = TEXT.replace("polite", "polite and brief");

/** A memory that a dream wrote, and an open change of it that the policy has accepted. */
async function setUp() {
  const w = await makeWorkspace();
  const storeId = await makeStore(w.admin, { mode: "auto-clean" });
  const first = await makeProposal(w.reviewer, storeId, [{ op: "create", path: "/refunds.md", after: TEXT }]);
  await decideChanges(w.reviewer, first.id, { decisions: first.changes.map((c) => ({ change_id: c.id, verdict: "accept" as const })) });
  await applyProposal(w.reviewer, first.id, LEAVE);
  const { id, changes } = await makeProposal(w.reviewer, storeId, [{ op: "update", path: "/refunds.md", after: LONGER }]);
  const by = systemActor("policy", "Policy: auto-clean");
  await db.decision.create({
    data: { workspaceId: w.id, id: newId("decision"), changeId: changes[0]?.id ?? "", verdict: "accept", by, via: "system" },
  });
  const change = async () => {
    const [c] = (await getProposal(w.reviewer.scope, id, w.reviewer.actor.personId)).changes;
    return { state: c?.state, sentence: c?.approval?.sentence ?? null, rebased: c?.rebased };
  };
  const refunds = async () => (await headContents(w.id, storeId))["/refunds.md"];
  return { ...w, storeId, id, changeId: changes[0]?.id ?? "", change, refunds };
}

describe("what only the policy had accepted waits for a person", () => {
  it("once the memory is pinned, also where nothing else moved; unpinned, the policy's word stands again", async () => {
    const { admin, reviewer, storeId, id, change, refunds } = await setUp();
    expect((await change()).state).toBe("accepted");
    await putMemory(admin, storeId, { path: "/refunds.md", pin: true });
    const pinned = await change();
    expect(pinned.state).toBe("undecided");
    expect(pinned.sentence).toBe(
      "The policy accepted this, and may not any more. /refunds.md is pinned or a person's word: it changes only when a person decides so.",
    );
    await rebaseProposal(reviewer, id);
    expect((await change()).state).toBe("undecided");
    await putMemory(admin, storeId, { path: "/refunds.md", pin: false });
    expect((await change()).state).toBe("accepted");
    await putMemory(admin, storeId, { path: "/refunds.md", pin: true });
    await applyProposal(reviewer, id, LEAVE);
    expect(await refunds()).toBe(TEXT);
  });

  it("once a person has written in the memory, though the patch is word for word the same", async () => {
    const { reviewer, storeId, id, changeId, change, refunds } = await setUp();
    const written = TEXT.replace("order number", "order number first");
    await putMemory(reviewer, storeId, { path: "/refunds.md", content: written });
    await rebaseProposal(reviewer, id);
    const moved = await change();
    expect(moved).toMatchObject({ state: "undecided", rebased: { outcome: "merged", note: expect.stringMatching(/a person's word/) } });
    await decideChanges(reviewer, id, { decisions: [{ change_id: changeId, verdict: "accept", comment: "It is right." }] });
    await applyProposal(reviewer, id, LEAVE);
    expect(await refunds()).toBe(written.replace("polite", "polite and brief"));
  });

  it("once the policy asks for a person, or protects the place", async () => {
    const { admin, storeId, change } = await setUp();
    await updateStore(admin, storeId, { policy: { mode: "review" } });
    expect(await change()).toMatchObject({ state: "undecided", sentence: expect.stringMatching(/leaves every change to a person/) });
    await updateStore(admin, storeId, { policy: { mode: "auto", protected_paths: ["/refunds.md"] } });
    expect(await change()).toMatchObject({ state: "undecided", sentence: expect.stringMatching(/protects/) });
    await updateStore(admin, storeId, { policy: { protected_paths: [] } });
    expect(await change()).toMatchObject({ state: "accepted", sentence: null });
  });

  it("a person's own accept is an explicit decision, and stands", async () => {
    const { admin, reviewer, storeId, id, changeId, change, refunds } = await setUp();
    await decideChanges(reviewer, id, { decisions: [{ change_id: changeId, verdict: "accept" }] });
    await putMemory(admin, storeId, { path: "/refunds.md", pin: true });
    expect((await change()).state).toBe("accepted");
    await applyProposal(reviewer, id, LEAVE);
    expect(await refunds()).toBe(LONGER);
  });
});
