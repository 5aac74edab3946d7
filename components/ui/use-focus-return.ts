"use client";

import { useRef } from "react";

/** Gives the focus back to where it was once a modal closes. Radix gives it to the trigger alone, and a dialog that a key opens has none. */
export function useFocusReturn() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
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
