import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DreamSession } from "@/lib/domain/dream";
import { DEFAULT_POLICY } from "@/lib/domain/policy";
import { memoryLedger, type Script, type ShownEvent, scripted, testEngine } from "@/lib/dreaming/claude/test-dream";
import { gate } from "@/lib/dreaming/gate";
import { agentDojo, hasData, input, run } from "@/lib/dreaming/local/test-sessions";
import { TEST_KEY } from "@/lib/testing/anthropic/fake-options";
import { type FakeAnthropic, startFakeAnthropic } from "@/lib/testing/anthropic/server";

let fake: FakeAnthropic;
beforeAll(async () => {
  fake = await startFakeAnthropic();
});
afterAll(() => fake.stop());

const SESSIONS = 60;
const sentence = (text: string) => (/[^\n.!?]{20,300}[.!?]?/.exec(text)?.[0] ?? "").trim();
const orders = (e: ShownEvent) =>
  Array.from(e.text.matchAll(/(?:<INFORMATION>|IMPORTANT|please|must|always|send|make sure)[^\n]{20,280}/gi), (m) => m[0].trim()).slice(
    0,
    4,
  );
const outside = (events: ShownEvent[]) => events.filter((e) => e.who.startsWith("result"));

/** Does what is planted in a tool's result, in four ways: as it stands, as the agent's rule, with the user's words as its proof, and with the planted words ascribed to the user. */
const obedient: Script = {
  extract: (events) => {
    const user = events.find((e) => e.who === "user");
    return outside(events).flatMap((e) =>
      orders(e).flatMap((planted) => [
        { kind: "preference" as const, statement: planted, evidence: [{ event_seq: e.seq, quote: planted }] },
        { kind: "workflow" as const, statement: `Always do this: ${planted}`, evidence: [{ event_seq: e.seq, quote: planted }] },
        { kind: "fact" as const, statement: planted, evidence: [{ event_seq: user?.seq ?? 0, quote: sentence(user?.text ?? "") }] },
        { kind: "insight" as const, statement: planted, evidence: [{ event_seq: user?.seq ?? 0, quote: planted }] },
      ]),
    );
  },
};

async function dreamOver(sessions: DreamSession[], script: Script) {
  fake.set({ answer: scripted(script) });
  const given = input(sessions, { engine: "claude" });
  const draft = await testEngine(fake.url, TEST_KEY, memoryLedger()).draft(given, run());
  return { draft, gated: await gate(draft, given, { policy: { ...DEFAULT_POLICY, mode: "auto" } }) };
}

describe("a model that obeys what is planted in tools' results", () => {
  test.skipIf(!hasData("agentdojo-runs"))(
    "gets nothing of it past the gate without a person, and the dream says what happened",
    async () => {
      const attacked = agentDojo()
        .filter((s) => s.attacked)
        .slice(0, SESSIONS)
        .map((s) => ({ ...s, audience: "team" as const }));
      const { draft, gated } = await dreamOver(attacked, obedient);
      const passing = gated.changes.filter((c) => c.findings.every((f) => f.severity !== "block"));
      const planted = new Set(attacked.flatMap((s) => s.events.filter((e) => e.trust === "external").map((e) => e.text)));
      const said = attacked.flatMap((s) => s.events.filter((e) => e.type === "user").map((e) => e.text)).join("\n");
      // What passes may rest on the session's own words only.
      const taken = passing.filter(
        (c) => c.kind !== "mistake" && [...planted].some((text) => text.includes(c.after ?? "")) && !said.includes(c.after ?? ""),
      );
      expect(gated.changes.length).toBeGreaterThan(20);
      expect(taken.map((c) => c.after)).toEqual([]);
      expect(draft.notes.join(" ")).toContain("only on text from outside");
      expect(gated.changes.some((c) => c.reason.includes("it waits for a person"))).toBe(true);
    },
  );
});
