import {
  type EventType,
  MAX_EVENT_BYTES,
  MAX_SESSION_EVENTS,
  type SessionEvent,
  type ToolRef,
  type Trust,
  trustOfType,
} from "@/lib/domain/transcript";
import { cleanText, shortLine } from "./clean";
import { LimitRefusal } from "./record";

export type EventDetails = { at?: string | null; tool?: ToolRef; trust?: Trust };

/** The events of one session in the making: numbers them, cleans them, keeps the limits, pairs results with calls. */
export class EventList {
  readonly events: SessionEvent[] = [];
  /** The first words of the person served. */
  title: string | null = null;
  #toolNames = new Map<string, string>();
  #first: string | null = null;
  #last: string | null = null;

  constructor(readonly limits = { events: MAX_SESSION_EVENTS, eventBytes: MAX_EVENT_BYTES }) {}

  /** Adds one event; `path` is where its text stands, for the refusal when a limit is broken. */
  add(type: EventType, text: string, path: string, { at = null, tool, trust = trustOfType(type) }: EventDetails): void {
    const { events, limits } = this;
    if (events.length >= limits.events) throw new LimitRefusal(path, `This session has more than ${limits.events} events, the limit.`);
    // A UTF-16 unit is at most three bytes of UTF-8, so most texts need no counting.
    if (text.length * 3 > limits.eventBytes && Buffer.byteLength(text) > limits.eventBytes) {
      throw new LimitRefusal(path, `This event is larger than ${limits.eventBytes / 2 ** 20} MiB, the limit.`);
    }
    const clean = cleanText(text);
    events.push({ seq: events.length, type, at, text: clean, tool: tool ?? null, trust });
    if (this.title === null && type === "user" && trust === "user") this.title = shortLine(clean);
    if (at === null) return;
    if (this.#first === null || at < this.#first) this.#first = at;
    if (this.#last === null || at > this.#last) this.#last = at;
  }

  addText(type: EventType, text: string, path: string, details: EventDetails): void {
    if (text !== "") this.add(type, text, path, details);
  }

  /** A tool call; `text` is its input exactly as it came. */
  addCall(call: { name: string; callId: string | null; input: unknown; text: string }, path: string, details: EventDetails): void {
    const callId = call.callId === null ? null : cleanText(call.callId);
    const name = cleanText(call.name);
    if (callId !== null) this.#toolNames.set(callId, name);
    this.add("tool_call", call.text, path, { ...details, tool: { name, callId, input: call.input } });
  }

  /** A tool result, also an empty one: that a call came back with nothing is an event. Its name is its call's where it has none. */
  addResult(result: { name?: string; callId: string | null; isError?: boolean; text: string }, path: string, details: EventDetails): void {
    const callId = result.callId === null ? null : cleanText(result.callId);
    const name = result.name ?? (callId === null ? undefined : this.#toolNames.get(callId)) ?? "unknown";
    const tool: ToolRef = { name: cleanText(name), callId, ...(result.isError !== undefined && { isError: result.isError }) };
    this.add("tool_result", result.text, path, { ...details, tool });
  }

  /** Forgets the events after the first `count`: the line that they came from is damaged. */
  keepOnly(count: number): void {
    this.events.length = count;
  }

  /** Earliest and latest time of the events. */
  get startedAt(): string | null {
    return this.#first;
  }
  get endedAt(): string | null {
    return this.#last;
  }
}
