import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DreamInput, DreamSession } from "@/lib/domain/dream";
import { type EventType, type OutcomeResult, type SessionEvent, trustOfType } from "@/lib/domain/transcript";
import type { DreamRun } from "@/lib/dreaming/engine";

/** For tests and benchmarks: sessions made by hand and read from the shared data, without a database. */
export const DATA = resolve(process.cwd(), "../shared/data");

/** True when the shared data set is there; says so when it is not. */
export function hasData(folder: string): boolean {
  if (existsSync(join(DATA, folder))) return true;
  console.log(`skipped: no ../shared/data/${folder}`);
  return false;
}

export type Line =
  | { user: string }
  | { assistant: string }
  | { system: string }
  | { call: string; input?: unknown; id?: string }
  | { result: string; id?: string; isError?: boolean; tool?: string };

/** Events from short lines; calls and results pair by id, else by order. */
export function eventsOf(lines: readonly Line[]): SessionEvent[] {
  let last = 0;
  return lines.map((line, seq): SessionEvent => {
    const make = (type: EventType, text: string, tool: SessionEvent["tool"]): SessionEvent => ({
      seq,
      type,
      at: null,
      text,
      tool,
      trust: trustOfType(type),
    });
    if ("user" in line) return make("user", line.user, null);
    if ("assistant" in line) return make("assistant", line.assistant, null);
    if ("system" in line) return make("system", line.system, null);
    if ("call" in line)
      return make("tool_call", JSON.stringify(line.input ?? {}), {
        name: line.call,
        callId: line.id ?? `c${++last}`,
        input: line.input ?? {},
      });
    const callId = line.id ?? `c${last}`;
    return make("tool_result", line.result, {
      name: line.tool ?? "",
      callId,
      ...(line.isError === undefined ? {} : { isError: line.isError }),
    });
  });
}

let made = 0;
/** A session with the given events and what the test wants to say of it. */
export function session(events: SessionEvent[], over: Partial<DreamSession> = {}): DreamSession {
  const n = over.arrival ?? ++made;
  return {
    transcriptId: `trn_${String(n).padStart(6, "0")}`,
    revision: 1,
    externalId: `s${n}`,
    agentId: "agt_1",
    audience: "public",
    user: null,
    task: null,
    startedAt: null,
    receivedAt: "2026-05-01T00:00:00Z",
    arrival: n,
    parentTranscriptId: null,
    diverged: false,
    outcome: { result: "unknown", score: null, note: null },
    events,
    ...over,
  };
}

export function input(sessions: DreamSession[], over: Partial<DreamInput> = {}): DreamInput {
  return { engine: "local", baseVersion: 1, memories: [], sessions, asOf: "2026-05-02T00:00:00Z", instructions: null, ...over };
}

export const run = (signal = new AbortController().signal): DreamRun => ({
  signal,
  progress: async () => {},
});

type Message = {
  role: string;
  content: unknown;
  tool_call_id?: string;
  name?: string;
  error?: string | null;
  tool_call?: { function?: string };
  tool_calls?: { id: string; function: { name: string; arguments: unknown } }[] | null;
};

const parsed = (text: unknown): unknown => {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

function chatEvents(messages: readonly Message[]): SessionEvent[] {
  const events: SessionEvent[] = [];
  const add = (type: EventType, text: string, tool: SessionEvent["tool"] = null) =>
    events.push({ seq: events.length, type, at: null, text, tool, trust: trustOfType(type) });
  for (const m of messages) {
    const text = typeof m.content === "string" ? m.content : m.content ? JSON.stringify(m.content) : "";
    if (m.role === "system") add("system", text);
    else if (m.role === "user") add("user", text);
    else if (m.role === "tool") {
      const tool = { name: m.name ?? m.tool_call?.function ?? "", callId: m.tool_call_id ?? null };
      add("tool_result", m.error ? m.error : text, m.error ? { ...tool, isError: true } : tool);
    } else {
      if (text !== "") add("assistant", text);
      for (const call of m.tool_calls ?? []) {
        const args = typeof call.function.arguments === "string" ? call.function.arguments : JSON.stringify(call.function.arguments);
        add("tool_call", args, { name: call.function.name, callId: call.id, input: parsed(args) });
      }
    }
  }
  return events;
}

const outcome = (result: OutcomeResult) => ({ result, score: null, note: null });

export type AttackedSession = DreamSession & { attacked: boolean };

/** All runs of the AgentDojo folder. */
export function agentDojo(): AttackedSession[] {
  const lines = readdirSync(join(DATA, "agentdojo-runs"))
    .filter((name) => name.startsWith("agentdojo") && name.endsWith(".jsonl"))
    .sort()
    .flatMap((name) =>
      readFileSync(join(DATA, "agentdojo-runs", name), "utf8")
        .split("\n")
        .filter(Boolean),
    );
  const runs = lines.map(
    (line) => JSON.parse(line) as { messages?: Message[]; metadata: { success?: boolean; injection_task_id?: string | null } },
  );
  return runs.flatMap((r, i) =>
    r.messages
      ? [
          {
            ...session(chatEvents(r.messages), { arrival: i + 1, outcome: outcome(r.metadata.success ? "succeeded" : "failed") }),
            attacked: Boolean(r.metadata.injection_task_id),
          },
        ]
      : [],
  );
}
