"use client";

import { X } from "lucide-react";
import { type PointerEvent, type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import { cx } from "@/components/ui/class-names";

export type ToastInput = {
  title: string;
  description?: ReactNode;
  tone?: "plain" | "dawn" | "problem";
  action?: { label: string; onClick: () => void };
};

/** A finger that went this far to the right has thrown the message out. */
const SWIPE_PX = 50;

/** One message; it goes after `stays` milliseconds, by its button, by Escape, or by a swipe to the right. */
export function ToastCard({ toast: t, stays, onClose }: { toast: ToastInput; stays: number | undefined; onClose: () => void }) {
  const card = useRef<HTMLDivElement>(null);
  const from = useRef<number>(undefined);
  const close = useEffectEvent(onClose);
  useEffect(() => {
    if (stays === undefined) return;
    const timer = setTimeout(() => close(), stays);
    return () => clearTimeout(timer);
  }, [stays]);

  const moved = (event: PointerEvent) => (from.current === undefined ? 0 : Math.max(0, event.clientX - from.current));
  const end = (event: PointerEvent) => {
    if (moved(event) >= SWIPE_PX) onClose();
    else card.current?.style.removeProperty("translate");
    from.current = undefined;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the swipe and Escape do what the button in it does
    <div
      ref={card}
      data-toast
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      onPointerDown={(event) => {
        if (event.pointerType === "touch") from.current = event.clientX;
      }}
      onPointerMove={(event) => {
        if (card.current && moved(event) > 0) card.current.style.translate = `${moved(event)}px`;
      }}
      onPointerUp={end}
      onPointerCancel={end}
      className={cx(
        "arrive flex touch-pan-y items-start gap-3 rounded border-l-4 bg-surface py-3 pr-2 pl-3 shadow-float",
        t.tone === "problem" ? "border-removed-solid" : t.tone === "dawn" ? "border-dawn-rule" : "border-edge",
      )}
    >
      <div className="min-w-0 grow">
        <p className="text-13 font-strong">{t.title}</p>
        {t.description ? <div className="mt-0.5 text-13 text-muted">{t.description}</div> : null}
      </div>
      {t.action ? (
        <button
          type="button"
          onClick={() => {
            t.action?.onClick();
            onClose();
          }}
          className="rounded px-2 py-1 text-13 font-strong underline hover:bg-sunken"
        >
          {t.action.label}
        </button>
      ) : null}
      <button type="button" aria-label="Dismiss" onClick={onClose} className="rounded p-1 text-muted hover:bg-sunken hover:text-ink">
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
