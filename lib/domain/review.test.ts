import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemActor } from "@/lib/domain/actor";
import { approvalOf } from "@/lib/domain/approval";
import type { Finding } from "@/lib/domain/finding";
import { DEFAULT_POLICY, type Policy } from "@/lib/domain/policy";
import { VERDICTS, type Verdict } from "@/lib/domain/proposal";
import {
  approvalsNeeded,
  type DecisionRecord,
  decisionProblem,
  POLICY_WHO,
  type ReviewedChange,
  reviewAll,
  reviewChange,
  textDecidedOn,
} from "@/lib/domain/review";

const change = (over: Partial<ReviewedChange> = {}): ReviewedChange => ({
  id: "c1",
  op: "create",
  risk: "low",
  findings: [],
  after: "drafted",
  dependsOn: [],
  decisions: [],
  authors: [],
  ...over,
});
const policy = (over: Partial<Policy> = {}): Policy => ({ ...DEFAULT_POLICY, ...over });

/** "ada accept, bob edit:text" as decisions, in order. */
const said = (text: string): DecisionRecord[] =>
  text
    .split(", ")
    .filter((s) => s !== "")
    .map((s) => {
      const [who = "", what = ""] = s.split(" ");
      const [verdict, content] = what.split(":");
      return { who, verdict: verdict as Verdict, content: content ?? null, comment: null };
    });
const state = (decisions: string, p: Partial<Policy> = {}, over: Partial<ReviewedChange> = {}) => {
  const r = reviewChange(change({ decisions: said(decisions), ...over }), policy(p));
  return [r.state, r.text, r.missing] as const;
};

describe("of one person's approval", () => {
  it.each([
    ["", "undecided", "drafted", 1],
    ["ada accept", "accepted", "drafted", 0],
    ["ada reject", "rejected", "drafted", 1],
    ["ada later", "later", "drafted", 1],
    ["ada edit:mine", "edited", "mine", 0],
    ["ada accept, ada reject", "rejected", "drafted", 1],
    ["ada reject, ada accept", "accepted", "drafted", 0],
    ["ada accept, bob reject", "rejected", "drafted", 0],
    ["bob reject, ada accept", "rejected", "drafted", 0],
    ["ada accept, ada later", "later", "drafted", 1],
    ["ada accept, bob later", "accepted", "drafted", 0],
    ["ada later, ada accept", "accepted", "drafted", 0],
    ["ada accept, ada clear", "undecided", "drafted", 1],
    ["ada accept, bob clear", "undecided", "drafted", 1],
    ["ada reject, bob clear", "undecided", "drafted", 1],
    ["ada edit:mine, ada clear", "undecided", "drafted", 1],
    ["ada edit:mine, bob edit:ours", "edited", "ours", 0],
    ["ada edit:mine, bob accept", "edited", "mine", 0],
    ["ada edit:mine, ada clear, bob accept", "accepted", "drafted", 0],
  ])("%s is %s", (decisions, ...wanted) => expect(state(decisions)).toEqual(wanted));
});

describe("of several approvals", () => {
  it.each([
    ["ada accept", 2, "needs_second", 1],
    ["ada accept, ada accept", 2, "needs_second", 1],
    ["ada accept, bob accept", 2, "accepted", 0],
    ["ada accept, bob accept", 3, "needs_second", 1],
    ["ada accept, bob accept, cyd accept", 3, "accepted", 0],
    ["ada accept, bob reject", 2, "rejected", 1],
    ["ada accept, bob accept, cyd reject", 2, "rejected", 0],
    ["ada accept, bob accept, cyd edit:mine", 2, "needs_second", 1],
    ["ada accept, bob accept, cyd edit:mine, ada accept", 2, "edited", 0],
  ])("%s of %i is %s", (decisions, approvals, wanted, missing) => {
    const [s, , m] = state(decisions, { approvals });
    expect([s, m]).toEqual([wanted, missing]);
  });

  it("they may differ by risk", () => {
    const approvals = { low: 1, medium: 2, high: 3 };
    expect((["low", "medium", "high"] as const).map((risk) => approvalsNeeded(policy({ approvals }), risk))).toEqual([1, 2, 3]);
    expect(state("ada accept", { approvals }, { risk: "medium" })[0]).toBe("needs_second");
    expect(state("ada accept", { approvals }, { risk: "low" })[0]).toBe("accepted");
  });
});

describe("without self-approval", () => {
  const p = { self_approval: false };
  it.each([
    ["ada accept", [], "accepted"],
    ["ada accept", ["ada"], "needs_second"],
    ["ada accept, bob accept", ["ada"], "accepted"],
    ["ada edit:mine", [], "needs_second"],
    ["ada edit:mine, ada accept", [], "needs_second"],
    ["ada edit:mine, bob accept", [], "edited"],
    ["ada edit:mine, ada clear, ada accept", [], "accepted"],
    ["ada accept, ada clear, ada accept", ["ada"], "needs_second"],
  ])("%s, written by %j, is %s", (decisions, authors, wanted) => expect(state(decisions, p, { authors })[0]).toBe(wanted));

  it("with it the author counts", () => expect(state("ada accept", {}, { authors: ["ada"] })[0]).toBe("accepted"));
});

