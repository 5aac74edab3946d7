import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settledLength } from "@/components/transcripts/settled";
import { turnsOf } from "@/components/transcripts/turns";
import type { Event } from "@/lib/domain/views";

const event = (seq: number, type: Event["type"], callId: string | null = null): Event => ({
  seq,
  type,
  text: `event ${seq}`,
  trust: "agent",
  ...(type === "tool_call" || type === "tool_result" ? { tool: { name: "find", call_id: callId } } : {}),
});

describe("a part of a session", () => {
  it("ends before a call whose result may follow", () => {
    expect(settledLength([event(0, "user"), event(1, "tool_call", "a")])).toBe(1);
    expect(settledLength([event(0, "user"), event(1, "tool_call", "a"), event(2, "tool_call", "b"), event(3, "tool_result", "a")])).toBe(2);
  });

  it("is whole where every call has its result or words follow it", () => {
    expect(settledLength([event(0, "tool_call", "a"), event(1, "tool_result", "a")])).toBe(2);
    expect(settledLength([event(0, "tool_call", "a"), event(1, "assistant")])).toBe(2);
    expect(settledLength([])).toBe(0);
  });

  it("shows something even where it is one unanswered call", () => {
    expect(settledLength([event(0, "tool_call", "a")])).toBe(1);
  });

  it("does not wait for a call of long ago", () => {
    const events = [event(0, "user"), event(1, "tool_call", "lost")];
    for (let i = 2; i < 100; i += 2) events.push(event(i, "tool_call", `c${i}`), event(i + 1, "tool_result", `c${i}`));
    expect(settledLength(events)).toBe(events.length);
  });

  it("gives the same turns in parts as at once, up to a part that begins with what never was answered", () => {
    const kind = fc.constantFrom<Event["type"]>("user", "assistant", "tool_call");
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 30 }), fc.nat(30), (kinds, cut) => {
        // Every call is answered at once: then no part may split the two.
        const events: Event[] = [];
        for (const k of kinds) {
          events.push(event(events.length, k, `c${events.length}`));
          if (k === "tool_call") events.push(event(events.length, "tool_result", `c${events.length - 1}`));
        }
        const part = events.slice(0, Math.min(cut, events.length));
        const shown = settledLength(part);
        if (part.length === 1 && part[0]?.type === "tool_call") return;
        const halves = [...turnsOf(events.slice(0, shown)), ...turnsOf(events.slice(shown))];
        expect(halves).toEqual(turnsOf(events));
      }),
    );
  });
});
