import fc from "fast-check";
import { expect, test } from "vitest";
import { accepted, dreamInMemory } from "@/bench/lib/dream-in-memory";
import type { BaseMemory } from "@/lib/domain/dream";
import { withCases } from "@/lib/dreaming/local/cases";
import { turns } from "@/lib/dreaming/local/facts/test-facts";
import { listRequest } from "@/lib/dreaming/local/lists/list-request";
import { itemKey, lineOf, readList, totalOf } from "@/lib/dreaming/local/lists/list-text";
import { findLists } from "@/lib/dreaming/local/lists/lists";
import { canonicalOrder } from "@/lib/dreaming/local/sort";

const lists = (days: [number, string][], memories: BaseMemory[] = []) =>
  findLists(withCases(canonicalOrder(days.map(([day, said]) => turns(day, [said])))), memories);

test.each([
  ["Please add 3 cheese to my shopping list", { op: "add", item: "cheese", count: 3, name: "shopping", bare: false }],
  ["We need another 2 tents, please put them on the packing list.", { op: "add", item: "tents", count: 2, name: "packing", bare: false }],
  ["Take the milk off the shopping list.", { op: "remove", item: "milk", count: null, name: "shopping", bare: false }],
  ["Remove 1 soap.", { op: "remove", item: "soap", count: 1, name: "", bare: true }],
])("%s", (sentence, request) => expect(listRequest(sentence)).toEqual(request));

test.each([
  "Add the parser to the allow list.",
  "Put it on the list.",
  "Add a dark mode toggle to the list.",
  "Remove the unused imports.",
  "Remove 2 of the tests from the suite and the docs.",
  "I want to buy a house.",
  "Add 3 to the list.",
  "What is on my shopping list?",
])("is no request about a list that a person keeps: %s", (sentence) => expect(listRequest(sentence)).toBeNull());

test("items are added and taken off one list over several dreams; each passes the gate; other lines stay as they are", async () => {
  let memory: BaseMemory[] = [];
  const texts: string[] = [];
  for (const [day, said] of [
    [1, "Please add 2 apples to my shopping list."],
    [2, "I need 3 soap, please put it on the list."],
    [3, "I want to buy another 4 apples."],
    [4, "Remove 1 soap."],
    [5, "Remove 6 apples."],
  ] as const) {
    const { changes } = await dreamInMemory([turns(day, [said])], memory);
    expect(changes.flatMap((c) => c.findings).filter((f) => f.severity !== "note")).toEqual([]);
    memory = accepted(memory, changes);
    texts.push(memory[0]?.content ?? "");
  }
  expect(memory).toHaveLength(1);
  expect(texts).toEqual([
    "# Shopping list\n\n- apples: 2\n",
    "# Shopping list\n\n- apples: 2\n- soap: 3\n",
    "# Shopping list\n\n- apples: 2 + 4\n- soap: 3\n",
    "# Shopping list\n\n- apples: 2 + 4\n- soap: 3 - 1\n",
    "# Shopping list\n\n- soap: 3 - 1\n",
  ]);
});

test("the same session again counts nothing twice", async () => {
  const sessions = [turns(1, ["Please add 2 apples to my shopping list."])];
  const memory = accepted([], (await dreamInMemory(sessions)).changes);
  const again = await dreamInMemory(sessions, memory);
  expect(again.changes).toEqual([]);
  expect(again.draft.considered.map((c) => c.rule)).toContain("older-than-memory");
});

test("a bare request counts only where a list is known; what is not on it cannot be taken off", () => {
  expect(lists([[1, "I want to buy 2 apples."]])).toEqual({ changes: [], considered: [] });
  const { considered } = lists([
    [1, "Add 2 apples to my shopping list."],
    [2, "Remove 1 soap."],
  ]);
  expect(considered.map((c) => c.rule)).toEqual(["not-on-the-list"]);
});

test("a list of several people, or of a public agent's users, is nobody's to keep", () => {
  const said = "Add 2 apples to my shopping list.";
  for (const sessions of [
    [turns(1, [said], { user: "kim" }), turns(2, [said], { user: "lee" })],
    [turns(1, [said], { audience: "public", user: "kim" })],
  ])
    expect(findLists(withCases(canonicalOrder(sessions)), []).changes).toEqual([]);
});

test("a list that is written is read again as it was", () => {
  const name = fc.stringMatching(/^[A-Za-z]{1,8}( [a-z]{1,8})?$/);
  const counts = fc
    .array(fc.integer({ min: 1, max: 99 }), { maxLength: 4 })
    .map((list) => list.map((n, i) => (i > 0 && n % 3 === 0 ? -n : n)));
  fc.assert(
    fc.property(fc.array(fc.record({ name, counts }), { minLength: 1, maxLength: 6 }), (items) => {
      expect(readList(`# The list\n\n${items.map(lineOf).join("\n")}\n`)).toEqual(items);
    }),
  );
  expect(readList("# Notes\n\nSome text.\n")).toBeNull();
  expect([itemKey("Potatoes"), itemKey("potato"), itemKey("Boxes"), itemKey("glass")]).toEqual(["potato", "potato", "box", "glass"]);
  expect(totalOf({ name: "soap", counts: [3, -1] })).toBe(2);
});
