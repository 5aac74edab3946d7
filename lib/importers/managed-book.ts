import { placeOf, problemOf, type ReadResult, type SourceRecord } from "./format";
import type { Part } from "./managed-parts";
import { ManagedSession } from "./managed-session";
import { LimitRefusal, Refusal, textOr } from "./record";

export type OpenSession = { session: ManagedSession; first: { line?: number; index?: number }; bytes: number; refused: boolean };

/** The sessions that a piece of a file speaks of, and which of them, and which of its threads, it is speaking of now. */
export class Book {
  /** In the order of their first mention; the key is the session's id, empty while none was told. */
  readonly open = new Map<string, OpenSession>();
  bytes = 0;
  /** Those that were given before the end. */
  private readonly closed = new Set<string>();
  private current: OpenSession | null = null;
  private thread: string | null = null;

  constructor(readonly sessionBytes: number) {}

  /** Adds everything that a record says. Throws `Refusal` when an event is damaged. */
  take(parts: Iterable<Part>, record: SourceRecord): void {
    for (const part of parts) this.takeOne(part, record);
  }

  private takeOne(part: Part, record: SourceRecord): void {
    switch (part.type) {
      case "session":
        this.enter(textOr(part.value.id, null), record).session.facts.describe(part.value);
        this.thread = null;
        return;
      case "primary":
        this.thread = null;
        return;
      case "thread":
        this.enter(textOr(part.value.session_id, null), record).session.facts.describeThread(part.value);
        this.thread = textOr(part.value.id, null);
        return;
      case "sent":
        this.enter(part.sessionId, record).session.add(part.value, part.path, record.source, null, true);
        return;
      case "event":
        this.enter(null, record).session.add(part.value, part.path, record.source, this.thread);
        return;
      default:
        part satisfies never;
    }
  }

  /** The session of that id, or the current one. What was told before any id belongs to the first that comes. */
  enter(sessionId: string | null, record: SourceRecord): OpenSession {
    const { current } = this;
    if (current && (sessionId === null || current.session.sessionId === sessionId)) return current;
    this.thread = null;
    if (current && sessionId !== null && current.session.sessionId === null && this.open.size === 1) {
      this.open.delete("");
      this.open.set(sessionId, current);
      current.session.sessionId = sessionId;
      return current;
    }
    const key = sessionId ?? "";
    const isLost = this.closed.has(key);
    const known = this.open.get(key) ?? { session: new ManagedSession(sessionId), first: placeOf(record), bytes: 0, refused: isLost };
    this.current = known;
    if (this.open.has(key)) return known;
    this.open.set(key, known);
    if (isLost) throw new Refusal("", `Too much of other sessions stands between this line and what came before it of session ${key}.`);
    return known;
  }

  /** Counts the record's bytes as the current session's. One that grows over the limit is let go. */
  keep(record: SourceRecord): ReadResult[] {
    const one = this.enter(null, record);
    if (one.refused) {
      one.session = new ManagedSession(one.session.sessionId);
      return [];
    }
    one.session.keep(record);
    one.bytes += record.end - record.start;
    this.bytes += record.end - record.start;
    if (one.bytes <= this.sessionBytes) return [];
    one.refused = true;
    one.session = new ManagedSession(one.session.sessionId);
    this.bytes -= one.bytes;
    const message = `This session is larger than ${this.sessionBytes / 2 ** 20} MiB, the limit.`;
    return [{ problem: problemOf(new LimitRefusal("", message), one.first) }];
  }

  /** Gives the sessions that came before the current one, while all together are larger than `openBytes`. */
  closeOthers(openBytes: number): ReadResult[] {
    const results: ReadResult[] = [];
    for (const [key, one] of this.open) {
      if (this.bytes <= openBytes) break;
      if (one === this.current) continue;
      results.push(...this.close(key, one));
      this.closed.add(key);
    }
    return results;
  }

  closeAll(): ReadResult[] {
    return [...this.open].flatMap(([key, one]) => this.close(key, one));
  }

  private close(key: string, one: OpenSession): ReadResult[] {
    this.open.delete(key);
    if (this.current === one) this.current = null;
    if (one.refused) return [];
    this.bytes -= one.bytes;
    return one.session.sessions().map((read) => (read instanceof Refusal ? { problem: problemOf(read, one.first) } : { session: read }));
  }
}
