import { expect, test } from "vitest";
import type { BaseMemory } from "@/lib/domain/dream";
import { DEFAULT_POLICY } from "@/lib/domain/policy";
import { gate } from "@/lib/dreaming/gate";
import { dream, memory, turns } from "@/lib/dreaming/local/facts/test-facts";
import { mergeNearDuplicates } from "@/lib/dreaming/local/near-duplicates";
import { prune } from "@/lib/dreaming/local/prune";
import { input } from "@/lib/dreaming/local/test-sessions";

const RULE = "From now on, always answer me in French.";
const by = (user: string | null, day: number, ...said: string[]) => turns(day, said, { audience: "public", user });

test("what a public agent's user asks for from now on is theirs alone, and passes the gate as their word", async () => {
  const sessions = [by("kim", 1, RULE)];
  const { changes } = dream(sessions);
  expect(changes).toMatchObject([{ op: "create", kind: "preference", path: expect.stringMatching(/^\/users\/kim\/preferences\/.+\.md$/) }]);
  expect(changes[0]?.reason).toContain("It holds for this user alone.");
  const result = await gate({ changes, considered: [], notes: [] }, input(sessions), { policy: DEFAULT_POLICY });
  expect(result.changes[0]).toMatchObject({ trust: "user" });
  expect(result.changes[0]?.findings.map((f) => f.check)).toEqual(["single-session"]);
});

test.each([
  ["nobody is known", null, [RULE]],
  ["a request for now", "kim", ["Please don't charge my card.", "Cancel the second order."]],
  ["a liking said once", "kim", ["I prefer an aisle seat."]],
  ["what they say of themselves or the shop", "kim", ["The shop closes at eight.", "My name is Kim."]],
  ["particulars", "kim", ["From now on, always send it to 12 Harbour Street."]],
])("it changes nothing where it is %s", (_, user, said) => expect(dream([by(user, 1, ...said)]).changes).toEqual([]));

test("a liking said in two sessions of one user is kept, of two users it is not", () => {
  const seat = "I prefer an aisle seat.";
  expect(dream([by("kim", 1, seat), by("kim", 2, seat)]).changes).toMatchObject([{ path: expect.stringContaining("/users/kim/") }]);
  expect(dream([by("kim", 1, seat), by("lee", 2, seat)]).changes).toEqual([]);
});

test("one user's word changes neither the team's memory nor another user's", () => {
  const french = "From now on, always answer me in German.";
  const known: BaseMemory[] = [
    memory("/preferences/language.md", "Always answer in English.\n", { kind: "preference" }),
    memory("/users/lee/preferences/language.md", "From now on, always answer me in French.\n", { kind: "preference" }),
  ];
  const { changes } = dream([by("kim", 3, french)], known);
  expect(changes.map((c) => [c.op, c.path])).toEqual([["create", expect.stringMatching(/^\/users\/kim\//)]]);
  const again = dream([by("lee", 3, french)], known).changes;
  expect(again.map((c) => [c.op, c.path])).toEqual([["update", "/users/lee/preferences/language.md"]]);
});

test("memories of two users are never one, however alike", () => {
  const said = (user: string, day: number) =>
    memory(`/users/${user}/facts/home.md`, day === 1 ? "The user lives in Oslo.\n" : "The user lives in Rome.\n", {
      evidenceAt: `2026-01-0${day}T00:00:00Z`,
    });
  const same = [
    memory("/users/kim/a.md", "Answers are short and in French, please.\n"),
    memory("/users/lee/a.md", "Answers are short and in French, please.\n"),
  ];
  expect(mergeNearDuplicates(same, []).changes).toEqual([]);
  expect(prune([said("kim", 1), said("lee", 2)], "2026-06-01T00:00:00Z", []).changes).toEqual([]);
});
