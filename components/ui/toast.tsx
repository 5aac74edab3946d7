"use client";

import { X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, use, useCallback, useState } from "react";
import { cx } from "@/components/ui/class-names";

export type ToastInput = {
  title: string;
  description?: ReactNode;
  tone?: "plain" | "dawn" | "problem";
  action?: { label: string; onClick: () => void };
};

const Toasts = createContext<(toast: ToastInput) => void>(() => {});

/** Shows a sentence at the edge. It goes by itself, so it is never the only place of a fact nor the only way to undo. */
export const useToast = () => use(Toasts);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<(ToastInput & { id: number })[]>([]);
  const show = useCallback((toast: ToastInput) => setToasts((all) => [...all.slice(-2), { ...toast, id: Date.now() + Math.random() }]), []);
  return (
    <Radix.Provider duration={8_000} swipeDirection="right" label="Message">
      <Toasts value={show}>{children}</Toasts>
      {toasts.map((t) => (
        <Radix.Root
          key={t.id}
          onOpenChange={(open) => open || setToasts((all) => all.filter((x) => x.id !== t.id))}
          className={cx(
            "arrive flex items-start gap-3 rounded border-l-4 bg-surface py-3 pr-2 pl-3 shadow-float",
            t.tone === "problem" ? "border-removed-solid" : t.tone === "dawn" ? "border-dawn-rule" : "border-edge",
          )}
        >
          <div className="min-w-0 grow">
            <Radix.Title className="text-13 font-strong">{t.title}</Radix.Title>
            {t.description ? <Radix.Description className="mt-0.5 text-13 text-muted">{t.description}</Radix.Description> : null}
          </div>
          {t.action ? (
            <Radix.Action
              altText={t.action.label}
              onClick={t.action.onClick}
              className="rounded px-2 py-1 text-13 font-strong underline hover:bg-sunken"
            >
              {t.action.label}
            </Radix.Action>
          ) : null}
          <Radix.Close aria-label="Dismiss" className="rounded p-1 text-muted hover:bg-sunken hover:text-ink">
            <X size={16} aria-hidden />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport
        data-print="hide"
        className="fixed right-3 bottom-[calc(var(--dock)+12px)] z-60 flex w-[min(400px,calc(100vw-24px))] flex-col gap-2 outline-none"
      />
    </Radix.Provider>
  );
}
