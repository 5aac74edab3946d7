import type { ImportedSession } from "@/lib/domain/transcript";
import { resultWords } from "./anthropic-text";
import { shortLine, smallMetadata } from "./clean";
import { EventList } from "./event-list";
import type { JsonSource } from "./json-source";
import { type Emit, readManagedEvent } from "./managed-event";
import { label, ManagedFacts } from "./managed-facts";
import { readTimeWithoutZone } from "./read-time";
import { isRecord, optionalLabel, Refusal, textOr } from "./record";

type Entry = {
  id: string | null;
  at: string | null;
  /** The thread whose own list it came in, and the thread that it names. */
  list: string | null;
  thread: string | null;
  emits: Emit[];
  /** A message between threads, for the other end. */
  isCopy: boolean;
  /** Was sent and came back: the echo counts. */
  dropped: boolean;
};

const MAX_TITLE = 300;

/** One session in the making: takes events in the order of the file, gives the session and a session for each sub-agent's thread. */
export class ManagedSession {
  private raw: { start: number; end: number }[] = [];
  private entries: Entry[] = [];
  private seen = new Set<string>();
  private sent = new Map<string, Entry[]>();
  private listed = new Set<string>();

  /** What the file says about the session and its threads. */
  readonly facts = new ManagedFacts();

  constructor(public sessionId: string | null) {}

  /** A record of the file is (also) this session's. */
  keep({ start, end }: { start: number; end: number }): void {
    const last = this.raw.at(-1);
    if (last && last.end === start) last.end = end;
    else this.raw.push({ start, end });
  }

  /** `list`: the thread in whose own list it stands. Throws `Refusal` when it is damaged. */
  add(event: Record<string, unknown>, path: string, source: JsonSource, list: string | null, isSent = false): void {
    const id = textOr(event.id, null);
    const key = `${list ?? ""} ${id}`;
    if (id !== null && this.seen.has(key)) return;
    const at = readTimeWithoutZone(event.processed_at);
    const thread = textOr(event.session_thread_id, null);
    const emits = readManagedEvent(event, path, source, at);
    if (id !== null) this.seen.add(key);
    if (list !== null) this.listed.add(list);
    this.facts.note(event, thread);
    const entry = { id, at, list, thread, emits, dropped: false, isCopy: false };
    if (typeof event.type === "string" && event.type.startsWith("user.")) {
      const echo = echoOf(event);
      const waiting = this.sent.get(echo);
      if (isSent && waiting) waiting.push(entry);
      else if (isSent) this.sent.set(echo, [entry]);
      else if (waiting?.[0]) {
        waiting[0].dropped = true;
        waiting.shift();
      }
    }
    if (emits.length > 0) this.entries.push(entry);
    this.crossPost(event, path, source, entry);
  }

  /** The session, then its threads. A broken limit is a `Refusal`. */
  sessions(): (ImportedSession | Refusal)[] {
    const own = this.facts.ownThread();
    const main: Entry[] = [];
    const threads = new Map<string, Entry[]>();
    const ids = new Set<string>();
    for (const entry of this.entries) {
      const inside = entry.list === own ? null : entry.list;
      const thread = inside ?? (entry.thread === own ? null : entry.thread);
      // What a thread did is posted in the session's own stream as well.
      if (entry.dropped || (inside === null && thread !== null && this.listed.has(thread))) continue;
      // What a thread tells the session stands in the session's own stream.
      if (entry.isCopy && (inside !== null || thread === null || !this.facts.isThread(thread))) continue;
      const id = `${thread ?? ""} ${entry.id}`;
      if (entry.id !== null && ids.has(id)) continue;
      ids.add(id);
      const list = thread === null ? main : threads.get(thread);
      if (list) list.push(entry);
      else if (thread !== null) threads.set(thread, [entry]);
    }
    const externalId = this.sessionId ?? own ?? (threads.size > 0 && main.length > 0 ? this.firstId() : null);
    const results = [...threads].map(([id, entries]) => attempt(() => this.thread(id, externalId, entries)));
    // A file of nothing but a thread has no session to miss.
    if (main.length > 0) results.unshift(attempt(() => this.main(externalId, main)));
    else if (threads.size === 0) results.push(NO_EVENTS);
    return results;
  }

