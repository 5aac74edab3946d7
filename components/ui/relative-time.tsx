"use client";

import { useSyncExternalStore } from "react";

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "3 hours ago", "yesterday"; "just now" within the last minute. `now` and the result do not depend on a zone. */
export function relativeTime(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  // What is over counts whole units; what is to come is rounded, so that a link that works for seven days does not end in six.
  const whole = seconds > 0 ? Math.round : Math.trunc;
  for (const [unit, size] of UNITS) if (Math.abs(seconds) >= size) return relative.format(whole(seconds / size), unit);
  return "just now";
}

const FORMATS = {
  full: {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  },
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  day: { day: "numeric", month: "short", year: "numeric" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

// Making a formatter costs more than using it a thousand times, and a long session shows thousands of times.
const formatters = new Map<string, Intl.DateTimeFormat>();
function inZone(at: string, zone: string | undefined, format: keyof typeof FORMATS): string {
  const key = `${zone ?? ""}:${format}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat("en-GB", { ...FORMATS[format], timeZone: zone });
  formatters.set(key, known);
  return known.format(new Date(at));
}

// Ticks once a minute for all times of a page; the server's answer is UTC, the person's zone comes with the first paint in the browser.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let minute = 0;
function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    minute++;
    for (const l of listeners) l();
  }, 60_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
const useBrowserMinute = () =>
  useSyncExternalStore(
    subscribe,
    () => minute,
    () => -1,
  );

/** "2 hours ago", with the exact time in the person's zone on hover and for screen readers. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const zone = useBrowserMinute() === -1 ? "UTC" : undefined;
  const exact = inZone(at, zone, "full");
  return (
    <time dateTime={at} title={exact} className={className} suppressHydrationWarning>
      {relativeTime(at, Date.now())}
      <span className="sr-only"> ({exact})</span>
    </time>
  );
}

/** A clock time or a date in the person's zone, the whole of it on hover and for screen readers. */
export function ExactTime({ at, show = "clock", className }: { at: string; show?: "clock" | "day" | "full"; className?: string }) {
  const zone = useBrowserMinute() === -1 ? "UTC" : undefined;
  const exact = inZone(at, zone, "full");
  return (
    <time dateTime={at} title={exact} className={className}>
      {show === "full" ? exact : inZone(at, zone, show)}
    </time>
  );
}
