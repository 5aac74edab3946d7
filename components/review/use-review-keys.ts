"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { actionOfKey, type ReviewAction } from "@/components/review/keys";

const STORE = "reveille.single-keys";
const listeners = new Set<() => void>();

/** Whether single letters act. A person can turn them off (WCAG 2.1.4); the choice stays in this browser. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => localStorage.getItem(STORE) !== "off",
    () => true,
  );
  const set = (next: boolean) => {
    localStorage.setItem(STORE, next ? "on" : "off");
    for (const l of listeners) l();
  };
  return [on, set];
}

/** Calls `act` for the keys of the table, except while somebody types, a menu or dialog is open, or the keys are turned off. */
export function useReviewKeys(act: (action: ReviewAction) => void, enabled: boolean) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!enabled || event.defaultPrevented || event.isComposing || isTyping(event.target) || isOverlayOpen()) return;
    const action = actionOfKey(event);
    if (!action) return;
    event.preventDefault();
    act(action);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    // Says from outside that a key is heard now: what is on the screen before that was drawn by the server.
    document.documentElement.dataset.reviewKeys = "on";
    return () => {
      window.removeEventListener("keydown", listen);
      delete document.documentElement.dataset.reviewKeys;
    };
  }, []);
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("input,textarea,select,[contenteditable=true]") !== null;
const isOverlayOpen = () => document.querySelector("[role=dialog],[role=alertdialog],[role=menu],[role=listbox]") !== null;
