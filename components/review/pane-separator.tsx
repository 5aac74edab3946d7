"use client";

import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { PANES, type Pane, paneVariable, useStoredPanes } from "@/components/review/panes";
import { cx } from "@/components/ui/class-names";

const STEP = 16;

/**
 * The line between two panes: dragged with a pointer, moved with the arrow keys, put back by Enter or a double click. While it is dragged only a CSS
 * variable changes; the width is kept once it is let go.
 */
export function PaneSeparator({ pane, className }: { pane: Pane; className?: string }) {
  const [widths, setWidth] = useStoredPanes();
  const { label, min, max, initial, side } = PANES[pane];
  const width = widths[pane];
  const drag = useRef<{ x: number; from: number; to: number }>(undefined);
  const clamp = (w: number) => Math.min(max, Math.max(min, Math.round(w)));

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, from: width, to: width };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const now = drag.current;
    if (!now) return;
    now.to = clamp(now.from + (event.clientX - now.x) * side);
    event.currentTarget.closest<HTMLElement>("[data-panes]")?.style.setProperty(paneVariable(pane), `${now.to}px`);
  };
  const onPointerUp = () => {
    if (drag.current) setWidth(pane, drag.current.to);
    drag.current = undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Record<string, number> = {
      ArrowLeft: width - STEP * side,
      ArrowRight: width + STEP * side,
      Home: min,
      End: max,
      Enter: initial,
    };
    const next = to[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    setWidth(pane, clamp(next));
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule that can be moved is a separator with a value, which no element is
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuetext={`${width} pixels`}
      tabIndex={0}
      data-print="hide"
      title="Drag, or use the arrow keys; Enter puts it back"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onLostPointerCapture={onPointerUp}
      onDoubleClick={() => setWidth(pane, initial)}
      onKeyDown={onKeyDown}
      className={cx(
        "relative z-10 w-px touch-none bg-line outline-none select-none",
        "after:absolute after:inset-y-0 after:-right-1.5 after:-left-1.5 after:cursor-col-resize",
        "before:absolute before:inset-y-0 before:-right-px before:-left-px hover:before:bg-edge focus-visible:before:bg-focus active:before:bg-focus",
        "forced-colors:focus-visible:before:bg-[Highlight]",
        className,
      )}
    />
  );
}
