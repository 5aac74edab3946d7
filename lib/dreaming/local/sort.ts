import type { DreamSession } from "@/lib/domain/dream";
import type { SessionEvent } from "@/lib/domain/transcript";

const ms = (time: string | null): number | null => {
  const value = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(value) ? null : value;
};

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Position of a session in time, milliseconds: its start, but never after it was received; else when it was received. */
function position(session: DreamSession): number {
  const received = ms(session.receivedAt) ?? 0;
  const started = ms(session.startedAt);
  return started === null ? received : Math.min(started, received);
}

/**
 * The sessions that the engine reads, in canonical order (time, arrival, id), whatever order they were given in. Sessions that never really ran
 * (`invalid`) are left out; of two revisions of one transcript the later is read. Events are put in order of `seq`.
 */
export function canonicalOrder(sessions: readonly DreamSession[]): DreamSession[] {
  const latest = new Map<string, DreamSession>();
  for (const session of sessions) {
    const seen = latest.get(session.transcriptId);
    if (!seen || session.revision > seen.revision) latest.set(session.transcriptId, session);
  }
  return [...latest.values()]
    .filter((session) => session.outcome.result !== "invalid")
    .sort((a, b) => position(a) - position(b) || a.arrival - b.arrival || byText(a.transcriptId, b.transcriptId))
    .map((session) => ({ ...session, events: inOrder(session.events) }));
}

function inOrder(events: readonly SessionEvent[]): SessionEvent[] {
  for (let i = 1; i < events.length; i++) {
    if ((events[i - 1]?.seq ?? 0) > (events[i]?.seq ?? 0)) return [...events].sort((a, b) => a.seq - b.seq);
  }
  return [...events];
}

/** When `event` was said, RFC 3339: its own time, else its session's start, never after the session was received; null when only arrival orders it. */
export function statedAt(session: DreamSession, event: SessionEvent): string | null {
  const time = event.at ?? session.startedAt;
  const value = ms(time);
  if (value === null) return null;
  const received = ms(session.receivedAt);
  return received !== null && value > received ? session.receivedAt : time;
}

/** The newest of several times, RFC 3339; null when none is known. Of two spellings of one moment the first in text order. */
export function newest(times: readonly (string | null)[]): string | null {
  let best: string | null = null;
  for (const time of times) {
    const value = ms(time);
    if (time === null || value === null) continue;
    const than = ms(best);
    if (best === null || than === null || value > than || (value === than && time < best)) best = time;
  }
  return best;
}
