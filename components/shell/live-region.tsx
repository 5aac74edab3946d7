"use client";

import { createContext, type ReactNode, use, useCallback, useRef, useState } from "react";

const Announce = createContext<(message: string) => void>(() => {});

/** Says a sentence to a screen reader, politely. The last one within 150 ms wins, so that quick keys do not queue up speech. */
export const useAnnounce = () => use(Announce);

export function LiveRegionProvider({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const announce = useCallback((next: string) => {
    clearTimeout(timer.current);
    // A no-break space makes the same sentence, said twice, a change.
    timer.current = setTimeout(() => setMessage((last) => (last === next ? `${next}\u00a0` : next)), 150);
  }, []);
  return (
    <Announce value={announce}>
      {children}
      <div role="status" aria-live="polite" className="sr-only" data-print="hide">
        {message}
      </div>
    </Announce>
  );
}
