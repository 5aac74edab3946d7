"use client";

import { memo, useCallback, useMemo } from "react";
import { ScrollToEvent } from "@/components/transcripts/scroll-to-event";
import { ToolTurn } from "@/components/transcripts/tool-turn";
import { turnHeight, turnOfEvent, turnsOf } from "@/components/transcripts/turns";
import { WordsTurn } from "@/components/transcripts/words-turn";
import { useRowWindow } from "@/components/ui/use-row-window";
import { DrawAll, Windowed } from "@/components/ui/windowed";
import type { Span } from "@/lib/domain/evidence";
import type { Event } from "@/lib/domain/views";

const Words = memo(WordsTurn);
const Tool = memo(ToolTurn);
/** One array for all, so that a turn that did not change is not drawn anew when a session grows. */
const NO_MARKS: readonly Span[] = [];

export type Highlight = { seq: number } & Span;

/** The turns of a session. Only what is near the window is drawn, so that ten thousand events scroll like ten. */
export function EventList({ events, highlight }: { events: readonly Event[]; highlight?: Highlight | null }) {
  const marks = useMemo(() => (highlight ? [highlight] : NO_MARKS), [highlight]);
  const marksOf = (event: Event | null) => (event && highlight?.seq === event.seq ? marks : NO_MARKS);
  const turns = useMemo(() => turnsOf(events), [events]);
  const keyOf = useCallback((i: number) => firstSeq(turns[i]), [turns]);
  const heightOf = useCallback((i: number) => turnHeight(turns[i]), [turns]);
  const view = useRowWindow<HTMLOListElement>({ count: turns.length, keyOf, heightOf });
  const reveal = (seq: number) => {
    const row = turnOfEvent(turns, seq);
    if (row !== -1) view.reveal(row);
  };
  return (
    <>
      <DrawAll view={view} what={`${turns.length.toLocaleString("en")} turns`} />
      <ol ref={view.container} onFocus={view.onFocus} data-skips={view.skips || undefined} aria-label="Events of the session">
        <Windowed
          view={view}
          row={(i) => {
            const turn = turns[i];
            if (!turn) return null;
            return turn.kind === "words" ? (
              <Words key={turn.event.seq} row={i} event={turn.event} marks={marksOf(turn.event)} />
            ) : (
              <Tool
                key={firstSeq(turn)}
                row={i}
                call={turn.call}
                result={turn.result}
                callMarks={marksOf(turn.call)}
                resultMarks={marksOf(turn.result)}
              />
            );
          }}
        />
      </ol>
      <ScrollToEvent reveal={reveal} />
    </>
  );
}

const firstSeq = (turn: ReturnType<typeof turnsOf>[number] | undefined) =>
  turn === undefined ? -1 : turn.kind === "words" ? turn.event.seq : ((turn.call ?? turn.result)?.seq ?? -1);
