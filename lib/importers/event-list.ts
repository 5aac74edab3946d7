import { type EventType, MAX_EVENT_BYTES, MAX_SESSION_EVENTS, type SessionEvent, type ToolRef, type Trust } from "@/lib/domain/transcript";
import { cleanText, shortLine } from "./clean";
import { LimitRefusal } from "./record";

export type ToolCall = { name: string; callId: string | null; input: unknown; text: string };
export type ToolResult = { name: string | null; callId: string | null; isError: boolean | null; text: string };

const SESSION_LIMITS = { events: MAX_SESSION_EVENTS, eventBytes: MAX_EVENT_BYTES };

/** The events of one session in the making: numbers them, cleans them, keeps the limits, pairs results with calls. */
export class EventList {
  readonly events: SessionEvent[] = [];
  /** Earliest and latest time of the events. */
  startedAt: string | null = null;
  endedAt: string | null = null;
  private toolNames: Map<string, string> | null = null;

  constructor(readonly limits = SESSION_LIMITS) {}

  /** Adds one event; `path` is where its text stands, for the refusal when a limit is broken. */
  add(type: EventType, text: string, path: string, at: string | null, trust: Trust, tool: ToolRef | null = null): void {
    const { events, limits } = this;
    if (events.length >= limits.events) throw new LimitRefusal(path, `This session has more than ${limits.events} events, the limit.`);
    // A UTF-16 unit is at most three bytes of UTF-8, so most texts need no counting.
    if (text.length * 3 > limits.eventBytes && Buffer.byteLength(text) > limits.eventBytes) {
      throw new LimitRefusal(path, `This event is larger than ${limits.eventBytes / 2 ** 20} MiB, the limit.`);
    }
    events.push({ seq: events.length, type, at, text: cleanText(text), tool, trust });
    if (at === null) return;
    if (this.startedAt === null || at < this.startedAt) this.startedAt = at;
    if (this.endedAt === null || at > this.endedAt) this.endedAt = at;
  }

  /** Adds a tool call; `text` is its input exactly as it came. */
  addCall(call: ToolCall, path: string, at: string | null, trust: Trust = "agent"): void {
    const callId = call.callId === null ? null : cleanText(call.callId);
    const name = cleanText(call.name);
    if (callId !== null) {
      this.toolNames ??= new Map();
      this.toolNames.set(callId, name);
    }
    this.add("tool_call", call.text, path, at, trust, { name, callId, input: call.input });
  }

  /** Adds a tool result, also an empty one: that a call came back with nothing is an event. Without a name it has its call's. */
  addResult(result: ToolResult, path: string, at: string | null): void {
    const callId = result.callId === null ? null : cleanText(result.callId);
    const name = cleanText(result.name ?? (callId === null ? null : this.toolNames?.get(callId)) ?? "unknown");
    const tool: ToolRef = result.isError === null ? { name, callId } : { name, callId, isError: result.isError };
    this.add("tool_result", result.text, path, at, "external", tool);
  }

  /** Forgets the events after the first `count`: the line that they came from is damaged. */
  keepOnly(count: number): void {
    this.events.length = count;
  }

  /** The first words of the person served, on one short line. */
  title(): string | null {
    for (const { type, trust, text } of this.events) {
      const line = type === "user" && trust === "user" ? shortLine(text) : null;
      if (line !== null) return line;
    }
    return null;
  }
}