  private firstId(): string | null {
    return this.entries.find((entry) => entry.id !== null)?.id ?? null;
  }

  /** What was said to a thread and by it stands in the session's own stream; where its own list is missing, this is all there is. */
  private crossPost(event: Record<string, unknown>, path: string, source: JsonSource, entry: Entry): void {
    const sent = event.type === "agent.thread_message_sent" ? textOr(event.to_session_thread_id, null) : null;
    const received = event.type === "agent.thread_message_received" ? textOr(event.from_session_thread_id, null) : null;
    const thread = sent ?? received;
    if (thread === null) return;
    this.facts.noteMessage(
      thread,
      textOr(sent === null ? event.from_agent_name : event.to_agent_name, null),
      sent !== null && entry.list === null,
    );
    const type = sent === null ? "agent.thread_message_sent" : "agent.thread_message_received";
    this.entries.push({ ...entry, thread, isCopy: true, emits: readManagedEvent({ ...event, type }, path, source, entry.at) });
  }

  private main(externalId: string | null, entries: Entry[]): ImportedSession {
    const { about } = this.facts;
    const id = optionalLabel(externalId, "session.id");
    const list = eventsOf(entries);
    const given = isRecord(about.metadata) ? about.metadata : {};
    const title = typeof about.title === "string" ? shortLine(about.title, MAX_TITLE) : null;
    return {
      externalId: id,
      title: title ?? list.title(),
      user: label(given.user_id) ?? label(given.user),
      task: label(given.task_id) ?? label(given.task),
      parentExternalId: null,
      startedAt: earliest(readTimeWithoutZone(about.created_at), list.startedAt),
      endedAt: list.endedAt,
      outcome: this.facts.outcome(),
      metadata: this.facts.metadata(given),
      events: list.events,
      raw: this.raw,
    };
  }

  private thread(id: string, parentExternalId: string | null, entries: Entry[]): ImportedSession {
    const list = eventsOf(entries);
    const name = this.facts.nameOf(id);
    return {
      externalId: optionalLabel(id, "session_thread_id"),
      title: name === null ? list.title() : shortLine(name, MAX_TITLE),
      user: null,
      task: null,
      parentExternalId: label(parentExternalId),
      startedAt: list.startedAt,
      endedAt: list.endedAt,
      outcome: null,
      metadata: name === null ? {} : smallMetadata({ agent: name }),
      events: list.events,
      raw: this.raw.map((range) => ({ ...range })),
    };
  }
}

const NO_EVENTS = new Refusal("", "The session has no events: nobody said anything, and no tool was called.");

function attempt(read: () => ImportedSession): ImportedSession | Refusal {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function eventsOf(entries: Entry[]): EventList {
  const list = new EventList();
  for (const entry of inOrder(entries)) for (const emit of entry.emits) emit(list);
  return list;
}

/** A list that was asked for newest first runs backwards. */
function inOrder(entries: Entry[]): Entry[] {
  const times = entries.flatMap((entry) => entry.at ?? []);
  const backwards = times.length > 1 && times[0]! > times.at(-1)! && times.every((at, i) => i === 0 || at <= times[i - 1]!);
  return backwards ? entries.toReversed() : entries;
}

/** The same for an event as it was sent and as it came back: the words and what they answer. */
function echoOf(event: Record<string, unknown>): string {
  const answers = event.tool_use_id ?? event.custom_tool_use_id ?? null;
  return JSON.stringify([event.type, resultWords(event.content), answers, event.result ?? null, event.description ?? null]);
}

function earliest(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a;
}
