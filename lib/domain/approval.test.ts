import { describe, expect, it } from "vitest";
import { approvalOf } from "@/lib/domain/approval";
import { DEFAULT_POLICY, type Policy } from "@/lib/domain/policy";
import type { Risk, Verdict } from "@/lib/domain/proposal";
import { reviewChange } from "@/lib/domain/review";

const BY_RISK = { low: 1, medium: 2, high: 3 };

/** What the asker is told of a change with these decisions ("ada accept, bo edit"). */
function told(decisions: string, asker: string | null, policy: Partial<Policy> = {}, over: { risk?: Risk; authors?: string[] } = {}) {
  const p = { ...DEFAULT_POLICY, ...policy };
  const risk = over.risk ?? "low";
  const list = decisions === "" ? [] : decisions.split(", ").map((d) => d.split(" ") as [string, Verdict]);
  const change = {
    id: "chg_1",
    op: "update" as const,
    risk,
    findings: [],
    after: "drafted",
    dependsOn: [],
    authors: over.authors ?? [],
    decisions: list.map(([who, verdict]) => ({ who, verdict, content: verdict === "edit" ? `by ${who}` : null, comment: null })),
  };
  const edited = list.some(([who, verdict]) => who === asker && verdict === "edit");
  const { sentence, yours } = approvalOf(reviewChange(change, p), risk, p, asker === null ? null : { who: asker, edited });
  return [sentence, yours];
}

describe("who may still accept is said in a sentence", () => {
  it.each([
    ["", "ada", {}, {}, null, true],
    ["ada accept", "ada", {}, {}, null, false],
    ["", "ada", { approvals: 2 }, {}, "Of low risk: two people have to accept it.", true],
    ["", null, { approvals: 2 }, {}, "Of low risk: two people have to accept it.", false],
    ["ada accept", "ada", { approvals: 2 }, {}, "Needs one more person, not you.", false],
    ["ada accept", "bo", { approvals: 2 }, {}, "Needs one more person: you can be that one.", true],
    ["ada accept", null, { approvals: 2 }, {}, "Needs one more person.", false],
    ["ada accept", "ada", { approvals: 3 }, {}, "Needs two more people, not you.", false],
    ["ada accept", "bo", { approvals: 3 }, {}, "Needs two more people: you can be one of them.", true],
    ["ada accept, bo accept", "ada", { approvals: 2 }, {}, "Accepted by two people, as the policy asks.", false],
    ["ada edit", "ada", { approvals: 2 }, {}, "Needs one more person, not you.", false],
    ["ada edit", "ada", { self_approval: false }, {}, "You edited this, so someone else must accept it.", false],
    ["ada edit", "bo", { self_approval: false }, {}, "Needs one more person: you can be that one.", true],
    ["ada edit, bo accept", "ada", { self_approval: false }, {}, null, false],
    ["ada edit", "ada", { self_approval: false, approvals: 2 }, {}, "You edited this, so two people other than you must accept it.", false],
    [
      "",
      "ada",
      { self_approval: false },
      { authors: ["ada"] },
      "You started the dream, or sent the only session it rests on, so someone else must accept it.",
      false,
    ],
    ["", "ada", { approvals: BY_RISK }, { risk: "low" }, null, true],
    ["", "ada", { approvals: BY_RISK }, { risk: "medium" }, "Of medium risk: two people have to accept it.", true],
    ["ada accept", "bo", { approvals: BY_RISK }, { risk: "high" }, "Needs two more people: you can be one of them.", true],
    ["bo reject", "ada", { approvals: 2 }, {}, null, false],
  ] as const)("%s, said to %s", (decisions, asker, policy, over, sentence, yours) => {
    const risk = over as { risk?: Risk; authors?: readonly string[] };
    expect(told(decisions, asker, policy, { ...risk, authors: [...(risk.authors ?? [])] } as never)).toEqual([sentence, yours]);
  });
});
