import { describe, expect, test } from "vitest";
import { applied, current, dream, goodai, letta, turns } from "@/lib/dreaming/local/facts/test-facts";
import { hasData } from "@/lib/dreaming/local/test-sessions";

describe.skipIf(!hasData("letta-memory"))("facts and their contradictions (letta-memory)", () => {
  test("facts are kept, updates applied or flagged, other facts not lost", () => {
    const seen = new Set<string>();
    const cases = letta();
    const n = { facts: 0, kept: 0, applied: 0, flagged: 0, lost: 0 };
    for (const { facts, contradicting, superseded } of cases) {
      const first = turns(1, facts);
      const memory = applied([], dream([first]).changes, [first]);
      const stated = current(memory);
      if (!seen.has(facts.join())) {
        seen.add(facts.join());
        n.facts += facts.length;
        n.kept += facts.filter((f) => stated.includes(f)).length;
      }
      const second = turns(2, [contradicting]);
      const { changes } = dream([second], memory);
      const sure = current(
        applied(
          memory,
          changes.filter((c) => !c.possibleContradiction),
          [second],
        ),
      );
      const all = current(applied(memory, changes, [second]));
      const old = superseded.map((i) => facts[i] ?? "");
      if (old.some((f) => !sure.includes(f))) n.applied++;
      else if (old.some((f) => !all.includes(f))) n.flagged++;
      if (facts.some((f) => !old.includes(f) && stated.includes(f) && !sure.includes(f))) n.lost++;
    }
    const share = {
      kept: n.kept / n.facts,
      applied: n.applied / cases.length,
      shown: (n.applied + n.flagged) / cases.length,
      lost: n.lost / cases.length,
    };
    console.log("letta-memory:", JSON.stringify(share));
    expect(share.kept).toBeGreaterThanOrEqual(0.95);
    expect(share.applied).toBeGreaterThanOrEqual(0.72);
    expect(share.shown).toBeGreaterThanOrEqual(0.85);
    expect(share.lost).toBeLessThanOrEqual(0.025);
  });
});

describe.skipIf(!hasData("goodai-ltm"))("scripts of goodai-ltm", () => {
  const of = (dataset: string) => goodai().filter((c) => c.dataset === dataset);
  const told = (c: { script: string[]; isQuestion: boolean[] }) =>
    c.script.flatMap((line, i) => (c.isQuestion[i] ? [] : [turns(i + 1, [line])]));

  test.each(["one dream", "a dream after each session"])("colours: the newest wins (%s)", (how) => {
    for (const c of of("Colours")) expect(current(remembered(told(c), how)).join(" ")).toContain(String(c.expected[0]));
  });

  test.each(["one dream", "a dream after each session"])("names: one memory, with all former ones (%s)", (how) => {
    for (const c of of("NameList")) {
      const memory = remembered(told(c), how);
      expect(memory).toHaveLength(1);
      for (const name of c.expected) expect(memory[0]?.content).toContain(String(name));
    }
  });

  test("trigger and response: a standing instruction", () => {
    for (const c of of("Trigger Response")) expect(dream(told(c)).changes).toMatchObject([{ op: "create", kind: "preference" }]);
  });

  test("one-off requests are no memories", () => {
    for (const c of of("Prospective Memory"))
      expect(dream(c.script.filter((_, i) => c.isQuestion[i]).map((line, i) => turns(i + 1, [line]))).changes).toEqual([]);
  });

  function remembered(sessions: ReturnType<typeof told>, how: string) {
    if (how === "one dream") return applied([], dream(sessions).changes, sessions);
    return sessions.reduce<ReturnType<typeof applied>>((memory, s) => applied(memory, dream([s], memory).changes, [s]), []);
  }
});
