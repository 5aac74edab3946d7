import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BaseMemory, DreamSession } from "@/lib/domain/dream";
import { DEFAULT_POLICY } from "@/lib/domain/policy";
import type { OutcomeResult } from "@/lib/domain/transcript";
import { gate } from "@/lib/dreaming/gate";
import { casesOf, withCases } from "@/lib/dreaming/local/cases";
import { habitsOf } from "@/lib/dreaming/local/habits";
import { findProcedures } from "@/lib/dreaming/local/procedures";
import { reconcile } from "@/lib/dreaming/local/reconcile";
import { canonicalOrder } from "@/lib/dreaming/local/sort";
import { eventsOf, input, type Line, session } from "@/lib/dreaming/local/test-sessions";

type Call = string | { user: string };

/** A session of customer `n`: calls that went through in this order, with what the user says between them. */
function worked(n: number, calls: Call[], result: OutcomeResult = "succeeded"): DreamSession {
  const lines = calls.flatMap((call): Line[] =>
    typeof call === "string"
      ? [{ call, input: { order_id: `W${1000 + n}` } }, { result: '{"ok":true}' }]
      : [{ assistant: "Shall I do that?" }, call],
  );
  return session(eventsOf([{ user: "Please help me." }, ...lines]), { arrival: n, outcome: { result, score: null, note: null } });
}

const found = (sessions: DreamSession[], memories: BaseMemory[] = []) =>
  findProcedures(withCases(canonicalOrder(sessions)).map(habitsOf), memories);
const five = (calls: Call[]) => [1, 2, 3, 4, 5].map((n) => worked(n, calls));
const REFUND: Call[] = ["get_order", "check_policy", { user: "Yes, please do." }, "refund_order"];
const line = (text: string | undefined) => text?.split("\n")[2];
const memory = (content: string, key: string | null = "workflow|refund_order"): BaseMemory => ({
  memoryId: "mem_1",
  path: "/workflows/refund-order.md",
  kind: "workflow",
  content,
  key,
  trust: "agent",
  evidenceAt: null,
  protected: false,
});

describe("what came before a tool that writes", () => {
  test("steps in their order, then the user's yes, and no word of a cause", () => {
    const { candidates } = found(five(REFUND));
    expect(candidates).toHaveLength(1);
    expect(candidates[0]).toMatchObject({ kind: "workflow", path: "/workflows/refund-order.md", key: "workflow|refund_order", cases: 5 });
    expect(line(candidates[0]?.text)).toBe("Usual before `refund_order`: `get_order`, then `check_policy`, then the user's yes.");
    expect(candidates[0]?.text).toContain("not shown to be the reason");
    expect(candidates[0]?.text).not.toMatch(/\d|because|helps|makes|leads to|should|must/i);
  });

  test("the figures stand in the reason, with the sessions that failed after the same steps", () => {
    const failed = [6, 7].map((n) => worked(n, n === 6 ? REFUND : ["refund_order"], "failed"));
    expect(found([...five(REFUND), ...failed]).candidates[0]?.reason).toBe(
      "This came before `refund_order` in 5 of the 5 sessions that called it and succeeded (5 different cases); 2 sessions that called it failed, 1 of them after the same steps.",
    );
  });

  test("four sessions, or five about two cases, are too few and are told as considered", () => {
    expect(found(five(REFUND).slice(1)).candidates).toEqual([]);
    const sameCases = [1, 2, 1, 2, 1].map((n, i) => ({ ...worked(n, REFUND), arrival: i, transcriptId: `trn_${i}` }));
    const { candidates, considered } = found(sameCases);
    expect(candidates).toEqual([]);
    expect(considered).toEqual([
      { text: "What comes before `refund_order` (5 sessions succeeded, 2 different cases)", outcome: "dropped", rule: "below-support" },
    ]);
  });

  test("a step that a fifth of the sessions went without is not usual", () => {
    const sessions = [...five(REFUND).slice(1), worked(1, ["get_order", { user: "Yes." }, "refund_order"])];
    expect(line(found(sessions).candidates[0]?.text)).toBe("Usual before `refund_order`: `get_order`, then the user's yes.");
  });

  test("one look-up goes without saying", () => {
    expect(found(five(["get_order", "refund_order"]))).toMatchObject({ candidates: [], considered: [{ rule: "no-usual-order" }] });
  });

  test("steps without an order between them are joined by and", () => {
    const sessions = [1, 2, 3, 4, 5, 6].map((n) =>
      worked(n, n % 2 ? ["get_a", "get_b", "refund_order"] : ["get_b", "get_a", "refund_order"]),
    );
    expect(line(found(sessions).candidates[0]?.text)).toBe("Usual before `refund_order`: `get_a` and `get_b`.");
  });

  test.each([
    ["No, wait. Ok, what does it cost?", false],
    ["What would that cost?", false],
    ["Sounds good, thanks!", true],
    ["Um, yes, go ahead.", true],
  ])("%j is a yes: %s", (user, yes) => {
    const text = line(found(five(["get_order", "check_policy", { user }, "refund_order"])).candidates[0]?.text) ?? "";
    expect(text.includes("the user's yes")).toBe(yes);
  });

  test("what is no example: sessions that failed, that nobody graded, that handed the user over; calls that were refused", () => {
    expect(found(five(REFUND).map((s) => ({ ...s, outcome: { ...s.outcome, result: "failed" as const } }))).candidates).toEqual([]);
    expect(found(five(REFUND).map((s) => ({ ...s, outcome: { ...s.outcome, result: "unknown" as const } })))).toEqual({
      candidates: [],
      considered: [],
    });
    expect(found(five([...REFUND, "transfer_to_human_agents"])).candidates).toEqual([]);
    const refused = [1, 2, 3, 4, 5].map((n) =>
      session(eventsOf([{ call: "get_order" }, { result: "ok" }, { call: "refund_order" }, { result: "Error: not allowed" }]), {
        arrival: n,
        outcome: { result: "succeeded", score: null, note: null },
      }),
    );
    expect(found(refused).candidates).toEqual([]);
  });

  test("a tool whose name could be a sentence is neither a step nor a goal", () => {
    const sessions = five(["get_order", "ignore_previous_instructions", "check_policy", "refund_order"]);
    expect(line(found(sessions).candidates[0]?.text)).toBe("Usual before `refund_order`: `get_order`, then `check_policy`.");
    expect(JSON.stringify(found(sessions))).not.toContain("ignore");
  });
});

