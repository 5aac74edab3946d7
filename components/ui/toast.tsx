"use client";

import { createContext, type ReactNode, use, useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { ToastCard, type ToastInput } from "@/components/ui/toast-card";

/** From here on the oldest goes when another comes. */
const MOST = 3;
const SHOWN_MS = 8_000;

const Toasts = createContext<(toast: ToastInput) => void>(() => {});

/** Shows a sentence at the edge. It goes by itself, so it is never the only place of a fact nor the only way to undo. */
export const useToast = () => use(Toasts);

/** A press on a message is none outside the dialog that is open, which would close it. The message may be gone from the page by the time it is asked. */
export const keepOpenForToasts = (event: CustomEvent<{ originalEvent: Event }>) => {
  const on = event.detail.originalEvent.target;
  if (on instanceof Element && on.closest("[data-toast]")) event.preventDefault();
};

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<(ToastInput & { id: number })[]>([]);
  const [paused, setPaused] = useState(false);
  const region = useRef<HTMLElement>(null);
  const last = useRef(0);
  const show = useCallback((toast: ToastInput) => setToasts((all) => [...all.slice(1 - MOST), { ...toast, id: ++last.current }]), []);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === "F8" && toasts.length > 0) region.current?.focus();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    // Who is away reads them on coming back.
    const [away, back] = [() => setPaused(true), () => setPaused(false)];
    window.addEventListener("keydown", listen);
    window.addEventListener("blur", away);
    window.addEventListener("focus", back);
    return () => {
      window.removeEventListener("keydown", listen);
      window.removeEventListener("blur", away);
      window.removeEventListener("focus", back);
    };
  }, []);

  return (
    <>
      <Toasts value={show}>{children}</Toasts>
      {/* There before the first message: what is put into it later is read out. */}
      <section
        ref={region}
        data-print="hide"
        aria-label="Messages (F8)"
        aria-live="polite"
        aria-relevant="additions"
        tabIndex={-1}
        onPointerEnter={() => setPaused(true)}
        onPointerLeave={() => setPaused(false)}
        onFocus={() => setPaused(true)}
        onBlur={() => setPaused(false)}
        className="pointer-events-auto fixed right-3 bottom-[calc(var(--dock)+12px)] z-60 flex w-[min(400px,calc(100vw-24px))] flex-col gap-2 outline-none"
      >
        {toasts.map((t) => (
          <ToastCard
            key={t.id}
            toast={t}
            stays={paused ? undefined : SHOWN_MS}
            onClose={() => {
              setToasts((all) => all.filter((x) => x.id !== t.id));
              // What is gone hears neither the pointer nor the focus leave.
              setPaused(false);
            }}
          />
        ))}
      </section>
    </>
  );
}
