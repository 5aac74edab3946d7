import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { getProposal } from "@/lib/queries/proposals";
import { applyProposal } from "@/lib/services/apply-proposal";
import { decideChanges } from "@/lib/services/decide-changes";
import { countRows, makeProposal, makeStore, makeWorkspace, refusalOf } from "@/lib/testing/factories";

const facts = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ op: "create" as const, path: `/facts/f-${i}.md`, after: `Fact ${i}.\n` }));

async function setUp(changes: Parameters<typeof makeProposal>[2]) {
  const w = await makeWorkspace();
  const storeId = await makeStore(w.admin);
  const p = await makeProposal(w.reviewer, storeId, changes);
  return { ...w, storeId, p };
}
const accepts = (ids: readonly string[]) => ids.map((change_id) => ({ change_id, verdict: "accept" as const }));

describe("a decision that is sent again", () => {
  it("is taken once, also by senders at the same time, and after the proposal was closed", async () => {
    const { id, reviewer, p } = await setUp(facts(1));
    const change_id = p.changes[0]?.id ?? "";
    const input = { decisions: [{ change_id, verdict: "accept" as const, client_id: "one" }] };
    await Promise.all([1, 2, 3].map(() => decideChanges(reviewer, p.id, input)));
    await decideChanges(reviewer, p.id, { decisions: [...input.decisions, ...input.decisions] });
    expect(await db.decision.count({ where: { workspaceId: id, changeId: change_id } })).toBe(1);
    await applyProposal(reviewer, p.id, { undecided: "leave" });
    const before = await countRows(id);
    await decideChanges(reviewer, p.id, input);
    expect(await countRows(id)).toEqual(before);
  });

  it("is refused where its id stands for another decision", async () => {
    const { id, reviewer, p } = await setUp(facts(1));
    const change_id = p.changes[0]?.id ?? "";
    await decideChanges(reviewer, p.id, { decisions: [{ change_id, verdict: "accept", client_id: "one" }] });
    const before = await countRows(id);
    const refusal = await refusalOf(decideChanges(reviewer, p.id, { decisions: [{ change_id, verdict: "reject", client_id: "one" }] }));
    expect(refusal.type).toBe("conflict");
    expect(await countRows(id)).toEqual(before);
  });

  it("takes the ones that are new among those that are not", async () => {
    const { reviewer, p } = await setUp(facts(2));
    const [a, b] = p.changes.map((c) => c.id) as [string, string];
    await decideChanges(reviewer, p.id, { decisions: [{ change_id: a, verdict: "accept", client_id: "a" }] });
    await decideChanges(reviewer, p.id, {
      decisions: [
        { change_id: a, verdict: "accept", client_id: "a" },
        { change_id: b, verdict: "reject", client_id: "b" },
      ],
    });
    const changes = (await getProposal(reviewer.scope, p.id)).changes;
    expect(changes.map((c) => [c.state, c.decisions.length])).toEqual([
      ["accepted", 1],
      ["rejected", 1],
    ]);
  });
});

describe("a group", () => {
  const batch = { rule: "create-fact" };

  it("of 25 low-risk changes of one rule is taken, and recorded as one", async () => {
    const { reviewer, p } = await setUp(facts(25));
    expect(new Set(p.changes.map((c) => c.batch_rule))).toEqual(new Set(["create-fact"]));
    await decideChanges(reviewer, p.id, { decisions: accepts(p.changes.map((c) => c.id)), batch });
    const changes = (await getProposal(reviewer.scope, p.id)).changes;
    expect(changes.every((c) => c.state === "accepted" && c.decisions[0]?.batch_rule === "create-fact")).toBe(true);
  });

  const mixes: [string, Parameters<typeof makeProposal>[2]][] = [
    ["of 26", facts(26)],
    ["with a high risk", [...facts(2), { op: "create", path: "/facts/high.md", risk: "high" }]],
    ["with a medium risk", [...facts(2), { op: "create", path: "/facts/medium.md", risk: "medium" }]],
    ["of two kinds", [...facts(2), { op: "create", path: "/preferences/a.md", kind: "preference" }]],
    [
      "with what a check warns about",
      [...facts(2), { op: "create", path: "/facts/w.md", findings: [{ check: "undated", severity: "warn", message: "No date." }] }],
    ],
  ];
  it("that is not the one it is named is refused: what is recorded is what was decided", async () => {
    const { id, reviewer, p } = await setUp(facts(3));
    const before = await countRows(id);
    const named = { decisions: accepts(p.changes.map((c) => c.id)), batch: { rule: "create-preference" } };
    const refusal = await refusalOf(decideChanges(reviewer, p.id, named));
    expect([refusal.type, refusal.message]).toEqual(["unprocessable", expect.stringMatching(/group create-fact by now/)]);
    expect(await countRows(id)).toEqual(before);
  });

  it.each(mixes)("%s is refused whole", async (_, changes) => {
    const { id, reviewer, p } = await setUp(changes);
    const before = await countRows(id);
    const refusal = await refusalOf(decideChanges(reviewer, p.id, { decisions: accepts(p.changes.map((c) => c.id)), batch }));
    expect(refusal.type).toBe("unprocessable");
    expect(await countRows(id)).toEqual(before);
  });
});
