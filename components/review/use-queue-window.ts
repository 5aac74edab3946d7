"use client";

import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { drawnEntries, type QueueEntry, type Tier } from "@/components/review/queue-entries";

/** A queue of up to this many entries is drawn as a whole, so that the browser's own search finds every title. */
const WHOLE_UP_TO = 120;
/** Entries beyond either edge of what is in sight. */
const BEYOND = 24;
/** Heights until an entry was measured. */
const ESTIMATES: Record<QueueEntry["kind"], number> = { heading: 32, groups: 74, change: 78 };
/** What the server draws: the first entries, about a window of them. */
const FIRST = { from: 0, to: 16 };

/** An entry that is drawn, with where it begins and ends in the queue, by what is known of the heights above it. */
export type Placed = { index: number; start: number; end: number };

/** The part of the queue that is drawn: all of a short one, of a long one what is in sight. Every entry has its place among them as `data-index`. */
export function useQueueWindow(
  list: RefObject<HTMLElement | null>,
  { entries, tiers }: { entries: readonly QueueEntry[]; tiers: readonly Tier[] },
  selectedId: string | undefined,
  focusedId: RefObject<string | undefined>,
): Placed[] {
  const whole = entries.length <= WHOLE_UP_TO;
  const heights = useRef(new Map<string, number>());
  const [sight, setSight] = useState(FIRST);
  const [measured, setMeasured] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `measured` says that heights are others
  const starts = useMemo(() => startsOf(entries, heights.current), [entries, measured]);
  const look = useEffectEvent((queue: HTMLElement) => {
    const seen = inSight(starts, sightOf(queue));
    // Drawn before the frame is: it would else show where no row is yet.
    if (seen.from !== sight.from || seen.to !== sight.to) flushSync(() => setSight(seen));
  });
  const forget = useEffectEvent(() => {
    heights.current.clear();
    setMeasured((n) => n + 1);
  });

  useEffect(() => {
    const queue = list.current;
    if (whole || !queue) return;
    const onScroll = (event: Event) => event.target instanceof Node && event.target.contains(queue) && look(queue);
    let width = queue.clientWidth;
    const sizes = new ResizeObserver(() => {
      if (queue.clientWidth !== width) forget();
      width = queue.clientWidth;
      look(queue);
    });
    // What scrolls it is its column on the desk, the dialog that it comes in where there is no room for one.
    document.addEventListener("scroll", onScroll, { capture: true, passive: true });
    sizes.observe(queue);
    if (queue.parentElement) sizes.observe(queue.parentElement);
    return () => {
      document.removeEventListener("scroll", onScroll, { capture: true });
      sizes.disconnect();
    };
  }, [list, whole]);

  useLayoutEffect(() => {
    if (whole) return;
    let found = false;
    for (const node of list.current?.querySelectorAll<HTMLElement>("[data-index]") ?? []) {
      const key = entries[Number(node.dataset.index)]?.key;
      if (key === undefined || heights.current.has(key) || node.offsetHeight === 0) continue;
      heights.current.set(key, node.offsetHeight);
      found = true;
    }
    if (found) setMeasured((n) => n + 1);
  });

  const drawn = drawnEntries(
    whole ? { from: 0, to: entries.length - 1 } : { from: sight.from - BEYOND, to: sight.to + BEYOND },
    entries,
    tiers,
    [selectedId, focusedId.current],
  );
  return drawn.map((index) => ({ index, start: starts[index] ?? 0, end: starts[index + 1] ?? 0 }));
}

/** Where each entry begins, and where the last one ends. */
function startsOf(entries: readonly QueueEntry[], heights: ReadonlyMap<string, number>): number[] {
  let at = 0;
  return [0, ...entries.map((e) => (at += heights.get(e.key) ?? ESTIMATES[e.kind]))];
}

type Sight = { top: number; height: number };

/** The first and the last entry of which any part is in sight. */
export function inSight(starts: readonly number[], { top, height }: Sight): { from: number; to: number } {
  const begins = starts.slice(0, -1);
  const from = begins.findLastIndex((start) => start <= top);
  const to = begins.findLastIndex((start) => start < top + height);
  return { from: Math.max(0, from), to: Math.max(0, to) };
}

/** What is seen of the queue, from its own top. */
function sightOf(queue: HTMLElement): Sight {
  let at = queue.parentElement;
  while (at && !/auto|scroll/.test(getComputedStyle(at).overflowY)) at = at.parentElement;
  const { top, height } = at ? at.getBoundingClientRect() : { top: 0, height: innerHeight };
  return { top: top - queue.getBoundingClientRect().top, height };
}
