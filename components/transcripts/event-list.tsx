import { memo } from "react";
import { ScrollToEvent } from "@/components/transcripts/scroll-to-event";
import { ToolTurn } from "@/components/transcripts/tool-turn";
import { turnsOf } from "@/components/transcripts/turns";
import { WordsTurn } from "@/components/transcripts/words-turn";
import type { Span } from "@/lib/domain/evidence";
import type { Event } from "@/lib/domain/views";

const Words = memo(WordsTurn);
const Tool = memo(ToolTurn);
/** One array for all, so that a turn that did not change is not drawn anew when a session grows. */
const NO_MARKS: readonly Span[] = [];

export type Highlight = { seq: number } & Span;

/** The turns of a session. Only what is near the screen is laid out, so that ten thousand events scroll like ten. */
export function EventList({ events, highlight }: { events: readonly Event[]; highlight?: Highlight | null }) {
  const marks = highlight ? [highlight] : NO_MARKS;
  const marksOf = (event: Event | null) => (event && highlight?.seq === event.seq ? marks : NO_MARKS);
  return (
    <>
      <ScrollToEvent />
      <ol aria-label="Events of the session">
        {turnsOf(events).map((turn) =>
          turn.kind === "words" ? (
            <Words key={turn.event.seq} event={turn.event} marks={marksOf(turn.event)} />
          ) : (
            <Tool
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
