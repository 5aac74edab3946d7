"use client";

import { type CSSProperties, useSyncExternalStore } from "react";

export type Pane = "queue" | "evidence";

/** Widths in pixels; `side` is the direction in which a pane grows when its line moves right. */
export const PANES = {
  queue: { label: "Width of the queue", initial: 300, min: 220, max: 480, side: 1 },
  evidence: { label: "Width of the evidence", initial: 372, min: 280, max: 640, side: -1 },
} as const satisfies Record<Pane, { label: string; initial: number; min: number; max: number; side: 1 | -1 }>;

const STORE = "reveille.panes";
const INITIAL: Record<Pane, number> = { queue: PANES.queue.initial, evidence: PANES.evidence.initial };

export const paneVariable = (pane: Pane) => `--pane-${pane}`;

/** What the grids of the desk read. */
export const paneStyle = (widths: Record<Pane, number>) =>
  ({ [paneVariable("queue")]: `${widths.queue}px`, [paneVariable("evidence")]: `${widths.evidence}px` }) as CSSProperties;

/** What was kept, as far as it makes sense. */
export function readPanes(kept: string | null): Record<Pane, number> {
  try {
    const given = JSON.parse(kept ?? "{}") as Partial<Record<Pane, unknown>>;
    const width = (pane: Pane) => {
      const w = given?.[pane];
      return typeof w === "number" && Number.isFinite(w)
        ? Math.min(PANES[pane].max, Math.max(PANES[pane].min, Math.round(w)))
        : INITIAL[pane];
    };
    return { queue: width("queue"), evidence: width("evidence") };
  } catch {
    return INITIAL;
  }
}

const listeners = new Set<() => void>();
let last: { kept: string | null; widths: Record<Pane, number> } = { kept: null, widths: INITIAL };

/** The same object as long as nothing changed: that is how React sees that nothing did. */
function current(): Record<Pane, number> {
  const kept = localStorage.getItem(STORE);
  if (kept !== last.kept) last = { kept, widths: readPanes(kept) };
  return last.widths;
}

/** The widths that a person gave the panes; they stay in this browser. */
export function useStoredPanes(): [Record<Pane, number>, (pane: Pane, width: number) => void] {
  const widths = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    current,
    () => INITIAL,
  );
  const set = (pane: Pane, width: number) => {
    localStorage.setItem(STORE, JSON.stringify({ ...current(), [pane]: width }));
    for (const l of listeners) l();
  };
  return [widths, set];
}
