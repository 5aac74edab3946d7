import fc from "fast-check";
import { expect, test } from "vitest";
import { isIdLike, withCases } from "@/lib/dreaming/local/cases";
import { canonicalOrder } from "@/lib/dreaming/local/sort";
import { eventsOf, session } from "@/lib/dreaming/local/test-sessions";

const calling = (arrival: number, ...ids: string[]) =>
  session(eventsOf(ids.flatMap((id) => [{ call: "get", input: { id } }, { result: "ok" }])), { arrival });
const casesOf = (sessions: ReturnType<typeof session>[]) => withCases(canonicalOrder(sessions)).map((s) => s.case);

test("ids have letters and digits and are no dates", () => {
  expect(["mia_li_3668", "W1001", "a@b1.de"].filter(isIdLike)).toEqual(["mia_li_3668", "W1001", "a@b1.de"]);
  expect(
    ["2024-05-20", "economy", "12345", "a1", "lib/a1.ts", "two words1", "ge2023-11-12T10:15:00Z", "10:30am", "May2024"].filter(isIdLike),
  ).toEqual([]);
});

test("sessions that share an id in their first three calls are one case, also through a third", () => {
  expect(casesOf([calling(1, "user_1a"), calling(2, "user_1a", "order_2b"), calling(3, "order_2b"), calling(4, "order_3c")])).toEqual([
    0, 0, 0, 1,
  ]);
});

test("an id of the fourth call joins nothing", () => {
  expect(casesOf([calling(1, "user_1a"), calling(2, "x1111", "x2222", "x3333", "user_1a")])).toEqual([0, 1]);
});

test("a value that more than six sessions share joins nothing", () => {
  const sessions = Array.from({ length: 7 }, (_, i) => calling(i, "shop_0001", `user_${i}x`));
  expect(new Set(casesOf(sessions)).size).toBe(7);
});

test("a thread counts with its parent, invalid sessions are not read, a later revision replaces the earlier", () => {
  const parent = session([], { arrival: 1 });
  const child = session([], { arrival: 2, parentTranscriptId: parent.transcriptId });
  const invalid = session([], { arrival: 3, outcome: { result: "invalid", score: null, note: null } });
  const sorted = withCases(canonicalOrder([invalid, child, { ...parent, revision: 2 }, parent]));
  expect(sorted.map((s) => [s.arrival, s.revision, s.root, s.case])).toEqual([
    [1, 2, parent.transcriptId, 0],
    [2, 1, parent.transcriptId, 0],
  ]);
});

test("a circle of parents ends", () => {
  const a = session([], { arrival: 1, parentTranscriptId: "trn_000002" });
  const b = session([], { arrival: 2, parentTranscriptId: "trn_000001" });
  expect(withCases(canonicalOrder([a, b]))).toHaveLength(2);
});

test("order and cases do not depend on the order given", () => {
  const sessions = Array.from({ length: 12 }, (_, i) => ({
    ...calling(i, `user_${i % 5}x`, `order_${i % 7}y`),
    startedAt: i % 3 === 0 ? `2026-04-0${(i % 4) + 1}T00:00:00Z` : null,
  }));
  const expected = JSON.stringify(withCases(canonicalOrder(sessions)));
  fc.assert(
    fc.property(
      fc.shuffledSubarray(sessions, { minLength: 12 }),
      (shuffled) => JSON.stringify(withCases(canonicalOrder(shuffled))) === expected,
    ),
    { numRuns: 50 },
  );
});
