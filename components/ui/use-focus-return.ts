"use client";

import { useRef } from "react";

/**
 * Gives the focus back to where it was once a modal closes. Radix gives it to the trigger alone, and a dialog that a key opens has none. A modal that
 * asks for a text begins in it, not at its Close.
 */
export function useFocusReturn() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (event: Event) => {
      opener.current = document.activeElement;
      const asked =
        event.currentTarget instanceof HTMLElement && event.currentTarget.querySelector<HTMLElement>("input:required,textarea:required");
      if (!asked) return;
      event.preventDefault();
      asked.focus();
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      // What was chosen in the dialog may have moved the focus on already.
      if (document.activeElement !== document.body) return;
      if (opener.current instanceof HTMLElement && opener.current.isConnected) return opener.current.focus({ preventScroll: true });
      // What opened it is gone with what was done: the page's heading says how things stand now.
      const heading = document.querySelector<HTMLElement>("main h1");
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
    },
  };
}
