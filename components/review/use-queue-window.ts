"use client";

import { type Range, useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type RefObject, useCallback } from "react";
import { drawnEntries, type QueueEntry, type Tier } from "@/components/review/queue-entries";

/** A queue of up to this many entries is drawn as a whole, so that the browser's own search finds every title. */
const WHOLE_UP_TO = 120;
/** Entries beyond either edge of what is in sight. */
const BEYOND = 12;
/** Heights until an entry was measured, and the window that the server draws for. */
const ESTIMATES: Record<QueueEntry["kind"], number> = { heading: 32, groups: 74, change: 78 };
const SERVER_RECT = { width: 300, height: 900 };

type Window = {
  /** What is drawn, in order. */
  items: readonly VirtualItem[];
  /** The ref of every drawn entry, which has its place among the entries as `data-index`. */
  measure: (node: Element | null) => void;
};

/** The part of the queue that is drawn: all of a short one, of a long one what is in sight. */
export function useQueueWindow(
  list: RefObject<HTMLElement | null>,
  { entries, tiers }: { entries: readonly QueueEntry[]; tiers: readonly Tier[] },
  selectedId: string | undefined,
  focusedId: RefObject<string | undefined>,
): Window {
  const rangeExtractor = useCallback(
    (range: Range) => {
      const beyond = entries.length <= WHOLE_UP_TO ? entries.length : BEYOND;
      const near = { from: range.startIndex - beyond, to: range.endIndex + beyond };
      return drawnEntries(near, entries, tiers, [selectedId, focusedId.current]);
    },
    [entries, tiers, selectedId, focusedId],
  );
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller(list.current),
    estimateSize: (i) => ESTIMATES[entries[i]?.kind ?? "change"],
    getItemKey: (i) => entries[i]?.key ?? i,
    initialRect: SERVER_RECT,
    rangeExtractor,
  });
  return { items: virtual.getVirtualItems(), measure: virtual.measureElement };
}

/** What scrolls the queue: its column on the desk, the dialog that it comes in where there is no room for one. */
function scroller(node: Element | null): HTMLElement | null {
  for (let at = node?.parentElement; at; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return null;
}
