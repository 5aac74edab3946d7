"use client";

import { type FocusEvent, type RefObject, useCallback, useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { offsetsOf, type Rows, rowsWithin, type Segment, segmentsOf } from "@/components/ui/row-window";

/** A list of up to so many rows is drawn whole. */
export const MOST_WHOLE = 200;
/** Drawn before anybody knows where the window stands. */
const FIRST = 60;
/** How far beyond the window rows are drawn, in heights of it, and how near they may come to its edge before more are. */
const AHEAD = 1.5;
const NEAR = 0.5;

/** Rows at either side of the one with the focus, so that Tab finds the next one wherever the window stands. */
const BESIDE = 3;

export type RowWindow<Container extends HTMLElement = HTMLElement> = {
  /** The element that holds the rows, and nothing but rows and room. Rows carry `data-row`, their number. */
  container: RefObject<Container | null>;
  segments: Segment[];
  /** All rows are drawn: there are few, or somebody asked. */
  whole: boolean;
  /** All of many rows are drawn: the browser need not lay out those out of sight. */
  skips: boolean;
  drawAll: () => void;
  /** Draws a row and what is around it, wherever the window stands. */
  reveal: (row: number) => void;
  onFocus: (event: FocusEvent) => void;
};

type Options = { count: number; keyOf: (row: number) => string | number; heightOf: (row: number) => number };

/**
 * Draws the rows of a long list that are near the window, and keeps the room of the others. The row that has the focus stays with its
 * neighbours, and so do rows in which something was opened. Printing and the browser's
 * own search (Ctrl F) draw all of them first. `heightOf` is a guess, until a row was drawn once; its height is kept under its key.
 */
export function useRowWindow<Container extends HTMLElement>({ count, keyOf, heightOf }: Options): RowWindow<Container> {
  const container = useRef<Container>(null);
  const [heights] = useState(() => new Map<string | number, number>());
  const [measured, setMeasured] = useState(0);
  const [shown, setShown] = useState<Rows>({ from: 0, to: FIRST });
  const [focused, setFocused] = useState<string | number | null>(null);
  const [opened, setOpened] = useState<ReadonlySet<string | number>>(new Set());
  const [asked, setAsked] = useState(false);
  const [printing, setPrinting] = useState(false);
  const whole = asked || printing || count <= MOST_WHOLE;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `measured` says that the heights, which are kept in place, have changed
  const offsets = useMemo(() => offsetsOf(count, (i) => heights.get(keyOf(i)) ?? heightOf(i)), [count, keyOf, heightOf, heights, measured]);
  const kept = useMemo(() => {
    if (focused === null && opened.size === 0) return [];
    const rows = Array.from({ length: count }, (_, i) => i);
    const at = focused === null ? -1 : rows.findIndex((i) => keyOf(i) === focused);
    return rows.filter((i) => (at !== -1 && Math.abs(i - at) <= BESIDE) || opened.has(keyOf(i)));
  }, [focused, opened, count, keyOf]);
  const segments = useMemo(
    () => (whole ? segmentsOf(offsets, { from: 0, to: count }, []) : segmentsOf(offsets, shown, kept)),
    [whole, offsets, shown, kept, count],
  );

  /** A row was drawn that the window is only about to go to: until it moves, its place says nothing. */
  const awaited = useRef(false);
  const look = useEffectEvent((draw: (rows: Rows) => void) => {
    if (whole || awaited.current || !container.current) return;
    const top = -container.current.getBoundingClientRect().top;
    const within = (beyond: number) => rowsWithin(offsets, top - beyond * innerHeight, top + (1 + beyond) * innerHeight);
    const needed = within(NEAR);
    if (needed.from < shown.from || needed.to > Math.min(shown.to, count)) draw(within(AHEAD));
  });
  useEffect(() => {
    // Drawn before the frame that shows the new place is painted.
    const onScroll = () => {
      awaited.current = false;
      look((rows) => flushSync(() => setShown(rows)));
    };
    look(setShown);
    // Captured: the list may stand in a dialog that scrolls by itself.
    const options = { capture: true, passive: true };
    window.addEventListener("scroll", onScroll, options);
    window.addEventListener("resize", onScroll);
    return () => {
      window.removeEventListener("scroll", onScroll, options);
      window.removeEventListener("resize", onScroll);
    };
  }, []);

  useLayoutEffect(() => {
    if (whole || !container.current) return;
    let changed = false;
    for (const element of container.current.querySelectorAll<HTMLElement>("[data-row]")) {
      const row = Number(element.dataset.row);
      const { height } = element.getBoundingClientRect();
      if (row < count && Math.abs((heights.get(keyOf(row)) ?? heightOf(row)) - height) > 0.5) {
        heights.set(keyOf(row), height);
        changed = true;
      }
    }
    if (changed) setMeasured((n) => n + 1);
  });
  // Guesses that were wrong may leave the window beyond what is drawn.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again when the rows or their places have changed
  useLayoutEffect(() => look(setShown), [offsets]);

  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "f")
        flushSync(() => setAsked(true));
    };
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
      window.removeEventListener("keydown", onKey);
    };
  }, []);

  const drawAll = useCallback(() => setAsked(true), []);
  const reveal = useCallback((row: number) => {
    awaited.current = true;
    flushSync(() => setShown({ from: Math.max(0, row - FIRST / 2), to: row + FIRST / 2 }));
  }, []);
  const keyAt = (target: EventTarget | null) => {
    const row = container.current?.contains(target as Node)
      ? (target as HTMLElement).closest<HTMLElement>("[data-row]")?.dataset.row
      : undefined;
    return row === undefined ? null : keyOf(Number(row));
  };
  const onFocus = (event: FocusEvent) => setFocused(keyAt(event.target));
  const onToggle = useEffectEvent((event: Event) => {
    const key = keyAt(event.target);
    if (key === null) return;
    const open = (event.target as HTMLElement).closest("[data-row]")?.querySelector("details[open]") !== null;
    setOpened((all) => {
      const next = new Set(all);
      return (open ? !all.has(key) && next.add(key) : next.delete(key)) ? next : all;
    });
  });
  useEffect(() => {
    // It does not bubble.
    const listen = (event: Event) => onToggle(event);
    document.addEventListener("toggle", listen, true);
    return () => document.removeEventListener("toggle", listen, true);
  }, []);
  return { container, segments, whole, skips: whole && count > MOST_WHOLE, drawAll, reveal, onFocus };
}
