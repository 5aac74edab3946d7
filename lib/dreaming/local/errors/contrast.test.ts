import { expect, test } from "vitest";
import type { Call } from "@/lib/dreaming/local/calls";
import { contrastOf, fisher } from "@/lib/dreaming/local/errors/contrast";

const calls = (n: number, input: (i: number) => unknown): Call[] =>
  Array.from({ length: n }, (_, i) => ({ index: i, name: "t", input: input(i), result: null, resultIndex: -1, error: null }));

test("Fisher's exact test, two-sided: known values", () => {
  expect(fisher(1, 9, 11, 3)).toBeCloseTo(0.002759, 5);
  expect(fisher(5, 0, 0, 26)).toBeCloseTo(1 / 169_911, 8);
  expect(fisher(3, 3, 3, 3)).toBeCloseTo(1, 8);
});

test("an argument that refused calls lack", () => {
  const found = contrastOf(
    calls(5, (i) => ({ id: i })),
    calls(26, (i) => ({ id: i, new_ids: [i] })),
    3,
  );
  expect(found).toEqual({
    argument: "new_ids",
    feature: { kind: "absent" },
    counts: { refused: 5, ofRefused: 5, accepted: 0, ofAccepted: 26 },
  });
});

test("the form of a value, in nines", () => {
  const found = contrastOf(
    calls(4, (i) => ({ at: `2024-05-0${i + 1} 10:00:00` })),
    calls(52, (i) => ({ at: `2024-05-${10 + (i % 20)} 10:00` })),
    2,
  );
  expect(found?.feature).toEqual({ kind: "shape", shape: "9999-99-99 99:99:99" });
});

test("one customer's id is no kind of thing; several ids of one kind are", () => {
  const accepted = calls(30, (i) => ({ payment: `credit_card_${i}` }));
  expect(
    contrastOf(
      calls(5, () => ({ payment: "mia_li_3668" })),
      accepted,
      2,
    )?.feature,
  ).not.toMatchObject({ shape: "mia_li_…" });
  expect(
    contrastOf(
      calls(5, (i) => ({ payment: `certificate_${i}` })),
      accepted,
      2,
    )?.feature,
  ).toEqual({ kind: "shape", shape: "certificate_…" });
});

test.each([
  ["too few refused", 2, 30, 2],
  ["one case", 5, 30, 1],
  ["too few accepted", 5, 2, 2],
])("%s: nothing is said", (_, refused, accepted, cases) => {
  expect(
    contrastOf(
      calls(refused, () => ({})),
      calls(accepted, () => ({ a: 1 })),
      cases,
    ),
  ).toBeNull();
});

test("what chance may bring is not said", () => {
  expect(
    contrastOf(
      calls(3, () => ({ a: 1 })),
      calls(3, () => ({ b: 1 })),
      2,
    ),
  ).toBeNull();
});
