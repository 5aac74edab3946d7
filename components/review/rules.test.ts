import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choicesFor } from "@/components/review/choices";
import { consequence, firstSentence } from "@/components/review/consequence";
import { stateAfter, textOf, withDecisions } from "@/components/review/optimistic";
import { inReviewOrder, minutesToReview, nextToDecide, waitingByRisk } from "@/components/review/order";
import { riskSentence, supportSentence } from "@/components/review/words";
import type { Change, Proposal } from "@/lib/domain/views";

const change = (over: Partial<Change> = {}): Change => ({
  id: "chg_1",
  op: "create",
  kind: "fact",
  path: "/facts/a.md",
  before: null,
  after: "The cut-off is 16:00.",
  reason: "",
  evidence: [],
  support: { sessions: 1, cases: 1, users: 1, tasks: 1, succeeded: 1, failed: 0, unknown: 0 },
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
const proposal = (changes: Change[]): Proposal => ({
  id: "prp_1",
  store_id: "sto_1",
  dream_id: null,
  status: "open",
  base_version: 1,
  head_version: 1,
  summary: "",
  findings: [],
  changes,
  counts: { total: changes.length, undecided: changes.length, accepted: 0, rejected: 0, blocked: 0 },
  created_at: "2026-11-20T10:00:00Z",
});

describe("a title says what the agent will do differently", () => {
  it("in the change's own words, without the heading and the Markdown", () => {
    expect(firstSentence("# Refunds\n\nAsk for the **order number** first. Then refund.")).toBe("Ask for the order number first.");
  });
  it("names the sentence that an update brings", () => {
    const told = consequence(change({ op: "update", before: "It is blue. It is big.", after: "It is blue. It is small." }));
    expect(told).toEqual({ lead: "The agent will believe from now on", title: "It is small." });
  });
  it("falls back to the path where there are no words", () => {
    expect(consequence(change({ after: "" })).title).toBe("/facts/a.md");
  });
});

describe("which decisions are offered", () => {
  const secret = change({ findings: [{ check: "secret", severity: "block", message: "A key." }] });
  const external = change({ findings: [{ check: "external-only", severity: "block", message: "Only a tool said so." }] });
  it("a secret cannot be accepted by anybody, but edited", () => {
    const choices = choicesFor(secret, proposal([secret]), true);
    expect(choices.accept.allowed).toBe(false);
    expect(choices.edit.allowed).toBe(true);
  });
  it("another block is accepted with a comment", () => {
    expect(choicesFor(external, proposal([external]), true).accept).toEqual({ allowed: true, needsComment: true });
  });
  it("nothing is offered to a viewer or on a closed proposal", () => {
    const one = change();
    expect(Object.values(choicesFor(one, proposal([one]), false)).some((c) => c.allowed)).toBe(false);
    expect(Object.values(choicesFor(one, { ...proposal([one]), status: "applied" }, true)).some((c) => c.allowed)).toBe(false);
  });
  it("what builds on a rejected change cannot be accepted", () => {
    const first = change({ id: "chg_1", state: "rejected" });
    const second = change({ id: "chg_2", depends_on: ["chg_1"] });
    expect(choicesFor(second, proposal([first, second]), true).accept.allowed).toBe(false);
  });
});

describe("the order of reading", () => {
  it("puts high risk first and, within it, what takes away", () => {
    const changes = [
      change({ id: "1", risk: "low" }),
      change({ id: "2", risk: "high", op: "create" }),
      change({ id: "3", risk: "high", op: "delete" }),
      change({ id: "4", risk: "medium" }),
    ];
    expect(inReviewOrder(changes).map((c) => c.id)).toEqual(["3", "2", "4", "1"]);
  });
  it("does not depend on the order of arrival", () => {
    const changes = ["a", "b", "c", "d", "e"].map((id, i) => change({ id, path: `/${i % 2}`, risk: i % 2 ? "high" : "low" }));
    fc.assert(
      fc.property(fc.shuffledSubarray(changes, { minLength: 5 }), (shuffled) => {
        expect(inReviewOrder(shuffled)).toEqual(inReviewOrder(changes));
      }),
    );
  });
  it("goes on to the next open change, and back to an earlier one at the end", () => {
    const list = [change({ id: "1" }), change({ id: "2", state: "accepted" }), change({ id: "3" })];
    expect(nextToDecide(list, "1")).toBe("3");
    expect(nextToDecide(list, "3")).toBe("1");
  });
  it("what was put off still waits, as the queue and the summary say", () => {
    const list = [
      change({ id: "1", risk: "high", state: "later" }),
      change({ id: "2", risk: "low" }),
      change({ id: "3", state: "accepted" }),
    ];
    expect(waitingByRisk(list)).toEqual({ high: 1, medium: 0, low: 1 });
  });
  it("fifty changes of the usual mix take about nine minutes", () => {
    expect(minutesToReview({ high: 3, medium: 9, low: 38 })).toBe(9);
    expect(minutesToReview({ high: 0, medium: 0, low: 0 })).toBe(0);
  });
});

it("an accept that is not enough shows so at once, is not counted, and is nothing that waits for whoever gave it", () => {
  const two = (over: Partial<Change>) => change({ approval: { needed: 2, missing: 2, sentence: null, yours: true }, ...over });
  const list = [two({ id: "1" }), two({ id: "2", approval: { needed: 2, missing: 1, sentence: null, yours: true } }), two({ id: "3" })];
  const after = withDecisions(
    proposal(list),
    ["1", "2"].map((id) => ({ change_id: id, verdict: "accept" as const })),
  );
  expect(after.changes.map((c) => c.state)).toEqual(["needs_second", "accepted", "undecided"]);
  expect(after.counts).toMatchObject({ accepted: 1, undecided: 2 });
  expect(nextToDecide(after.changes, "3")).toBe("3");
  const rejected = two({ state: "rejected", approval: { needed: 1, missing: 1, sentence: null, yours: false } });
  expect([stateAfter(rejected, "accept"), stateAfter(rejected, "edit"), stateAfter(change(), "accept")]).toEqual([
    "accepted",
    "edited",
    "accepted",
  ]);
  expect(nextToDecide([change({ id: "0", state: "accepted" }), two({ id: "1", state: "needs_second" })], "0")).toBe("1");
});

it("a decision shows at once and is counted", () => {
  const after = withDecisions(proposal([change({ id: "1" }), change({ id: "2" })]), [
    { change_id: "1", verdict: "accept" },
    { change_id: "2", verdict: "edit", content: "Otherwise." },
  ]);
  expect(after.counts).toMatchObject({ accepted: 2, undecided: 0 });
  expect(after.changes.map(textOf)).toEqual(["The cut-off is 16:00.", "Otherwise."]);
  expect(withDecisions(after, [{ change_id: "2", verdict: "clear" }]).changes.map(textOf)[1]).toBe("The cut-off is 16:00.");
});

it("support is told with its denominators", () => {
  expect(supportSentence({ sessions: 5, cases: 4, users: 5, tasks: 1, succeeded: 4, failed: 1, unknown: 0 })).toBe(
    "Seen in 5 sessions (4 cases, 5 users): 4 succeeded and 1 failed.",
  );
});

it("the reasons for a risk make one sentence", () => {
  expect(riskSentence({ risk: "high", risk_reasons: ["Removes a memory.", "VAT is named", "one session says it"] })).toBe(
    "High risk: removes a memory; VAT is named; one session says it.",
  );
});
