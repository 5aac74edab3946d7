import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DreamSession } from "@/lib/domain/dream";
import { DEFAULT_POLICY } from "@/lib/domain/policy";
import { gate } from "@/lib/dreaming/gate";
import { casesOf, withCases } from "@/lib/dreaming/local/cases";
import { habitsOf } from "@/lib/dreaming/local/habits";
import { cmh, discoveries } from "@/lib/dreaming/local/lift/cmh";
import { findLift } from "@/lib/dreaming/local/lift/lift";
import { reconcile } from "@/lib/dreaming/local/reconcile";
import { canonicalOrder } from "@/lib/dreaming/local/sort";
import { eventsOf, hasData, input, session } from "@/lib/dreaming/local/test-sessions";
import { tauBench } from "@/lib/testing/recorded-sessions";

const lift = (sessions: DreamSession[]) => findLift(withCases(canonicalOrder(sessions)).map(habitsOf));

/** Session `n` of one task: the calls that went through, and how it ended. */
function worked(n: number, task: number, calls: string[], succeeded: boolean | null): DreamSession {
  const lines = calls.flatMap((call) => [{ call, input: { order_id: `W${1000 + task}` } }, { result: '{"ok":true}' }]);
  return session(eventsOf(lines), {
    arrival: n,
    task: `task ${task}`,
    outcome: { result: succeeded === null ? "unknown" : succeeded ? "succeeded" : "failed", score: null, note: null },
  });
}

/** Twelve tasks, four sessions each: two check the stock first and succeed, two do not and fail. */
const planted = Array.from({ length: 48 }, (_, n) => {
  const checks = n % 4 < 2;
  return worked(n, Math.floor(n / 4), checks ? ["get_order", "check_stock", "ship_order"] : ["get_order", "ship_order"], checks);
});

describe("the test within cases", () => {
  test("one large case gives what the chi-squared test of it gives", () => {
    // 2 x 2 table 12 3 / 5 10: Mantel-Haenszel with continuity correction, the difference 12 - 8.5, its variance 1.905, z 2.173.
    const { p, direction } = cmh([{ withSucceeded: 12, withFailed: 3, withoutSucceeded: 5, withoutFailed: 10 }]);
    expect(p).toBeCloseTo(0.02975, 4);
    expect(direction).toBe(1);
  });

  test("cases of one outcome or one habit say nothing, however many", () => {
    const easy = { withSucceeded: 50, withFailed: 0, withoutSucceeded: 2, withoutFailed: 0 };
    const hard = { withSucceeded: 0, withFailed: 2, withoutSucceeded: 0, withoutFailed: 50 };
    expect(cmh([easy, hard])).toEqual({ p: 1, direction: 0 });
  });

  test("Benjamini and Hochberg's own example: of fifteen chances four are findings", () => {
    const ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    expect(discoveries(ps, 0.05).filter(Boolean)).toHaveLength(4);
    expect(discoveries([], 0.1)).toEqual([]);
  });
});

