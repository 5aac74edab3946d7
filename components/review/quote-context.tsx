"use client";

import { useState } from "react";
import { VisibleText } from "@/components/diff/visible-text";
import { SPEAKERS } from "@/components/transcripts/speakers";
import { QuotedText } from "@/components/trust/external-text";
import { TrustBadge } from "@/components/trust/trust-badge";
import { Alert } from "@/components/ui/alert";
import { ExactTime } from "@/components/ui/relative-time";
import { readEventsAction } from "@/lib/actions/transcripts";
import type { Span } from "@/lib/domain/evidence";
import type { Event, Evidence } from "@/lib/domain/views";

/** Turns shown before and after the quoted one. */
const AROUND = 3;
/** A neighbour shows this much: enough to see what was asked and answered. */
const MAX_CHARS = 700;

/** What was said just before and after a quote, fetched when it is asked for. */
export function QuoteContext({ evidence: e }: { evidence: Extract<Evidence, { source: "transcript" }> }) {
  const [events, setEvents] = useState<Event[]>();
  const [problem, setProblem] = useState<string>();
  const load = async () => {
    const from = Math.max(0, e.event_seq - AROUND);
    const outcome = await readEventsAction({
      id: e.transcript_id,
      revision: e.revision,
      from,
      limit: e.event_seq - from + 1 + AROUND,
    }).catch(() => ({ ok: false as const, message: "The turns could not be fetched: the server cannot be reached." }));
    if (outcome.ok) setEvents(outcome.value);
    setProblem(outcome.ok ? undefined : outcome.message);
  };
  return (
    <details
      className="group mt-1"
      onToggle={(event) => {
        if (event.currentTarget.open && !events) void load();
      }}
    >
      <summary className="inline-flex min-h-6 items-center gap-1.5 rounded-sm text-12 text-muted hover:text-ink">
        <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
          ▸
        </span>
        Turns around it
      </summary>
      <div aria-live="polite" className="mt-1">
        {problem ? (
          <Alert tone="problem">{problem}</Alert>
        ) : events ? (
          <ol className="divide-y divide-line border-y border-line">
            {events.map((event) => (
              <Turn key={event.seq} event={event} quoted={event.seq === e.event_seq ? e : undefined} />
            ))}
          </ol>
        ) : (
          <p className="py-1 text-12 text-muted">Fetching the turns…</p>
        )}
      </div>
    </details>
  );
}

function Turn({ event, quoted }: { event: Event; quoted: Span | undefined }) {
  const from = quoted ? Math.max(0, quoted.start - MAX_CHARS / 2) : 0;
  const to = Math.min(event.text.length, quoted ? quoted.end + MAX_CHARS / 2 : MAX_CHARS);
  const marks = quoted ? [{ start: quoted.start - from, end: quoted.end - from }] : [];
  return (
    <li className="py-2" aria-current={quoted ? "true" : undefined}>
      <p className="mb-1 flex flex-wrap items-baseline gap-x-2 text-12 text-muted">
        <span className="font-strong text-ink">{SPEAKERS[event.type]}</span>
        {event.type === "user" || event.trust === "external" ? <TrustBadge trust={event.trust} /> : null}
        {event.at ? <ExactTime at={event.at} show="clock" /> : null}
        <span>{quoted ? `event ${event.seq}, the quoted one` : `event ${event.seq}`}</span>
      </p>
      <QuotedText trust={event.trust} className="reading max-h-64 text-[14px] leading-[21px]">
        {from > 0 ? "…" : ""}
        <VisibleText text={event.text.slice(from, to)} marks={marks} />
        {to < (event.text_chars ?? event.text.length) ? "…" : ""}
      </QuotedText>
    </li>
  );
}
