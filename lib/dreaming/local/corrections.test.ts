import { expect, test } from "vitest";
import type { BaseMemory } from "@/lib/domain/dream";
import { DEFAULT_POLICY } from "@/lib/domain/policy";
import { gate } from "@/lib/dreaming/gate";
import { dream, memory, turns } from "@/lib/dreaming/local/facts/test-facts";
import { input } from "@/lib/dreaming/local/test-sessions";

const RATE = memory("/facts/standard-rate.md", "The standard rate is 4 percent.\n", { evidenceAt: "2025-01-01T00:00:00Z" });
const after = (said: string, memories: BaseMemory[] = [RATE]) => dream([turns(3, [said])], memories);

test.each(["No, I meant the standard rate is 5 percent, not 4.", "I said the standard rate is 5 percent."])(
  "a correction speaks against the memory that says otherwise, for a person to decide: %s",
  async (said) => {
    const { changes } = after(said);
    expect(changes).toMatchObject([{ op: "update", path: "/facts/standard-rate.md", possibleContradiction: true }]);
    expect(changes[0]?.after).toMatch(/^The standard rate is 5 percent/);
    const sessions = [turns(3, [said])];
    const result = await gate({ changes, considered: [], notes: [] }, input(sessions, { memories: [RATE] }), { policy: DEFAULT_POLICY });
    expect(result.changes[0]?.findings.filter((f) => f.severity === "block")).toEqual([]);
  },
);

test.each([
  "That's not what I asked for.",
  "I said the blue one.",
  "You forgot to add the test for the parser.",
  "I meant the staging database.",
])("what corrects the answer at hand alone changes nothing: %s", (said) => expect(after(said).changes).toEqual([]));

test("a correction older than the memory, or of what the memory says already, changes nothing", () => {
  const newer = { ...RATE, evidenceAt: "2026-11-01T00:00:00Z" };
  expect(after("I said the standard rate is 5 percent.", [newer]).changes).toEqual([]);
  expect(after("I said the standard rate is 4 percent.").changes).toEqual([]);
});

test("without a memory it is turned down and told", () => {
  const { changes, considered } = after("You forgot the header, I want a header in each file.", []);
  expect(changes).toEqual([]);
  expect(considered.map((c) => c.rule)).toContain("correction");
});
