import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { turnsOf } from "@/components/transcripts/turns";
import type { Event } from "@/lib/domain/views";

const event = (seq: number, type: Event["type"], call_id: string | null = null): Event => ({
  seq,
  type,
  text: "",
  trust: "agent",
  ...(type.startsWith("tool") ? { tool: { name: "t", call_id } } : {}),
});

describe("turns of a session", () => {
  it("pair a result with its call, parallel calls by id", () => {
    const turns = turnsOf([
      event(0, "tool_call", "a"),
      event(1, "tool_call", "b"),
      event(2, "tool_result", "b"),
      event(3, "tool_result", "a"),
    ]);
    expect(turns.map((t) => (t.kind === "tool" ? [t.call?.seq, t.result?.seq] : []))).toEqual([
      [0, 3],
      [1, 2],
    ]);
  });
  it("pair in order where the format gives no ids", () => {
    const turns = turnsOf([event(0, "tool_call"), event(1, "tool_result"), event(2, "user"), event(3, "tool_result")]);
    expect(turns).toHaveLength(3);
    expect(turns[2]).toMatchObject({ kind: "tool", call: null });
  });
  it("show every event exactly once", () => {
    const some = fc.array(
      fc.tuple(
        fc.constantFrom<Event["type"]>("user", "assistant", "tool_call", "tool_result", "thinking"),
        fc.constantFrom("a", "b", null),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(some, (list) => {
        const events = list.map(([type, id], seq) => event(seq, type, id));
        const shown = turnsOf(events).flatMap((t) => (t.kind === "words" ? [t.event] : [t.call, t.result].filter((e) => e !== null)));
        expect(shown.map((e) => e.seq).sort((a, b) => a - b)).toEqual(events.map((e) => e.seq));
      }),
    );
  });
});