describe("lift", () => {
  test("a habit that tells success from failure within its cases becomes an insight, its figures in the reason", () => {
    const { candidates, note } = lift(planted);
    expect(candidates).toHaveLength(1);
    expect(candidates[0]).toMatchObject({ kind: "insight", path: "/insights/check-stock.md" });
    expect(candidates[0]?.text).toContain("those that called `check_stock` succeeded more often than the others");
    expect(candidates[0]?.text).toContain("not shown to be the reason");
    expect(candidates[0]?.text).not.toMatch(/\d/);
    expect(candidates[0]?.reason).toContain("24 of 24 sessions succeeded with it, 0 of 24 without; within 12 cases");
    expect(note).toContain("1 told success from failure");
  });

  test("the gate finds all of its quotes and nothing against it", async () => {
    const { changes } = reconcile(lift(planted).candidates, []);
    const result = await gate({ changes, considered: [], notes: [] }, input(planted), { policy: DEFAULT_POLICY, cases: casesOf(planted) });
    expect(result.changes[0]?.findings).toEqual([]);
    expect(result.changes[0]?.support).toMatchObject({ sessions: 48, cases: 12, succeeded: 24, failed: 24 });
  });

  test("what only tells an easy task from a hard one is no lesson, though it tells them perfectly", () => {
    const byTask = planted.map((_, n) => {
      const easy = Math.floor(n / 4) % 2 === 0;
      return worked(n, Math.floor(n / 4), easy ? ["get_order", "check_stock", "ship_order"] : ["get_order", "ship_order"], easy);
    });
    const { candidates, note } = lift(byTask);
    expect(candidates).toEqual([]);
    expect(note).toContain(
      "No habit was compared with outcomes: that needs 5 cases with both outcomes and sessions with and without the habit",
    );
  });

  test("handing the user over is never a lesson, nor are sessions that did", () => {
    const handed = planted.map((_, n) =>
      worked(n, Math.floor(n / 4), ["get_order", n % 4 < 2 ? "transfer_to_human_agents" : "ship_order"], n % 4 < 2),
    );
    const { candidates, note } = lift(handed);
    expect(candidates).toEqual([]);
    expect(note).toContain("24 sessions that ended by handing the user over were left out");
  });

  test("nothing found is told with the nearest habit, its figures, and what would tell more", () => {
    const none = planted.map((_, n) => worked(n, Math.floor(n / 4), n % 2 ? ["check_stock", "ship_order"] : ["ship_order"], n % 4 < 2));
    const { candidates, considered, note } = lift(none);
    expect(candidates).toEqual([]);
    expect(considered).toEqual([
      {
        text: "`check_stock`: 12 of 24 sessions succeeded with it, 12 of 24 without; within 12 cases p = 1",
        outcome: "dropped",
        rule: "no-lift",
      },
    ]);
    expect(note).toContain("none told success from failure");
    expect(note).toContain("More repeats of the same cases would tell more");
  });

  test("without outcomes it says so; without calls there is nothing to say", () => {
    expect(lift(planted.map((s) => ({ ...s, outcome: { ...s.outcome, result: "unknown" as const } }))).note).toBe(
      "Habits were not compared with outcomes: 0 of 48 sessions with tool calls say whether they succeeded or failed.",
    );
    expect(lift([session([]), session([])])).toEqual({ candidates: [], considered: [], note: null });
  });
});

describe("whole tasks that swap their outcomes", () => {
  const CALLS = ["get_order", "get_user", "check_stock", "ship_order", "refund_order"];

  test("tasks that always end alike give no lift, whatever their sessions did", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ task: fc.integer({ min: 0, max: 9 }), calls: fc.subarray(CALLS) }), { minLength: 20, maxLength: 60 }),
        fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
        (made, ends) => lift(made.map(({ task, calls }, n) => worked(n, task, calls, ends[task] ?? false))).candidates.length === 0,
      ),
      { numRuns: 60 },
    );
  });

  test.skipIf(!hasData("tau-bench-airline")).each(["tau-bench-airline", "tau-bench-retail"])("%s: no lift, before and after", (data) => {
    const sessions = tauBench(data);
    const byTask = new Map<string, DreamSession[]>();
    for (const s of sessions) byTask.set(s.task ?? "", [...(byTask.get(s.task ?? "") ?? []), s]);
    const blocks = [...byTask.values()];
    for (let turn = 0; turn < 10; turn++) {
      const swapped = blocks.flatMap((block, i) => {
        const other = blocks[(i * 7 + turn) % blocks.length] ?? block;
        return block.map((s, n) => ({ ...s, outcome: turn === 0 ? s.outcome : (other[n % other.length]?.outcome ?? s.outcome) }));
      });
      expect(lift(swapped).candidates).toEqual([]);
    }
  });
});