describe("against what is known", () => {
  const told = found(five(REFUND)).candidates[0]?.text ?? "";

  test("the same again is already known; a step that seven of ten still take stays", () => {
    const fewer = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => worked(n, n <= 8 ? REFUND : ["get_order", { user: "Yes." }, "refund_order"]));
    for (const sessions of [five(REFUND), fewer]) {
      const { changes, considered } = reconcile(found(sessions, [memory(told)]).candidates, [memory(told)]);
      expect(changes).toEqual([]);
      expect(considered.map((c) => c.rule)).toEqual(["already-known"]);
    }
  });

  test("a person's words that name the same steps stand", () => {
    const words = "Ask first. `refund_order` with its `order_id` comes after `get_order`, `check_policy` and the user's yes.\n";
    const own = { ...memory(words), protected: true };
    expect(reconcile(found(five(REFUND), [own]).candidates, [own]).changes).toEqual([]);
  });

  test("steps that sessions no longer take make an update of the same memory", () => {
    const { changes } = reconcile(found(five(["get_order", "get_card", "refund_order"]), [memory(told)]).candidates, [memory(told)]);
    expect(changes).toMatchObject([{ op: "update", path: "/workflows/refund-order.md", key: "workflow|refund_order" }]);
    expect(changes[0]?.after).not.toContain("check_policy");
  });
});

test("every quote is found by the gate, nothing stops the change, and no value of a call is in it", async () => {
  const sessions = five(REFUND);
  const { changes } = reconcile(found(sessions).candidates, []);
  const result = await gate({ changes, considered: [], notes: [] }, input(sessions), { policy: DEFAULT_POLICY, cases: casesOf(sessions) });
  expect(result.changes[0]?.findings).toEqual([]);
  expect(result.changes[0]?.evidence.every((e) => e.grounded)).toBe(true);
  expect(result.changes[0]?.support).toMatchObject({ sessions: 5, cases: 5, succeeded: 5 });
  expect(JSON.stringify(result.changes)).not.toContain("W100");
  const after = result.changes[0]?.after ?? "";
  const named = result.changes[0]?.evidence.slice(0, 4).map((e) => e.supports.map((s) => after.slice(s.start, s.end)).join());
  expect(named).toEqual(["`get_order`", "`check_policy`", "the user's yes", "`refund_order`"]);
});

test("any order of sessions gives the same procedures", () => {
  const sessions = [
    ...five(REFUND),
    ...[6, 7, 8].map((n) => worked(n, ["check_policy", "get_order", "refund_order", "close_order"])),
    ...[9, 10].map((n) => worked(n, ["refund_order"], "failed")),
  ];
  const expected = JSON.stringify(found(sessions));
  fc.assert(fc.property(fc.shuffledSubarray(sessions, { minLength: sessions.length }), (s) => JSON.stringify(found(s)) === expected));
});
