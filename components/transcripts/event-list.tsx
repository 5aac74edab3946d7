import { ScrollToEvent } from "@/components/transcripts/scroll-to-event";
import { ToolTurn } from "@/components/transcripts/tool-turn";
import { turnsOf } from "@/components/transcripts/turns";
import { WordsTurn } from "@/components/transcripts/words-turn";
import type { Span } from "@/lib/domain/evidence";
import type { Event } from "@/lib/domain/views";

export type Highlight = { seq: number } & Span;

/** The turns of a session. Only what is near the screen is laid out, so that ten thousand events scroll like ten. */
export function EventList({ events, highlight }: { events: readonly Event[]; highlight?: Highlight | null }) {
  const marksOf = (event: Event | null): Span[] => (event && highlight?.seq === event.seq ? [highlight] : []);
  return (
    <>
      <ScrollToEvent />
      <ol aria-label="Events of the session">
        {turnsOf(events).map((turn) =>
          turn.kind === "words" ? (
            <WordsTurn key={turn.event.seq} event={turn.event} marks={marksOf(turn.event)} />
          ) : (
            <ToolTurn
              key={(turn.call ?? turn.result)?.seq}
              call={turn.call}
              result={turn.result}
              callMarks={marksOf(turn.call)}
              resultMarks={marksOf(turn.result)}
            />
          ),
        )}
      </ol>
    </>
  );
}
