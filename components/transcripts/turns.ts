import type { Event } from "@/lib/domain/views";

/** One thing to show: words, or a tool call with what came back. */
export type Turn = { kind: "words"; event: Event } | { kind: "tool"; call: Event | null; result: Event | null };

/**
 * The events as turns, none lost, none twice. Within an unbroken run of tool events a result joins its call by `call_id`, or the oldest
 * call without a result where the format gives no id.
 */
export function turnsOf(events: readonly Event[]): Turn[] {
  const turns: Turn[] = [];
  let run: Extract<Turn, { kind: "tool" }>[] = [];
  for (const event of events) {
    if (event.type === "tool_call") {
      const turn = { kind: "tool" as const, call: event, result: null };
      run.push(turn);
      turns.push(turn);
    } else if (event.type === "tool_result") {
      const id = event.tool?.call_id;
      const open = run.filter((t) => t.result === null);
      const match = id ? (open.find((t) => t.call?.tool?.call_id === id) ?? open.find((t) => !t.call?.tool?.call_id)) : open[0];
      if (match) match.result = event;
      else turns.push({ kind: "tool", call: null, result: event });
    } else {
      run = [];
      turns.push({ kind: "words", event });
    }
  }
  return turns;
}

/** The turn that holds an event, -1 without one. */
export const turnOfEvent = (turns: readonly Turn[], seq: number): number =>
  turns.findIndex((t) => (t.kind === "words" ? t.event.seq === seq : t.call?.seq === seq || t.result?.seq === seq));

const CHARS_PER_LINE = 78;
/** A longer text is folded (`EventText`). */
const MOST_LINES = 50;

/** About how many pixels a turn takes before anybody has seen it. */
export function turnHeight(turn: Turn | undefined): number {
  if (turn?.kind !== "words" || turn.event.type === "thinking" || turn.event.type === "system") return 41;
  const lines = Math.ceil(turn.event.text.length / CHARS_PER_LINE);
  return Math.max(79, 33 + 26 * Math.min(lines, MOST_LINES));
}

/** A call's arguments on one line, for the folded state. */
export function callSummary(call: Event): string {
  const flat = call.text.replace(/\s+/g, " ").trim();
  return flat === "{}" ? "" : flat.length > 140 ? `${flat.slice(0, 140)}…` : flat;
}

/** JSON indented where it is JSON; the text as it is otherwise. Display only: the stored text keeps its bytes. */
export function prettyJson(text: string): string {
  if (text.length > 50_000 || !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
