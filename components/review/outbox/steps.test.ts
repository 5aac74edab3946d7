import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOf, done, isLatest, NO_STEPS, type Step, takenBack } from "@/components/review/outbox/steps";
import { policySchema } from "@/lib/domain/policy";
import { type ReviewedChange, reviewChange } from "@/lib/domain/review";

const verdict = fc.constantFrom("accept" as const, "reject" as const, "edit" as const, "later" as const, "clear" as const);
const word = fc.record({ verdict, person_id: fc.constantFrom("me", "ana", "ben") });
type Word = { verdict: "accept" | "reject" | "edit" | "later" | "clear"; person_id: string; content?: string };
const texted = (words: Word[]): Word[] => words.map((w, i) => (w.verdict === "edit" ? { ...w, content: `edit ${i}` } : w));

const state = (words: readonly Word[]) => {
  const change: ReviewedChange = {
    id: "c",
    op: "create",
    risk: "low",
    findings: [],
    after: "drafted",
    dependsOn: [],
    authors: [],
    decisions: words.map((w) => ({ verdict: w.verdict, content: w.content ?? null, comment: null, who: w.person_id })),
  };
  const reviewed = reviewChange(change, policySchema.parse({ approvals: 2 }));
  // Whose accepts stand is what counts, not in which order they came.
  return { ...reviewed, accepted: reviewed.accepted?.toSorted() };
};

const undone = (past: Word[], did: Word): Word[] => [
  ...past,
  did,
  ...backOf(past, { change_id: "c", verdict: did.verdict }, "me").map((d) => ({ ...d, person_id: "me" })),
];

describe("undo", () => {
  it("of an accept, a reject or a put-off brings back exactly what stood, whoever else had decided", () => {
    const mine = fc.constantFrom("accept" as const, "reject" as const, "later" as const);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 7 }), mine, (words, v) => {
        const past = texted(words);
        expect(state(undone(past, { verdict: v, person_id: "me" }))).toEqual(state(past));
      }),
    );
  });

  it("of an edit or a clear brings back what stood where nobody else had decided", () => {
    const own = fc.array(verdict, { maxLength: 6 }).map((all) => all.map((v) => ({ verdict: v, person_id: "me" })));
    fc.assert(
      fc.property(own, fc.constantFrom("edit" as const, "clear" as const), (words, v) => {
        const past = texted(words);
        const did = { verdict: v, person_id: "me", ...(v === "edit" ? { content: "new" } : {}) };
        expect(state(undone(past, did))).toEqual(state(past));
      }),
    );
  });

  it("says the earlier reason and comment again", () => {
    const past = [{ verdict: "reject" as const, person_id: "me", comment: "No.", reason_code: "untrue" }];
    expect(backOf(past, { change_id: "c", verdict: "accept" }, "me")).toEqual([
      { change_id: "c", verdict: "reject", comment: "No.", reason_code: "untrue" },
    ]);
  });
});

it("a step can be taken out by itself unless its change was decided again since", () => {
  const step = (id: string, change_id: string): Step => ({
    id,
    at: "",
    did: [{ change_id, verdict: "accept" }],
    back: [{ change_id, verdict: "clear" }],
  });
  const log = [step("1", "a"), step("2", "b"), step("3", "a")].reduce(done, NO_STEPS);
  expect(log.done.map((s) => isLatest(log, s))).toEqual([false, true, true]);
  const taken = takenBack(log, "3");
  expect(taken.done.map((s) => isLatest(taken, s))).toEqual([true, true]);
  expect(taken.undone.map((s) => s.id)).toEqual(["3"]);
});
