"use client";

import { useEffect, useEffectEvent, useState } from "react";

const LOOK_EVERY_MS = 3_000;

/**
 * Why the server cannot work now, in its own words, while a page could not be drawn; null when it can, and the page's failure is a bug. Once it can again,
 * `again` is called.
 */
export function useWhyNotReady(again: () => void): string | null {
  const [why, setWhy] = useState<string | null>(null);
  const onReady = useEffectEvent(again);
  useEffect(() => {
    let left = false;
    let wasDown = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const reason = await askReady();
      if (left) return;
      if (reason === null && wasDown) return onReady();
      setWhy(reason);
      if (reason === null) return;
      wasDown = true;
      timer = setTimeout(look, LOOK_EVERY_MS);
    };
    void look();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, []);
  return why;
}

async function askReady(): Promise<string | null> {
  try {
    const answer = await fetch("/api/ready", { cache: "no-store" });
    if (answer.ok) return null;
    const body = (await answer.json()) as { reason?: string; error?: { message?: string } };
    return body.reason ?? body.error?.message ?? "the server is not ready";
  } catch {
    return "the server does not answer";
  }
}

/** The reason as a headline. */
export const asHeadline = (why: string) => `${why.charAt(0).toUpperCase()}${why.slice(1)}`;
