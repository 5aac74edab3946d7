import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BaseMemory, DreamDraft, DreamSession } from "@/lib/domain/dream";
import { contentProblem, nestedPaths, pathProblem } from "@/lib/domain/memory";
import { localEngine } from "@/lib/dreaming/local/engine";
import { agentDojo, eventsOf, hasData, input, run, session } from "@/lib/dreaming/local/test-sessions";
import { tauBench } from "@/lib/testing/recorded-sessions";

const refund = (n: number, over: Partial<DreamSession> = {}) =>
  session(
    eventsOf([
      { user: `Please refund my order number ${1000 + n}.` },
      { call: "refund_order", input: { order_id: `W${1000 + n}`, amount: 10 * n } },
      { result: `Error: refund exceeds the paid amount of ${9 * n}` },
      { call: "refund_order", input: { order_id: `W${1000 + n}`, amount: 9 * n } },
      { result: '{"status":"refunded"}' },
      { assistant: "Your refund is on its way." },
    ]),
    { arrival: n, ...over },
  );

const draftOf = (sessions: DreamSession[], memories: BaseMemory[] = []) => localEngine.draft(input(sessions, { memories }), run());

/** The memory as it would stand after every change was accepted. */
function accepted(draft: DreamDraft): BaseMemory[] {
  return draft.changes.map((change, i) => ({
    memoryId: `mem_${i}`,
    path: change.newPath ?? change.path,
    kind: change.kind,
    content: change.after ?? "",
    key: change.key,
    trust: "external",
    evidenceAt: null,
    protected: false,
  }));
}

test("four refused refunds become one mistake, with nothing of any customer", async () => {
  const { changes, considered } = await draftOf([1, 2, 3, 4].map((n) => refund(n)));
  expect(changes).toHaveLength(1);
  const [change] = changes;
  expect(change).toMatchObject({ op: "create", kind: "mistake", path: "/mistakes/refund-order/refund-exceeds-paid-amount.md" });
  expect(change?.after).toContain("exceeds");
  expect(change?.after).toContain(change?.errorPhrase);
  expect(new Set(change?.evidence.map((e) => e.source === "transcript" && e.transcriptId)).size).toBe(4);
  expect(JSON.stringify([change?.after, change?.path, change?.reason, considered])).not.toMatch(/W100|order number/);
});

test("the next dream over the same sessions has nothing to change and says so", async () => {
  const sessions = [1, 2, 3].map((n) => refund(n));
  const first = await draftOf(sessions);
  const second = await draftOf(sessions, accepted(first));
  expect(second.changes).toEqual([]);
  expect(second.considered.map((c) => c.rule)).toEqual(["already-known"]);
});

test("sessions without a signal change nothing", async () => {
  const plain = (n: number) =>
    session(
      eventsOf([
        { user: "Where is my parcel?" },
        { call: "track", input: { n } },
        { result: "On its way" },
        { assistant: "It is on its way." },
      ]),
      { arrival: n },
    );
  const { changes, considered } = await draftOf([1, 2, 3].map(plain));
  expect({ changes, considered }).toEqual({ changes: [], considered: [] });
});

test("a dream over no session, and over empty ones, ends", async () => {
  expect((await draftOf([])).changes).toEqual([]);
  expect((await draftOf([session([])])).changes).toEqual([]);
});

test("all four phases report progress in order; a canceled dream throws before it drafts", async () => {
  const seen: string[] = [];
  await localEngine.draft(input([refund(1)]), { ...run(), progress: async (phase) => void seen.push(phase) });
  expect([...new Set(seen)]).toEqual(["review", "extract", "reconcile", "prune"]);
  const canceled = new AbortController();
  const start = localEngine.draft(input([refund(1)]), {
    ...run(canceled.signal),
    progress: async () => canceled.abort(new Error("canceled")),
  });
  await expect(start).rejects.toThrow("canceled");
});

test("it costs nothing", async () => {
  expect(await localEngine.estimate(input([refund(1)]))).toMatchObject({ inputTokens: 0, outputTokens: 0, calls: 0, usd: 0 });
});

test("any order of sessions and memories gives the same draft, byte for byte", async () => {
  const sessions = [
    ...[1, 2, 3, 4].map((n) => refund(n)),
    session(eventsOf([{ user: "From now on always answer in German." }, { assistant: "Gern." }]), { arrival: 8, audience: "team" }),
    session(eventsOf([{ user: "From now on always answer in French." }, { assistant: "Bien." }]), { arrival: 9, audience: "team" }),
  ];
  const memory = (path: string, content: string, key: string | null = null): BaseMemory => ({
    memoryId: path,
    path,
    kind: "fact",
    content,
    key,
    trust: "user",
    evidenceAt: null,
    protected: false,
  });
  const memories = [
    memory("/facts/office.md", "The office is in Berlin."),
    memory("/facts/desk.md", "The desk is open until 2026-04-01."),
    memory("/a.md", "Notes."),
  ];
  const expected = JSON.stringify(await draftOf(sessions, memories));
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(sessions, { minLength: sessions.length }),
      fc.shuffledSubarray(memories, { minLength: memories.length }),
      async (s, m) => JSON.stringify(await draftOf(s, m)) === expected,
    ),
    { numRuns: 25 },
  );
});

describe.each(["tau-bench-airline", "tau-bench-retail"])("%s", (folder) => {
  test.skipIf(!hasData(folder))(
    "at most 25 changes from 100 sessions, each a valid memory with evidence, none with a customer's particulars",
    async () => {
      const sessions = tauBench(folder);
      const { changes } = await draftOf(sessions);
      expect(changes.length).toBeGreaterThan(2);
      expect(changes.length).toBeLessThanOrEqual(25);
      expect(nestedPaths(changes.map((c) => c.path))).toEqual([]);
      for (const change of changes) {
        expect([pathProblem(change.path), contentProblem(change.after ?? "")]).toEqual([null, null]);
        expect(change.evidence.length).toBeGreaterThan(1);
        expect(`${change.path} ${change.after} ${change.reason}`).not.toMatch(/@|#W\d|_\d{4}|\b[A-Z]{3}\d{3}\b|[a-z]+_[a-z]+_\d{4}/);
      }
    },
  );
});

test.skipIf(!hasData("tau-bench-retail"))("real sessions in any order give the same draft, byte for byte", async () => {
  const sessions = tauBench("tau-bench-retail");
  const expected = JSON.stringify(await draftOf(sessions));
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(sessions, { minLength: sessions.length }),
      async (s) => JSON.stringify(await draftOf(s)) === expected,
    ),
    { numRuns: 6 },
  );
});

test.skipIf(!hasData("agentdojo-runs"))("AgentDojo: no word of an attack in any draft", async () => {
  const { changes, considered } = await draftOf(agentDojo());
  const words = JSON.stringify([changes.map((c) => [c.after, c.path, c.newPath, c.reason]), considered]);
  expect(words).not.toMatch(/important message|<INFORMATION>|jay@google|mark\.black|Emma Johnson/i);
});
