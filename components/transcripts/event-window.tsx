"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { EventList, type Highlight } from "@/components/transcripts/event-list";
import { GoToEvent } from "@/components/transcripts/go-to-event";
import { EVENTS_PER_FETCH, EVENTS_PER_STEP, settledLength } from "@/components/transcripts/settled";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import type { ActionOutcome, Event } from "@/lib/domain/views";

/** Events `from` to `from + limit` of the revision that is shown, in order. */
export type LoadEvents = (from: number, limit: number) => Promise<ActionOutcome<Event[]>>;

export type EventWindowProps = {
  /** In order and without gaps; the first need not be event 0. */
  initial: readonly Event[];
  /** How many events the revision has. */
  total: number;
  load: LoadEvents;
  highlight?: Highlight | null;
};

/** The next events are fetched when the end of those that are here is so near. */
const AHEAD = "4000px";

/** A part of a long session that grows at either end as it is read; an event that the address names and that is not here is fetched. */
export function EventWindow({ initial, total, load, highlight }: EventWindowProps) {
  const [events, setEvents] = useState(initial);
  const [problem, setProblem] = useState<string>();
  /** Counts the jumps: each is a list of its own, which looks up its target anew. */
  const [jump, setJump] = useState(0);
  const busy = useRef(false);
  const asked = useRef(0);
  const end = useRef<HTMLDivElement>(null);
  const from = events[0]?.seq ?? 0;
  const to = (events[events.length - 1]?.seq ?? -1) + 1;
  const shown = to < total ? events.slice(0, settledLength(events)) : events;
  const shownTo = (shown[shown.length - 1]?.seq ?? -1) + 1;

  const fetchPart = useCallback(
    async (start: number, limit: number, place: "before" | "after" | "instead") => {
      // A jump does not wait for what is being fetched; that is no longer wanted then.
      if ((busy.current && place !== "instead") || limit <= 0) return;
      busy.current = true;
      asked.current += 1;
      const mine = asked.current;
      const outcome = await load(start, limit).catch(
        (): ActionOutcome<Event[]> => ({ ok: false, message: "More events could not be fetched." }),
      );
      if (mine !== asked.current) return;
      busy.current = false;
      if (!outcome.ok) return setProblem(outcome.message);
      setProblem(undefined);
      const part = outcome.value;
      if (place === "instead") setJump((n) => n + 1);
      setEvents((all) => (place === "before" ? [...part, ...all] : place === "after" ? [...all, ...part] : part));
    },
    [load],
  );

  useEffect(() => {
    const goTo = () => {
      const seq = Number(/^#event-(\d+)$/.exec(location.hash)?.[1] ?? Number.NaN);
      if (Number.isNaN(seq) || seq >= total || (seq >= from && seq < shownTo)) return;
      const start = Math.max(0, Math.min(seq - 20, total - EVENTS_PER_STEP));
      void fetchPart(start, EVENTS_PER_STEP, "instead");
    };
    goTo();
    window.addEventListener("hashchange", goTo);
    return () => window.removeEventListener("hashchange", goTo);
  }, [from, shownTo, total, fetchPart]);

  useEffect(() => {
    const node = end.current;
    if (!node || to >= total || problem) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((e) => e.isIntersecting)) void fetchPart(to, EVENTS_PER_FETCH, "after");
      },
      { rootMargin: AHEAD },
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, [to, total, problem, fetchPart]);

  return (
    <>
      <GoToEvent total={total} />
      {from > 0 ? (
        <div className="border-b border-line py-3">
          <Button onClick={() => fetchPart(Math.max(0, from - EVENTS_PER_STEP), Math.min(EVENTS_PER_STEP, from), "before")}>
            Show {count(Math.min(EVENTS_PER_STEP, from), "earlier event")}
          </Button>
        </div>
      ) : null}
      <EventList key={jump} events={shown} highlight={highlight} />
      {problem ? (
        <div className="pt-3">
          <Alert tone="problem" title={problem}>
            What is shown is complete up to here.
          </Alert>
        </div>
      ) : null}
      {to < total ? (
        <div ref={end} className="py-3">
          <Button onClick={() => fetchPart(to, EVENTS_PER_FETCH, "after")}>
            Show {count(Math.min(EVENTS_PER_FETCH, total - to), "more event")}
          </Button>
          <span className="ml-3 text-13 text-muted">{`${shownTo.toLocaleString("en")} of ${count(total, "event")}`}</span>
        </div>
      ) : null}
    </>
  );
}
