import type { BaseMemory, DraftChange, DreamInput, DreamSession } from "@/lib/domain/dream";
import type { DraftEvidence, Span } from "@/lib/domain/evidence";
import { DEFAULT_POLICY, type Policy } from "@/lib/domain/policy";
import { type EventType, type SessionEvent, type Trust, trustOfType } from "@/lib/domain/transcript";
import { type GateOptions, gate } from "@/lib/dreaming/gate";

/** For tests only: sessions, memories and drafts in a line each. */
export type Turn = [EventType, string] | [EventType, string, { at?: string; trust?: Trust; tool?: string; input?: unknown }];

export function session(id: string, turns: readonly Turn[], over: Partial<DreamSession> = {}): DreamSession {
  const events = turns.map(
    ([type, text, more], seq): SessionEvent => ({
      seq,
      type,
      at: more?.at ?? null,
      text,
      tool: more?.tool ? { name: more.tool, callId: null, ...(more.input === undefined ? {} : { input: more.input }) } : null,
      trust: more?.trust ?? trustOfType(type),
    }),
  );
  return {
    transcriptId: id,
    revision: 1,
    externalId: id,
    agentId: "agt_1",
    audience: "team",
    user: null,
    task: null,
    startedAt: "2026-05-01T10:00:00Z",
    receivedAt: "2026-05-20T00:00:00Z",
    arrival: 1,
    parentTranscriptId: null,
    diverged: false,
    outcome: { result: "unknown", score: null, note: null },
    events,
    ...over,
  };
}

export function memory(path: string, content: string, over: Partial<BaseMemory> = {}): BaseMemory {
  return {
    memoryId: `mem_${path}`,
    path,
    kind: "fact",
    content,
    key: null,
    trust: "user",
    evidenceAt: "2026-04-01T00:00:00Z",
    protected: false,
    ...over,
  };
}

export function input(sessions: DreamSession[], memories: BaseMemory[] = []): DreamInput {
  return { engine: "local", baseVersion: 3, memories, sessions, asOf: "2026-05-20T00:00:00Z", instructions: null };
}

/** A quote of an event, as an engine would give it. */
export const quote = (
  transcriptId: string,
  eventSeq: number,
  text: string,
  over: { supports?: Span[]; start?: number; trust?: Trust } = {},
): DraftEvidence => ({
  source: "transcript",
  transcriptId,
  revision: 1,
  eventSeq,
  quote: text,
  ...over,
});

export const quoteMemory = (path: string, text: string, supports?: Span[]): DraftEvidence => ({
  source: "memory",
  path,
  quote: text,
  ...(supports ? { supports } : {}),
});

export function draft(over: Partial<DraftChange> & Pick<DraftChange, "op" | "path">): DraftChange {
  return { kind: "fact", after: null, reason: "Because it was said.", key: null, evidence: [], ...over };
}

/** Runs the gate over drafts. */
export function run(changes: readonly DraftChange[], over: DreamInput, options: Partial<GateOptions> & { policy?: Policy } = {}) {
  return gate({ changes: [...changes], considered: [], notes: [] }, over, { policy: DEFAULT_POLICY, ...options });
}

/** `check severity` of each finding of the only change, sorted. */
export async function findingsOf(changes: readonly DraftChange[], over: DreamInput, options: Partial<GateOptions> = {}): Promise<string[]> {
  const result = await run(changes, over, options);
  return result.changes.flatMap((c) => c.findings.map((f) => `${f.check} ${f.severity}`)).sort();
}
