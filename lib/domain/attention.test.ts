import { describe, expect, it } from "vitest";
import { turnOf, type Waiting } from "@/lib/domain/attention";
import type { ChangeState, Verdict } from "@/lib/domain/proposal";

/** "needs_second: ada accept, bo edit" */
function waiting(text: string, selfApproval = true): Waiting {
  const [state, list = ""] = text.split(":");
  const decisions = list.trim() === "" ? [] : list.split(",").map((d) => d.trim().split(" ") as [string, Verdict]);
  return { state: state as ChangeState, selfApproval, decisions: decisions.map(([who, verdict]) => ({ who, verdict })) };
}

describe("whose turn a proposal is, for ada", () => {
  it.each([
    [["undecided"], true, "yours"],
    [["accepted: ada accept", "later: bo later"], true, "yours"],
    [["conflict"], true, "yours"],
    [["accepted: bo accept", "rejected: bo reject"], true, "yours"],
    [["needs_second: ada accept"], true, "others"],
    [["needs_second: bo accept"], true, "yours"],
    [["needs_second: ada accept", "undecided"], true, "yours"],
    [["needs_second: ada accept", "blocked"], true, "others"],
    [["needs_second: ada edit"], true, "others"],
    [["needs_second: ada edit, bo accept"], false, "others"],
    [["needs_second: ada accept, bo edit"], true, "yours"],
    [["needs_second: ada accept, ada clear, bo accept"], true, "yours"],
  ] as const)("%s", (changes, selfApproval, turn) =>
    expect(
      turnOf(
        changes.map((c) => waiting(c, selfApproval)),
        "ada",
      ),
    ).toBe(turn),
  );
});
