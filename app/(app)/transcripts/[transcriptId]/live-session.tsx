"use client";

import { type ReactNode, useCallback } from "react";
import type { Highlight } from "@/components/transcripts/event-list";
import type { LoadEvents } from "@/components/transcripts/event-window";
import { TranscriptActions } from "@/components/transcripts/transcript-actions";
import { TranscriptPage } from "@/components/transcripts/transcript-page";
import { excludeTranscriptAction, includeTranscriptAction, readEventsAction, setOutcomeAction } from "@/lib/actions/transcripts";
import type { Event, Transcript } from "@/lib/domain/views";

type Props = {
  transcript: Transcript;
  /** The first part of a long session. */
  events: readonly Event[];
  highlight: Highlight | null;
  learned: ReactNode;
  mayJudge: boolean;
};

/** A session with what may be done to it; the rest of a long one is fetched as it is read. */
export function LiveSession({ transcript, events, highlight, learned, mayJudge }: Props) {
  const { id, revision, events: total } = transcript;
  const load = useCallback<LoadEvents>(
    async (from, limit) => {
      // A part may come back shorter than asked when its events are heavy.
      const wanted = Math.min(limit, total - from);
      const got: Event[] = [];
      while (got.length < wanted) {
        const next = await readEventsAction({ id, revision, from: from + got.length, limit: wanted - got.length });
        if (!next.ok) return next;
        if (next.value.length === 0) break;
        got.push(...next.value);
      }
      return { ok: true, value: got };
    },
    [id, revision, total],
  );
  return (
    <TranscriptPage
      transcript={transcript}
      events={events}
      load={load}
      highlight={highlight}
      learned={learned}
      actions={
        mayJudge ? (
          <TranscriptActions
            transcript={transcript}
            exclude={(reason) => excludeTranscriptAction(id, reason)}
            include={() => includeTranscriptAction(id)}
            setOutcome={(result) => setOutcomeAction(id, result)}
          />
        ) : undefined
      }
    />
  );
}
