import fc from "fast-check";
import { expect, it } from "vitest";
import { groupsOf, pickedGroup, pickProblem } from "@/components/review/groups";
import { filtered, NO_FILTER } from "@/components/review/queue-filter";
import { MAX_BATCH } from "@/lib/domain/batch";
import type { Change } from "@/lib/domain/views";

const change = (over: Partial<Change>): Change => ({
  id: "chg_1",
  op: "create",
  kind: "fact",
  path: "/facts/a.md",
  before: null,
  after: "The cut-off is 16:00.",
  reason: "",
  evidence: [],
  support: { sessions: 2, cases: 2, users: 1, tasks: 1, succeeded: 1, failed: 0, unknown: 0 },
  trust: "user",
  findings: [],
  risk: "low",
  risk_reasons: [],
  depends_on: [],
  overlaps: [],
  state: "undecided",
  decisions: [],
  ...over,
});

const changes = fc
  .array(
    fc.record({
      batch_rule: fc.constantFrom("create-fact", "create-preference", undefined),
      state: fc.constantFrom("undecided" as const, "accepted" as const, "later" as const),
      dropped: fc.boolean(),
    }),
    { maxLength: 70 },
  )
  .map((all) =>
    all.map(({ batch_rule, ...rest }, i) => ({
      ...rest,
      change: change({ id: String(i), state: rest.state, ...(batch_rule ? { batch_rule } : {}) }),
    })),
  );

it("a group is of one rule, 2 to 25 changes that wait, none of them taken out, and no change is in two", () => {
  fc.assert(
    fc.property(changes, (all) => {
      const dropped = new Set(all.filter((c) => c.dropped).map((c) => c.change.id));
      const groups = groupsOf(
        all.map((c) => c.change),
        dropped,
      );
      const members = groups.flatMap((g) => g.members);
      expect(new Set(members).size).toBe(members.length);
      for (const g of groups) {
        expect(g.members.length).toBeGreaterThan(1);
        expect(g.members.length).toBeLessThanOrEqual(MAX_BATCH);
        expect(g.members.every((c) => c.batch_rule === g.rule && c.state === "undecided" && !dropped.has(c.id))).toBe(true);
      }
    }),
  );
});

it("what a person picks makes a group that the server takes: one rule, low risk, waiting, 25 at most, whatever they pick in which order", () => {
  fc.assert(
    fc.property(changes, (all) => {
      const picked: Change[] = [];
      for (const { change: c } of all) if (pickProblem(c, picked) === undefined) picked.push(c);
      const group = pickedGroup(
        all.map((c) => c.change),
        new Set(picked.map((c) => c.id)),
      );
      expect(group?.members ?? []).toEqual(picked.length > 1 ? picked : []);
      expect(picked.length).toBeLessThanOrEqual(MAX_BATCH);
      expect(new Set(picked.map((c) => c.batch_rule)).size).toBeLessThanOrEqual(1);
      expect(picked.every((c) => c.state === "undecided" && c.batch_rule !== undefined)).toBe(true);
    }),
  );
});

it("a change that is decided alone says why when it is picked", () => {
  const rule = { batch_rule: "create-fact" };
  expect(pickProblem(change({ risk: "high" }), [])).toContain("high risk");
  expect(pickProblem(change({}), [])).toContain("a check holds it back");
  expect(pickProblem(change({ ...rule, state: "accepted" }), [])).toContain("does not wait");
  expect(pickProblem(change({ kind: "preference", batch_rule: "create-preference" }), [change(rule)])).toContain("new facts");
});

it("the filter finds words in path and texts, and what was learned from failures alone", () => {
  const list = [
    change({ id: "1", path: "/facts/lamps.md" }),
    change({ id: "2", after: "Lamps are in hall 3.", state: "accepted" }),
    change({ id: "3", support: { sessions: 1, cases: 1, users: 1, tasks: 1, succeeded: 0, failed: 1, unknown: 0 } }),
  ];
  const ids = (over: Partial<typeof NO_FILTER>) => filtered(list, { ...NO_FILTER, ...over }).map((c) => c.id);
  expect(ids({})).toEqual(["1", "2", "3"]);
  expect(ids({ words: "LAMPS" })).toEqual(["1", "2"]);
  expect(ids({ words: "lamps hall" })).toEqual(["2"]);
  expect(ids({ state: "waiting" })).toEqual(["1", "3"]);
  expect(ids({ failuresOnly: true })).toEqual(["3"]);
});