describe("a policy's accept", () => {
  it("counts as whom the policy's decisions are recorded", () => {
    const actor = systemActor("policy", "Policy: auto");
    expect(`${actor.kind}:${actor.id}`).toBe(POLICY_WHO);
  });

  it("needs nobody beside it, and a person may still reject", () => {
    const p = { approvals: 3, self_approval: false };
    expect(state(`${POLICY_WHO} accept`, p, { authors: [POLICY_WHO] })).toEqual(["accepted", "drafted", 0]);
    expect(state(`${POLICY_WHO} accept, ada reject`, p)[0]).toBe("rejected");
  });

  it("does not stand where the policy would not give it now; what a person said beside it does", () => {
    const over = { overruled: "/a.md is pinned." };
    expect(state(`${POLICY_WHO} accept`, {}, over)).toEqual(["undecided", "drafted", 1]);
    expect(state(`${POLICY_WHO} accept, ada accept`, {}, over)).toEqual(["accepted", "drafted", 0]);
    expect(state(`${POLICY_WHO} accept, ada accept`, { approvals: 2 }, over)).toEqual(["needs_second", "drafted", 1]);
    expect(state(`${POLICY_WHO} accept, ada edit:mine`, {}, over)).toEqual(["edited", "mine", 0]);
    const r = reviewChange(change({ decisions: said(`${POLICY_WHO} accept`), ...over }), policy());
    expect([r.accepted, r.overruled]).toEqual([[], over.overruled]);
    expect(approvalOf(r, "low", policy(), { who: "ada", edited: false })).toMatchObject({
      sentence: "The policy accepted this, and may not any more. /a.md is pinned.",
      yours: true,
    });
  });
});

describe("an accept of who may not decide any more", () => {
  const over = { lapsed: ["ada"] };
  it.each([
    ["ada accept", {}, "undecided", "drafted", 1],
    ["ada accept, bob accept", { approvals: 2 }, "needs_second", "drafted", 1],
    ["ada accept, bob accept", {}, "accepted", "drafted", 0],
    ["ada edit:mine", {}, "undecided", "mine", 1],
    ["ada edit:mine, bob accept", {}, "edited", "mine", 0],
    ["ada reject, bob accept", {}, "rejected", "drafted", 0],
  ] as const)("%s (%j) is %s", (decisions, p, ...wanted) => expect(state(decisions, p, over)).toEqual(wanted));

  it("is told to whoever can give another", () => {
    const r = reviewChange(change({ decisions: said("ada accept"), ...over }), policy());
    expect(approvalOf(r, "low", policy(), { who: "bob", edited: false })).toMatchObject({
      sentence: "Somebody accepted this who may not decide here any more: needs one more person.",
      yours: true,
    });
  });
});

