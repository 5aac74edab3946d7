import fc from "fast-check";
import { expect, it } from "vitest";
import { withDecided } from "@/components/review/optimistic";
import { askerOf, getProposal } from "@/lib/queries/proposals";
import { decideChanges } from "@/lib/services/decide-changes";
import { readDecided } from "@/lib/services/read-proposal";
import { makeProposal, makeStore, makeWorkspace } from "@/lib/testing/factories";

const verdict = fc.constantFrom("accept" as const, "reject" as const, "later" as const, "clear" as const, "edit" as const);
const round = fc.array(fc.record({ change: fc.integer({ min: 0, max: 3 }), verdict }), { minLength: 1, maxLength: 3 });

it("the short answer brings a copy of the proposal to exactly what the server has, whatever was decided", async () => {
  const { reviewer, admin } = await makeWorkspace();
  const storeId = await makeStore(admin);
  const fact = (n: number, dependsOn: number[] = []) => ({ op: "create" as const, path: `/f/${n}.md`, after: `Fact ${n}.\n`, dependsOn });
  // The third falls with the second, and the second with the first.
  const { id } = await makeProposal(reviewer, storeId, [fact(0), fact(1, [0]), fact(2, [1]), fact(3)]);
  const read = () => getProposal(reviewer.scope, id, askerOf(reviewer));
  await fc.assert(
    fc.asyncProperty(round, async (given) => {
      const before = await read();
      const decisions = given.map((g) => ({
        change_id: before.changes[g.change]?.id ?? "",
        verdict: g.verdict,
        ...(g.verdict === "edit" ? { content: "Otherwise.\n" } : {}),
      }));
      const taken = await decideChanges(reviewer, id, { decisions }).catch(() => "refused");
      const touched = decisions.map((d) => d.change_id);
      const decided = await readDecided(reviewer, id, touched);
      const after = await read();
      expect(withDecided(before, decided)).toEqual(after);
      if (taken === "refused") expect(after).toEqual(before);
      expect(decided.decisions).toBe(after.changes.reduce((n, c) => n + c.decisions.length, 0));
    }),
    { numRuns: 25 },
  );
});

it("says how changes of other open proposals about the same memory stand now", async () => {
  const { reviewer, admin } = await makeWorkspace();
  const storeId = await makeStore(admin);
  const first = await makeProposal(reviewer, storeId, [{ op: "create", path: "/f/a.md", after: "One.\n" }]);
  const rival = first.changes[0]?.id ?? "";
  const second = await makeProposal(reviewer, storeId, [{ op: "create", path: "/f/a.md", after: "Two.\n", overlaps: [rival] }]);
  const mine = second.changes[0]?.id ?? "";
  await decideChanges(reviewer, second.id, { decisions: [{ change_id: mine, verdict: "accept" }] });
  const { elsewhere } = await readDecided(reviewer, second.id, [mine]);
  expect(elsewhere).toEqual([{ change_id: rival, proposal_id: first.id, state: expect.any(String) }]);
});
