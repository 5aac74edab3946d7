import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BaseMemory, Considered, DraftChange, DreamSession } from "@/lib/domain/dream";
import type { SessionEvent } from "@/lib/domain/transcript";
import { withCases } from "@/lib/dreaming/local/cases";
import { parseWording, spokenIn } from "@/lib/dreaming/local/facts/wording";
import { reconcile } from "@/lib/dreaming/local/reconcile";
import { canonicalOrder, newest } from "@/lib/dreaming/local/sort";
import { extractStatements } from "@/lib/dreaming/local/statements/extract";
import { DATA, eventsOf, session } from "@/lib/dreaming/local/test-sessions";

/** For tests and benchmarks: dreams of statements alone, and memory as it would be after applying what they draft. */
export type Drafted = { changes: DraftChange[]; considered: Considered[] };

/** A session of an agent that works for a team, its users' turns given. `day` counts from 2026-01-01. */
export function turns(day: number, lines: readonly string[], over: Partial<DreamSession> = {}): DreamSession {
  const at = new Date(Date.UTC(2026, 0, day, 9)).toISOString();
  return session(eventsOf(lines.map((user) => ({ user }))), {
    arrival: day,
    audience: "team",
    startedAt: at,
    receivedAt: "2026-12-31T00:00:00Z",
    ...over,
  });
}

export const event = (seq: number, over: Partial<SessionEvent>): SessionEvent => ({
  seq,
  type: "user",
  at: null,
  text: "",
  tool: null,
  trust: "user",
  ...over,
});

export function dream(sessions: readonly DreamSession[], memories: readonly BaseMemory[] = []): Drafted {
  const { candidates, considered } = extractStatements(withCases(canonicalOrder(sessions)), { servesMany: false });
  const drafted = reconcile(candidates, memories);
  return { changes: drafted.changes, considered: [...considered, ...drafted.considered] };
}

export function memory(path: string, content: string, over: Partial<BaseMemory> = {}): BaseMemory {
  return { memoryId: `mem_${path}`, path, kind: "fact", content, key: null, trust: "user", evidenceAt: null, protected: false, ...over };
}

/** The memories after every change was accepted. */
export function applied(memories: readonly BaseMemory[], changes: readonly DraftChange[], sessions: readonly DreamSession[]): BaseMemory[] {
  const byPath = new Map(memories.map((m) => [m.path, m]));
  const times = new Map(sessions.map((s) => [s.transcriptId, s.startedAt]));
  for (const change of changes) {
    for (const source of change.sources ?? []) byPath.delete(source);
    if (change.after === null) {
      byPath.delete(change.path);
      continue;
    }
    const before = byPath.get(change.path);
    const evidenceAt = newest([
      before?.evidenceAt ?? null,
      ...change.evidence.map((e) => (e.source === "transcript" ? (times.get(e.transcriptId) ?? null) : null)),
    ]);
    byPath.set(change.path, memory(change.path, change.after, { kind: change.kind, key: change.key, evidenceAt }));
  }
  return [...byPath.values()];
}

/** What memories say now, without what they said before. */
export const current = (memories: readonly BaseMemory[]): string[] =>
  memories.map((m) => spokenIn(parseWording(m.content)?.statement ?? m.content));

export type LettaCase = { facts: string[]; contradicting: string; superseded: number[] };

export function letta(): LettaCase[] {
  const lines = readFileSync(join(DATA, "letta-memory/core_memory_update.jsonl"), "utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const row = JSON.parse(line) as {
      agent_args: { extra: { facts: string[]; contradicting_fact: string; supporting_fact_indices: number[] } };
    };
    const { facts, contradicting_fact, supporting_fact_indices } = row.agent_args.extra;
    return { facts, contradicting: contradicting_fact, superseded: supporting_fact_indices };
  });
}

export type GoodaiCase = { dataset: string; script: string[]; isQuestion: boolean[]; expected: unknown[] };

export function goodai(): GoodaiCase[] {
  const lines = readFileSync(join(DATA, "goodai-ltm/definitions.jsonl"), "utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const row = JSON.parse(line) as { dataset: string; script: string[]; is_question: boolean[]; expected_responses: unknown[] };
    return { dataset: row.dataset, script: row.script, isQuestion: row.is_question, expected: row.expected_responses };
  });
}
