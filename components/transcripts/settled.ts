import type { Event } from "@/lib/domain/views";

/** How many events of a long session its page begins with. */
export const EVENTS_PER_STEP = 200;
/** How many more come at once when it is read on; the address of an action takes no more. */
export const EVENTS_PER_FETCH = 500;

/** A call that many events ago is not waited for any longer. */
const MOST_HELD = 60;

/**
 * How many of the first events of a session can be shown while the rest has not come yet: a run of tool calls at the end whose results may still
 * be on their way is held back, so that no call looks as if nothing came back. At least one event is shown.
 */
export function settledLength(events: readonly Event[]): number {
  let start = events.length;
  while (start > 0 && isTool(events[start - 1])) start--;
  const waiting: { index: number; id: string | null }[] = [];
  for (let i = start; i < events.length; i++) {
    const event = events[i] as Event;
    const id = event.tool?.call_id ?? null;
    if (event.type === "tool_call") {
      waiting.push({ index: i, id });
      continue;
    }
    const at = id === null ? 0 : waiting.findIndex((w) => w.id === id);
    if (at >= 0) waiting.splice(at, 1);
  }
  const first = waiting[0]?.index;
  return first === undefined || first === 0 || events.length - first > MOST_HELD ? events.length : first;
}

const isTool = (event: Event | undefined) => event?.type === "tool_call" || event?.type === "tool_result";
