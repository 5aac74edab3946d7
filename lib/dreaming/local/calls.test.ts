import { expect, test } from "vitest";
import type { SessionEvent } from "@/lib/domain/transcript";
import { callsOf, leavesOf, wentThrough } from "@/lib/dreaming/local/calls";
import { newest, statedAt } from "@/lib/dreaming/local/sort";
import { eventsOf, session } from "@/lib/dreaming/local/test-sessions";

const call = (seq: number, name: string, callId: string | null): SessionEvent => ({
  seq,
  type: "tool_call",
  at: null,
  text: "",
  tool: { name, callId, input: {} },
  trust: "agent",
});
const answer = (seq: number, text: string, name: string, callId: string | null): SessionEvent => ({
  seq,
  type: "tool_result",
  at: null,
  text,
  tool: { name, callId },
  trust: "external",
});
const pairs = (events: SessionEvent[]) => callsOf({ events }).map((c) => [c.name, c.result?.text ?? null]);

test("results find their call by id, in any order", () => {
  expect(pairs([call(0, "a", "1"), call(1, "b", "2"), answer(2, "for b", "", "2"), answer(3, "for a", "", "1")])).toEqual([
    ["a", "for a"],
    ["b", "for b"],
  ]);
});

test("an id that is used again belongs to the next call", () => {
  expect(pairs([call(0, "a", "1"), answer(1, "first", "", "1"), call(2, "b", "1"), answer(3, "second", "", "1")])).toEqual([
    ["a", "first"],
    ["b", "second"],
  ]);
});

test("without ids, by name, else the call just before; a result without a call stands alone", () => {
  expect(pairs([call(0, "a", null), call(1, "b", null), answer(2, "for a", "a", null), answer(3, "for b", "b", null)])).toEqual([
    ["a", "for a"],
    ["b", "for b"],
  ]);
  expect(pairs([call(0, "a", null), answer(1, "for a", "", null), answer(2, "alone", "x", null)])).toEqual([
    ["a", "for a"],
    ["x", "alone"],
  ]);
});

test("a call without a result neither failed nor went through", () => {
  const [open] = callsOf({ events: [call(0, "a", "1")] });
  expect(open && [open.error, wentThrough(open)]).toEqual([null, false]);
});

test("leaves carry the name of the nearest key; depth and number are bounded", () => {
  expect(leavesOf({ people: [{ dob: "x" }, { dob: 2 }], ok: true, none: null })).toEqual([
    { name: "dob", value: "x" },
    { name: "dob", value: "2" },
    { name: "ok", value: "true" },
    { name: "none", value: "null" },
  ]);
  expect(leavesOf("ls -la")).toEqual([{ name: "input", value: "ls -la" }]);
  let deep: unknown = "x";
  for (let i = 0; i < 10_000; i++) deep = [deep];
  expect(leavesOf(deep)).toEqual([]);
  expect(leavesOf(Array.from({ length: 1_000 }, () => 1))).toHaveLength(300);
});

test("a statement's time is its event's, else its session's start, never after the receipt", () => {
  const events = eventsOf([{ user: "hi" }]);
  const [event] = events;
  if (!event) throw new Error("no event");
  expect(statedAt(session(events), event)).toBeNull();
  expect(statedAt(session(events, { startedAt: "2026-04-01T00:00:00Z" }), event)).toBe("2026-04-01T00:00:00Z");
  expect(statedAt(session(events), { ...event, at: "2026-04-02T00:00:00Z" })).toBe("2026-04-02T00:00:00Z");
  expect(statedAt(session(events), { ...event, at: "2099-01-01T00:00:00Z" })).toBe("2026-05-01T00:00:00Z");
  expect(newest([null, "2026-04-01T00:00:00+02:00", "2026-03-31T23:00:00Z", "nonsense"])).toBe("2026-03-31T23:00:00Z");
});
