import { expect, test } from "vitest";
import { withCases } from "@/lib/dreaming/local/cases";
import { outcomeReasons } from "@/lib/dreaming/local/outcome-reasons";
import { session } from "@/lib/dreaming/local/test-sessions";

const failed = (n: number, note: string | null, task: string | null = null, result: "failed" | "succeeded" = "failed") =>
  session([], { arrival: n, task, outcome: { result, score: null, note } });
const reasons = (...list: ReturnType<typeof failed>[]) => outcomeReasons(withCases(list));

test("reasons that recur, their values taken out, with sessions and cases; what came once is left out", () => {
  const { considered, note } = reasons(
    failed(1, "Refund of 20.50 exceeds the limit of 15"),
    failed(2, "Refund of 99 exceeds the limit of 15"),
    failed(3, "The order was never cancelled"),
    failed(4, null),
  );
  expect(considered).toEqual([
    { text: '"Refund of … exceeds the limit of …" (2 sessions failed, 2 different cases)', outcome: "dropped", rule: "outcome-reason" },
  ]);
  expect(note).toContain("Of 4 failed sessions 2 share a reason");
});

test("what succeeded gives no reason, and neither does a reason under three kinds of task", () => {
  const none = { considered: [], note: null };
  expect(reasons(failed(1, "All checks passed", null, "succeeded"), failed(2, "All checks passed", null, "succeeded"))).toEqual(none);
  const kinds = ["lookup_1", "booking_2", "refund_3"];
  expect(reasons(...kinds.map((task, n) => failed(n, "The answer does not match", task)))).toEqual(none);
  expect(
    reasons(...["lookup_1", "lookup_2", "refund_3"].map((task, n) => failed(n, "The answer does not match", task))).considered,
  ).toHaveLength(1);
});

test("names, ids and secrets do not come through", () => {
  const { considered } = reasons(...[1, 2].map((n) => failed(n, `Nothing was booked for Mia Lind (mia.lind${n}@example.com, W10${n}7)`)));
  expect(considered).toHaveLength(1);
  expect(considered[0]?.text).not.toMatch(/Mia|Lind|example|W10/);
});