describe("whatever was decided", () => {
  const record = fc.record({
    who: fc.constantFrom("ada", "bob", "cyd"),
    verdict: fc.constantFrom(...VERDICTS),
    content: fc.constantFrom("x", "y"),
    comment: fc.constant(null),
  });

  it("the state follows from each person's last word since the last clear", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (decisions, approvals) => {
        const r = reviewChange(change({ decisions }), policy({ approvals }));
        const since = decisions.slice(decisions.findLastIndex((d) => d.verdict === "clear") + 1);
        const last = new Map(since.map((d) => [d.who, d.verdict]));
        const edit = since.findLastIndex((d) => d.verdict === "edit");
        const stands = [...last].filter(([who, v]) => {
          // What was said of an earlier text does not stand.
          const at = since.findLastIndex((d) => d.who === who);
          return (v === "edit" || v === "accept") && at >= edit;
        });
        if ([...last.values()].includes("reject")) expect(r.state).toBe("rejected");
        else if (stands.length >= approvals) expect(["accepted", "edited"]).toContain(r.state);
        else if (stands.length > 0) expect(r.state).toBe("needs_second");
        else expect(["undecided", "later"]).toContain(r.state);
        expect(r.text).toBe(edit < 0 ? "drafted" : since[edit]?.content);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("changes that depend on each other", () => {
  const three = (a: string, b = "", c = "") => [
    change({ id: "a", decisions: said(a) }),
    change({ id: "b", decisions: said(b), dependsOn: ["a"] }),
    change({ id: "c", decisions: said(c), dependsOn: ["b"] }),
  ];
  const states = (changes: ReviewedChange[]) => [...reviewAll(changes, policy()).values()].map((r) => r.state);

  it("are blocked by a rejection, all the way down, whatever was decided on them", () => {
    expect(states(three("ada reject"))).toEqual(["rejected", "blocked", "blocked"]);
    expect(states(three("ada reject", "ada accept", "ada edit:x"))).toEqual(["rejected", "blocked", "blocked"]);
    expect(states(three("ada reject", "ada reject"))).toEqual(["rejected", "rejected", "blocked"]);
    expect(states(three("ada later", "ada accept"))).toEqual(["later", "accepted", "undecided"]);
    expect(states(three("ada reject, ada clear", "ada accept"))).toEqual(["undecided", "accepted", "undecided"]);
  });

  it("are blocked whatever order they stand in, and a circle ends", () => {
    expect(reviewAll([...three("ada reject")].reverse(), policy()).get("c")?.state).toBe("blocked");
    const circle = [change({ id: "a", dependsOn: ["b"] }), change({ id: "b", dependsOn: ["a"] })];
    expect(states(circle)).toEqual(["undecided", "undecided"]);
    expect(states([change({ id: "a", dependsOn: ["b"] }), change({ id: "b", dependsOn: ["a"], decisions: said("ada reject") })])).toEqual([
      "blocked",
      "rejected",
    ]);
  });
});

describe("a decision", () => {
  const finding = (check: Finding["check"], severity: Finding["severity"]): Finding => ({ check, severity, message: "The message." });
  const problem = (c: ReviewedChange, decision: { verdict: Verdict; content?: string; comment?: string }, others: ReviewedChange[] = []) =>
    decisionProblem(c, reviewAll([...others, c], policy()), decision);

  it.each(["secret", "size"] as const)(
    "cannot accept a block of `%s`, whatever the comment; an edit, a rejection, later and clear can be taken",
    (check) => {
      const c = change({ findings: [finding(check, "block")] });
      expect(problem(c, { verdict: "accept" })).toContain("Nobody can accept");
      expect(problem(c, { verdict: "accept", comment: "I know" })).toContain("Nobody can accept");
      expect(problem(c, { verdict: "edit", content: "clean" })).toBeNull();
      for (const verdict of ["reject", "later", "clear"] as const) expect(problem(c, { verdict })).toBeNull();
    },
  );

  it("can accept what an edit has made of such a change, with a comment", () => {
    const c = change({ findings: [finding("secret", "block")], decisions: said("ada edit:clean") });
    expect(problem(c, { verdict: "accept" })).toContain("comment");
    expect(problem(c, { verdict: "accept", comment: "It is out." })).toBeNull();
  });

  it("to accept any other block takes a comment; a warn or a note takes none", () => {
    const c = change({ findings: [finding("relative-date", "warn"), finding("ungrounded", "block")] });
    expect(problem(c, { verdict: "accept" })).toContain("comment");
    expect(problem(c, { verdict: "accept", comment: "  \n" })).toContain("comment");
    expect(problem(c, { verdict: "accept", comment: "I was there." })).toBeNull();
    expect(problem(change({ findings: [finding("relative-date", "warn"), finding("undated", "note")] }), { verdict: "accept" })).toBeNull();
  });

  it("to edit takes a text, and something to edit", () => {
    expect(problem(change(), { verdict: "edit" })).toContain("content");
    expect(problem(change(), { verdict: "edit", content: "" })).toBeNull();
    expect(problem(change({ op: "delete", after: null }), { verdict: "edit", content: "x" })).toContain("no text to edit");
    expect(problem(change({ op: "rename" }), { verdict: "edit", content: "x" })).toContain("no text to edit");
    expect(problem(change({ op: "merge" }), { verdict: "edit", content: "x" })).toBeNull();
  });

  it("cannot accept or edit what depends on a rejected or blocked change; it can reject it", () => {
    const a = change({ id: "a", decisions: said("ada reject") });
    const b = change({ id: "b", dependsOn: ["a"] });
    const c = change({ id: "c", dependsOn: ["b"] });
    for (const [one, others] of [
      [b, [a]],
      [c, [a, b]],
    ] as const) {
      expect(problem(one, { verdict: "accept" }, [...others])).toContain("depends on");
      expect(problem(one, { verdict: "edit", content: "x" }, [...others])).toContain("depends on");
      expect(problem(one, { verdict: "reject" }, [...others])).toBeNull();
    }
  });
});

describe("the text that somebody decided on", () => {
  const read = (text: string, rebases: ReviewedChange["rebases"] = []) =>
    textDecidedOn(change({ decisions: said(text), rebases, after: rebases.at(-1)?.drafted ?? "drafted" }), "drafted", "ada", policy());
  it.each([
    ["ada accept", { text: "drafted", at: 0 }],
    ["ada accept, bob edit:better", { text: "drafted", at: 0 }],
    ["bob edit:better, ada accept, bob edit:best", { text: "better", at: 1 }],
    ["ada edit:mine, bob clear", { text: "mine", at: 0 }],
    ["bob edit:better", null],
    ["ada accept, ada clear, bob edit:better", null],
  ])("%s", (text, then) => expect(read(text)).toEqual(then));

  it("is the one before a rebase that came after, and the rebased one when it came before", () => {
    const merged = { outcome: "merged" as const, text: "rebased", drafted: "rebased" };
    expect(read("ada accept", [{ afterDecisions: 1, ...merged }])).toEqual({ text: "drafted", at: 0 });
    expect(read("bob later, ada accept, bob edit:best", [{ afterDecisions: 1, ...merged }])).toEqual({ text: "rebased", at: 1 });
  });
});
