"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { watchListEvents } from "@/lib/client/proposal";

/** Reads the page again when somebody decides or a proposal comes, while something is under way, and when the person comes back to the tab. */
export function KeepFresh({ busy }: { busy: boolean }) {
  const router = useRouter();
  useEffect(() => {
    const again = () => {
      if (document.visibilityState === "visible") router.refresh();
    };
    document.addEventListener("visibilitychange", again);
    const timer = setInterval(again, busy ? 2_000 : 30_000);
    const stop = watchListEvents(again);
    return () => {
      stop();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [router, busy]);
  return null;
}
