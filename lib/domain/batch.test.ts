import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BatchedChange, batchProblem, batchRule, MAX_BATCH } from "@/lib/domain/batch";
import { CHANGE_OPS } from "@/lib/domain/dream";
import { MEMORY_KINDS } from "@/lib/domain/memory";
import { RISKS } from "@/lib/domain/proposal";

const low: BatchedChange = { op: "create", kind: "fact", risk: "low", findings: [], overlaps: [], dependsOn: [] };

describe("what may be decided as a group", () => {
  it("is low risk, held back by no check, rivals nothing and depends on nothing", () => {
    expect(batchRule(low)).toBe("create-fact");
    expect(batchRule({ ...low, findings: [{ check: "undated", severity: "note", message: "" }] })).toBe("create-fact");
    expect(batchRule({ ...low, findings: [{ check: "undated", severity: "warn", message: "" }] })).toBeNull();
    expect(batchRule({ ...low, overlaps: ["chg_2"] })).toBeNull();
    expect(batchRule({ ...low, dependsOn: ["chg_2"] })).toBeNull();
  });

  it("never holds medium or high risk, more than one rule, an edit, or more than 25", () => {
    const change = fc.record({
      op: fc.constantFrom(...CHANGE_OPS),
      kind: fc.constantFrom(...MEMORY_KINDS),
      risk: fc.constantFrom(...RISKS),
      verdict: fc.constantFrom("accept" as const, "reject" as const, "edit" as const),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const members = changes.map((c, i) => ({
          id: String(i),
          risk: c.risk,
          verdict: c.verdict,
          rule: batchRule({ ...low, ...c }),
        }));
        if (batchProblem(members) !== null) return;
        expect(members.length).toBeLessThanOrEqual(MAX_BATCH);
        expect(changes.every((c) => c.risk === "low" && c.verdict !== "edit")).toBe(true);
        expect(new Set(changes.map((c) => `${c.op} ${c.kind}`)).size).toBe(1);
      }),
    );
  });

  it("says which change does not belong", () => {
    const members = [
      { id: "chg_1", rule: "create-fact", risk: "low" as const, verdict: "accept" as const },
      { id: "chg_2", rule: null, risk: "high" as const, verdict: "accept" as const },
    ];
    expect(batchProblem(members)).toEqual({
      message: "The change chg_2 is of high risk: it is decided alone, never in a group. Nothing was decided.",
      changeId: "chg_2",
    });
  });
});
