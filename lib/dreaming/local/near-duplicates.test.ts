import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DraftChange } from "@/lib/domain/dream";
import { nearPairs } from "@/lib/dreaming/local/facts/near-pairs";
import { letta, memory } from "@/lib/dreaming/local/facts/test-facts";
import { mergeNearDuplicates } from "@/lib/dreaming/local/near-duplicates";
import { DATA, hasData } from "@/lib/dreaming/local/test-sessions";

const LONG =
  "Before you refund an order, look at the payment history first: the paid amount is the limit of the refund, also for gift cards.";
const SHORT = "Before you refund an order, look at the payment history first: the paid amount is the limit of the refund.";
const create = (path: string, after: string, over: Partial<DraftChange> = {}): DraftChange => ({
  op: "create",
  kind: "fact",
  path,
  after,
  reason: "",
  key: null,
  evidence: [],
  ...over,
});

describe("existing memories that say the same", () => {
  test("are merged into the longer, with both as evidence", () => {
    const { changes } = mergeNearDuplicates([memory("/a.md", SHORT), memory("/b.md", LONG)], []);
    expect(changes).toMatchObject([
      { op: "merge", path: "/b.md", sources: ["/b.md", "/a.md"], after: LONG, evidence: [{ path: "/b.md" }, { path: "/a.md" }] },
    ]);
  });

  test.each([
    [
      "a limit more",
      "Guests may store luggage for free on the day of departure.",
      "Guests may store luggage for free until 18:00 on the day of departure.",
    ],
    [
      "another number",
      "The search API allows 100 calls per minute for every customer.",
      "The search API allows 200 calls per minute for every customer.",
    ],
    [
      "another name",
      "Mira Holt signs all contracts of the harbour office herself.",
      "Tom Berg signs all contracts of the harbour office himself.",
    ],
    [
      "another numbered thing",
      "The delivery van waits at gate 4 until the driver has signed.",
      "The delivery van waits at room 4 until the driver has signed.",
    ],
    [
      "a negation",
      "Refund orders that were paid by gift card after a check.",
      "Do not refund orders that were paid by gift card after a check.",
    ],
  ])("but not with %s", (_, a, b) => {
    expect(mergeNearDuplicates([memory("/a.md", a), memory("/b.md", b)], []).changes).toEqual([]);
  });

  test("but not when one is protected, which is said", () => {
    const { changes, considered } = mergeNearDuplicates([memory("/a.md", SHORT, { protected: true }), memory("/b.md", LONG)], []);
    expect(changes).toEqual([]);
    expect(considered).toMatchObject([{ outcome: "dropped", rule: "protected" }]);
  });

  test("but not when another change writes one", () => {
    const update = create("/a.md", "Something else.", { op: "update" });
    expect(mergeNearDuplicates([memory("/a.md", SHORT), memory("/b.md", LONG)], [update]).changes).toEqual([update]);
  });
});

describe("a new memory", () => {
  test("that says what a memory says is dropped as already known", () => {
    const { changes, considered } = mergeNearDuplicates([memory("/a.md", LONG)], [create("/b.md", SHORT)]);
    expect(changes).toEqual([]);
    expect(considered).toMatchObject([{ rule: "already-known" }]);
  });
  test("that says what another new one says is folded into it, with its evidence", () => {
    const quote = { source: "transcript" as const, transcriptId: "t", revision: 1, eventSeq: 0, quote: "q" };
    const { changes } = mergeNearDuplicates([], [create("/a.md", SHORT, { evidence: [quote] }), create("/b.md", LONG)]);
    expect(changes).toMatchObject([{ path: "/b.md", evidence: [quote] }]);
  });
  test("with another key of its own stays", () => {
    const drafts = [create("/a.md", SHORT, { key: "error|a|x" }), create("/b.md", LONG, { key: "error|b|x" })];
    expect(mergeNearDuplicates([], drafts).changes).toEqual(drafts);
  });
});

test("the pairs do not depend on the order of the texts", () => {
  const texts = [
    SHORT,
    LONG,
    `${SHORT} Always.`,
    "Ship on Tuesdays and on Fridays from the north depot.",
    "Ship on Tuesdays and on Fridays from the north depot only.",
    "Ask first.",
  ];
  const named = (list: readonly string[]) => nearPairs(list).map(([a, b]) => `${list[a]} > ${list[b]}`);
  const expected = named(texts);
  expect(expected.length).toBeGreaterThan(1);
  fc.assert(
    fc.property(fc.shuffledSubarray(texts, { minLength: texts.length }), (shuffled) => {
      expect(named(shuffled)).toEqual(expected);
    }),
  );
});

describe.skipIf(!hasData("reflexion-alfworld"))("notes of an agent about its tasks (reflexion-alfworld)", () => {
  test("are paired within a task and not across tasks", () => {
    const notes = new Map<string, string>();
    const folder = join(DATA, "reflexion-alfworld/reflexion_run_logs");
    for (const file of hasData("reflexion-alfworld") ? readdirSync(folder).sort() : []) {
      const envs = JSON.parse(readFileSync(join(folder, file), "utf8")) as { name: string; memory: string[] }[];
      for (const env of envs) for (const note of env.memory) notes.set(note.trim(), env.name);
    }
    const list = [...notes.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const pairs = nearPairs(list.map(([text]) => text));
    const right = pairs.filter(([a, b]) => list[a]?.[1] === list[b]?.[1]).length;
    const alike = list.flatMap(([x, env], i) => list.slice(i + 1).filter(([y, other]) => env === other && jaccard(x, y) >= 0.5)).length;
    console.log(`reflexion-alfworld: ${list.length} notes, ${pairs.length} pairs, ${right} within a task, of ${alike} alike`);
    expect(right / pairs.length).toBeGreaterThanOrEqual(0.95);
    expect(right / alike).toBeGreaterThanOrEqual(0.75);
  });
});

describe.skipIf(!hasData("letta-memory"))("different facts about the same people (letta-memory)", () => {
  test("are never merged", () => {
    for (const facts of new Map((hasData("letta-memory") ? letta() : []).map((c) => [c.facts.join("\n"), c.facts])).values())
      expect(nearPairs(facts)).toEqual([]);
  });
});

const words = (text: string) => new Set(text.toLowerCase().match(/[a-z0-9]+/g) ?? []);
function jaccard(a: string, b: string): number {
  const [x, y] = [words(a), words(b)];
  const both = [...x].filter((w) => y.has(w)).length;
  return both / (x.size + y.size - both);
}
