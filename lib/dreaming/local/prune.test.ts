import { describe, expect, test } from "vitest";
import type { DraftChange } from "@/lib/domain/dream";
import { memory } from "@/lib/dreaming/local/facts/test-facts";
import { prune } from "@/lib/dreaming/local/prune";

const asOf = "2026-05-02T00:00:00Z";

describe("a memory that limited its own validity", () => {
  test("to a date that is past is deleted, with the sentence as evidence", () => {
    const content = "# Spring sale\n\nShipping is free until 3 March 2026.\n";
    expect(prune([memory("/facts/sale.md", content)], asOf, []).changes).toEqual([
      {
        op: "delete",
        kind: "fact",
        path: "/facts/sale.md",
        after: null,
        key: null,
        reason: "It limits its own validity to 2026-03-03, which is past: “Shipping is free until 3 March 2026.”",
        evidence: [{ source: "memory", path: "/facts/sale.md", quote: "Shipping is free until 3 March 2026.", start: 15 }],
      },
    ]);
  });

  test.each([
    "Shipping is free until 2 May 2026.",
    "Shipping is free until 3 March 2027.",
    "The depot is closed this week.",
    "Shipping is free until 3 March.",
    "Mira Holt worked at Acme until March 2021.",
  ])("but not to one that is past by now stays: %s", (content) => {
    expect(prune([memory("/facts/a.md", content)], asOf, []).changes).toEqual([]);
  });

  test("without a year, by the time of its evidence", () => {
    const note = memory("/facts/a.md", "Shipping is free until 3 March.", { evidenceAt: "2026-01-10T00:00:00Z" });
    expect(prune([note], asOf, []).changes).toMatchObject([{ op: "delete" }]);
  });

  test("a limit on one item of a list, or with a statement behind it, ends that item alone", () => {
    const content =
      "Parking\n\n1. Parking costs 15 euros a night.\n2. Valid until 1 Oct 2025: parking is free on Sundays.\n3. The garage closes at 23:00.\n";
    expect(prune([memory("/facts/parking.md", content)], asOf, []).changes).toMatchObject([
      { op: "update", after: "Parking\n\n1. Parking costs 15 euros a night.\n3. The garage closes at 23:00.\n" },
    ]);
    const whole = memory("/facts/sale.md", "Everything is half price. Valid until 1 Oct 2025.\n");
    expect(prune([whole], asOf, []).changes).toMatchObject([{ op: "delete" }]);
  });

  test("in one sentence of several loses that sentence, every other byte stays", () => {
    const content = "# Returns\n\n- Returns are free.\n- Until 31 January 2026 the limit is 60 days.\n- The limit is 30 days.\n";
    expect(prune([memory("/facts/returns.md", content)], asOf, []).changes).toMatchObject([
      {
        op: "update",
        after: "# Returns\n\n- Returns are free.\n- The limit is 30 days.\n",
        evidence: [{ quote: "Until 31 January 2026 the limit is 60 days." }],
      },
    ]);
  });

  test("as a whole goes as a whole", () => {
    const content = "Valid until 2026-01-31.\n\nReturns are free. The limit is 60 days.\n";
    expect(prune([memory("/facts/returns.md", content)], asOf, []).changes).toMatchObject([{ op: "delete" }]);
  });

  test("is drafted also when it is protected: the gate holds it", () => {
    expect(prune([memory("/a.md", "Valid until 2026-01-31.", { protected: true, trust: "operator" })], asOf, []).changes).toMatchObject([
      { op: "delete" },
    ]);
  });
});

test("a memory that says it is superseded is deleted", () => {
  expect(prune([memory("/a.md", "This rule is obsolete.\n\nRefunds take 5 days.\n")], asOf, []).changes).toMatchObject([
    { op: "delete", path: "/a.md" },
  ]);
  expect(prune([memory("/a.md", "The obsolete printer stands in room 4.\n")], asOf, []).changes).toEqual([]);
});

describe("two memories about one thing", () => {
  const older = memory("/a.md", "The refund limit is 50 euros.\n", { evidenceAt: "2026-01-01T00:00:00Z" });
  const newer = memory("/b.md", "The refund limit is 80 euros.\n", { evidenceAt: "2026-02-01T00:00:00Z" });
  test("the older is deleted, and says which is newer", () => {
    const { changes } = prune([newer, older], asOf, []);
    expect(changes).toMatchObject([
      { op: "delete", path: "/a.md", reason: "A newer memory says otherwise: “The refund limit is 80 euros.” in /b.md." },
    ]);
  });
  test("of lower trust the newer does not push out the older", () => {
    expect(prune([{ ...newer, trust: "external" }, older], asOf, []).changes).toEqual([]);
  });
  test("of unknown age both stay", () => {
    expect(prune([{ ...newer, evidenceAt: null }, older], asOf, []).changes).toEqual([]);
  });
});

test("what another change writes is left alone, and a new memory that has run out already is not made", () => {
  const change = (over: Partial<DraftChange>): DraftChange => ({
    op: "create",
    kind: "fact",
    path: "/n.md",
    after: "x",
    reason: "",
    key: null,
    evidence: [],
    ...over,
  });
  const update = change({ op: "update", path: "/a.md", after: "Shipping is free until 3 March 2027.\n" });
  expect(prune([memory("/a.md", "Shipping is free until 3 March 2026.\n")], asOf, [update]).changes).toEqual([update]);
  const { changes, considered } = prune([], asOf, [change({ after: "Shipping is free until 3 March 2026.\n" })]);
  expect(changes).toEqual([]);
  expect(considered).toMatchObject([{ rule: "expired" }]);
});
