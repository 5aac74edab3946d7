import { type ImportedSession, type ImportProblem, MAX_SESSION_BYTES } from "@/lib/domain/transcript";
import { readLine, type Thread } from "./claude-code-line";
import { smallMetadata } from "./clean";
import { EventList } from "./event-list";
import { type Detection, type FormatReader, placeOf, problemOf, type ReadResult, type SourceRecord, type TranscriptFormat } from "./format";
import { isRecord, kindOf, LimitRefusal, optionalLabel } from "./record";

/** Claude Code's own session files: one JSON object per line, of which some are messages. */
export const claudeCode: TranscriptFormat = {
  name: "claude-code",
  sentence: "Session files of Claude Code (`~/.claude/projects/.../*.jsonl`): one JSON object per line.",
  hints: [/"type"\s*:\s*"(?:user|assistant|summary|file-history-snapshot|progress|system)"/, /"(?:sessionId|leafUuid|snapshot)"\s*:/],
  detect,
  open: claudeCodeReader,
};

function detect(value: unknown): Detection {
  if (!isRecord(value)) return { verdict: "no", why: `its lines are objects with \`type\` and \`sessionId\`, not ${kindOf(value)}` };
  const { type, message } = value;
  if (typeof type !== "string") return { verdict: "no", why: "its lines have no `type`" };
  if (type === "summary" && typeof value.leafUuid === "string") return { verdict: "yes" };
  if (type === "file-history-snapshot" && isRecord(value.snapshot)) return { verdict: "yes" };
  if (typeof value.sessionId !== "string") return { verdict: "no", why: "its lines have no `sessionId`" };
  if (type !== "user" && type !== "assistant") return { verdict: "maybe" };
  if (isRecord(message) && (typeof message.content === "string" || Array.isArray(message.content))) return { verdict: "yes" };
  return { verdict: "no", why: "its messages have no `content`" };
}

type Place = { line?: number; index?: number };
type Range = { start: number; end: number };

type OpenSession = Thread & {
  sessionId: string;
  first: Place;
  raw: Range[];
  bytes: number;
  lastUsed: number;
  state: "open" | "refused" | "closed";
};

/** Sessions may be interleaved, so they stay open to the end; beyond this much the one idle for longest is closed. */
const MAX_OPEN_BYTES = 2 * MAX_SESSION_BYTES;

/** Exported for tests, which give smaller limits. */
export function claudeCodeReader(limits = { sessionBytes: MAX_SESSION_BYTES, openBytes: MAX_OPEN_BYTES }): FormatReader {
  const sessions = new Map<string, OpenSession>();
  let current: OpenSession | null = null;
  /** Lines without a session id before the first that has one. */
  let early: Range[] = [];
  let openBytes = 0;
  let clock = 0;

  /** The session a line belongs to: by its id, else its neighbours'. Null while there is none yet. */
  function sessionOf(line: Record<string, unknown>, first: Place): OpenSession | null {
    const sessionId = optionalLabel(line.sessionId, "sessionId");
    if (sessionId === null) return current;
    const agentId = line.isSidechain === true ? optionalLabel(line.agentId, "agentId") : null;
    const key = JSON.stringify([sessionId, agentId]);
    const known = sessions.get(key);
    current = known ?? {
      ...{ sessionId, agentId, first, title: null, metadata: {}, events: new EventList(), inner: [], innerId: null },
      ...{ raw: [], bytes: 0, lastUsed: 0, state: "open" },
    };
    if (!known) {
      sessions.set(key, current);
      for (const range of early) keep(current, range);
      early = [];
    }
    current.lastUsed = ++clock;
    return current;
  }

  function keep(session: OpenSession, range: Range): void {
    session.bytes += range.end - range.start;
    openBytes += range.end - range.start;
    const last = session.raw.at(-1);
    if (last && last.end === range.start) last.end = range.end;
    else session.raw.push({ start: range.start, end: range.end });
  }

  /** Lets go of what a session holds. */
  function release(session: OpenSession, state: "refused" | "closed"): void {
    openBytes -= session.bytes;
    Object.assign(session, { state, events: new EventList(), raw: [], inner: [] });
  }

  /** A damaged line costs that line; a broken limit costs the session. */
  function read(session: OpenSession, line: Record<string, unknown>, record: SourceRecord): ImportProblem | null {
    const before = session.events.events.length;
    try {
      if (session.bytes > limits.sessionBytes) {
        throw new LimitRefusal("", `Session ${session.sessionId} is larger than ${limits.sessionBytes / 2 ** 20} MiB, the limit.`);
      }
      readLine(line, session, record.source);
      return null;
    } catch (error) {
      const problem = problemOf(error, record);
      if (error instanceof LimitRefusal) release(session, "refused");
      else session.events.keepOnly(before);
      return error instanceof LimitRefusal ? problem : { ...problem, message: `${problem.message} This line was left out.` };
    }
  }

  function closeIdle(used: OpenSession): ReadResult[] {
    const others = [...sessions.values()].filter((session) => session.state === "open" && session !== used);
    const idle = others.reduce<OpenSession | null>((oldest, one) => (oldest && oldest.lastUsed < one.lastUsed ? oldest : one), null);
    if (!idle) return [];
    const result = finish(idle);
    release(idle, "closed");
    return [result];
  }

  return {
    add(record) {
      const place = placeOf(record);
      if (!isRecord(record.value)) {
        return [{ problem: { ...place, message: `A line must hold an object, not ${kindOf(record.value)}. This line was left out.` } }];
      }
      try {
        const session = sessionOf(record.value, place);
        if (!session) {
          early.push({ start: record.start, end: record.end });
          return [];
        }
        if (session.state === "refused") return [];
        if (session.state === "closed") {
          const message = `More than ${limits.openBytes / 2 ** 20} MiB of other sessions stand before this line of session ${session.sessionId}. It was left out.`;
          return [{ problem: { ...place, message } }];
        }
        keep(session, record);
        const problem = read(session, record.value, record);
        if (problem) return [{ problem }];
        return openBytes > limits.openBytes ? closeIdle(session) : [];
      } catch (error) {
        return [{ problem: problemOf(error, place) }];
      }
    },
    end() {
      if (sessions.size === 0 && early.length > 0) return [{ problem: { message: "No line of this file belongs to a session." } }];
      return [...sessions.values()].filter((session) => session.state === "open").map(finish);
    },
  };
}

function finish(session: OpenSession): { session: ImportedSession } | { problem: ImportProblem } {
  const { events, sessionId, agentId, inner, innerId } = session;
  if (events.events.length === 0) return { problem: { ...session.first, message: `Session ${sessionId} has no messages.` } };
  // Without an agent's id a sub-agent's lines stand among its caller's, unless the file holds nothing else.
  const threadId = agentId ?? (inner.length === events.events.length ? innerId : null);
  if (threadId === null) for (const seq of inner) events.events[seq]!.trust = "external";
  return {
    session: {
      externalId: threadId === null ? sessionId : `${sessionId}/${threadId}`,
      title: session.title ?? events.title(),
      user: null,
      task: null,
      parentExternalId: threadId === null ? null : sessionId,
      startedAt: events.startedAt,
      endedAt: events.endedAt,
      outcome: null,
      metadata: smallMetadata(agentId === null ? session.metadata : { ...session.metadata, agent_id: agentId }),
      events: events.events,
      raw: session.raw,
    },
  };
}
