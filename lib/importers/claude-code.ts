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

type OpenSession = Thread & { key: string; order: number; sessionId: string; first: Place; raw: Range[]; bytes: number };

/** Sessions may be interleaved, so they stay open to the end; beyond this much the one idle for longest is closed. */
const MAX_OPEN_BYTES = 2 * MAX_SESSION_BYTES;
/** What an open session costs besides its lines. */
const BYTES_PER_SESSION = 2048;

/** `limits` are smaller in tests. */
export function claudeCodeReader(limits = { sessionBytes: MAX_SESSION_BYTES, openBytes: MAX_OPEN_BYTES }): FormatReader {
  /** In the order of their last use. */
  const open = new Map<string, OpenSession>();
  const done = new Map<string, "refused" | "closed">();
  let current: string | null = null;
  /** Lines without a session id before the first that has one. */
  let early: Range[] = [];
  let openBytes = 0;

  /** The key of the session a line belongs to: by its id, else its neighbours'. Null while there is none yet. */
  function keyOf(line: Record<string, unknown>, first: Place): string | null {
    const sessionId = optionalLabel(line.sessionId, "sessionId");
    if (sessionId === null) return current;
    const agentId = line.isSidechain === true ? optionalLabel(line.agentId, "agentId") : null;
    const key = JSON.stringify([sessionId, agentId]);
    if (!open.has(key) && !done.has(key)) start(key, sessionId, agentId, first);
    current = key;
    return key;
  }

  function start(key: string, sessionId: string, agentId: string | null, first: Place): void {
    const thread: Thread = { events: new EventList(), agentId, title: null, metadata: {}, inner: [], innerId: null };
    const session = { ...thread, key, order: open.size + done.size, sessionId, first, raw: [], bytes: 0 };
    open.set(key, session);
    openBytes += BYTES_PER_SESSION;
    for (const range of early) keep(session, range);
    early = [];
  }

  function keep(session: OpenSession, range: Range): void {
    session.bytes += range.end - range.start;
    openBytes += range.end - range.start;
    const last = session.raw.at(-1);
    if (last && last.end === range.start) last.end = range.end;
    else session.raw.push({ start: range.start, end: range.end });
  }

  function release(session: OpenSession, as: "refused" | "closed"): void {
    openBytes -= session.bytes + BYTES_PER_SESSION;
    open.delete(session.key);
    done.set(session.key, as);
  }

  /** A damaged line costs that line; a broken limit costs the session. */
  function read(session: OpenSession, line: Record<string, unknown>, record: SourceRecord): ReadResult[] {
    const before = session.events.events.length;
    try {
      if (session.bytes > limits.sessionBytes) {
        throw new LimitRefusal("", `Session ${session.sessionId} is larger than ${limits.sessionBytes / 2 ** 20} MiB, the limit.`);
      }
      readLine(line, session, record.source);
      return [];
    } catch (error) {
      const problem = problemOf(error, record);
      if (error instanceof LimitRefusal) {
        release(session, "refused");
        return [{ problem }];
      }
      session.events.keepOnly(before);
      return [{ problem: leftOut(problem) }];
    }
  }

  function closeIdle(): ReadResult[] {
    const results: ReadResult[] = [];
    for (const session of open.values()) {
      if (openBytes <= limits.openBytes || open.size === 1) break;
      results.push(finish(session));
      release(session, "closed");
    }
    return results;
  }

  function add(record: SourceRecord): ReadResult[] {
    const line = record.value;
    if (!isRecord(line)) return [{ problem: leftOut({ ...placeOf(record), message: `A line must hold an object, not ${kindOf(line)}.` }) }];
    let key: string | null;
    try {
      key = keyOf(line, placeOf(record));
    } catch (error) {
      return [{ problem: leftOut(problemOf(error, record)) }];
    }
    if (key === null) {
      early.push({ start: record.start, end: record.end });
      return [];
    }
    const session = open.get(key);
    if (!session) {
      if (done.get(key) === "refused") return [];
      const message = `More than ${limits.openBytes / 2 ** 20} MiB of other sessions stand between this line and its session.`;
      return [{ problem: leftOut({ ...placeOf(record), message }) }];
    }
    open.delete(key);
    open.set(key, session);
    keep(session, record);
    const problems = read(session, line, record);
    return openBytes > limits.openBytes ? [...problems, ...closeIdle()] : problems;
  }

  function end(): ReadResult[] {
    if (early.length > 0) return [{ problem: { message: "No line of this file belongs to a session." } }];
    return [...open.values()].sort((a, b) => a.order - b.order).map(finish);
  }

  return { add, end };
}

function leftOut(problem: ImportProblem): ImportProblem {
  return { ...problem, message: `${problem.message} This line was left out.` };
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
