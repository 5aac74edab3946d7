import cronstrue from "cronstrue";
import { count } from "@/components/ui/labels";
import type { RunWait, Schedule } from "@/lib/domain/schedule";

/** Times that most stores want; `own` is whatever else the cron field says. */
export const PRESETS = [
  { cron: "0 3 * * *", label: "Every night at 3" },
  { cron: "0 */6 * * *", label: "Every 6 hours" },
  { cron: "0 * * * *", label: "Every hour" },
  { cron: "0 6 * * 1-5", label: "On weekdays at 6 in the morning" },
  { cron: "0 3 * * 0", label: "On Sundays at 3 in the night" },
] as const;

/** "At 03:00, every day"; empty where the expression cannot be read. */
export function cronWords(cron: string): string {
  return cronstrue
    .toString(cron, { use24HourTimeFormat: true, verbose: true, throwExceptionOnParseError: false })
    .replace(/^An error.*/, "");
}

const formatters = new Map<string, Intl.DateTimeFormat>();
/** "Sun 29 Nov, 03:00" by the clock of `zone`. */
export function runTime(at: Date | string, zone: string): string {
  const known =
    formatters.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      timeZone: zone,
    });
  formatters.set(zone, known);
  return known.format(new Date(at));
}

/** What each number leads to, in a sentence. */
export const minimumSentence = (n: number): string =>
  n === 0
    ? "A run starts even when nothing is new: memories that are past a date they name are still found."
    : `A run that finds fewer than ${count(n, "new session")} is passed over; they wait for the next one.`;

export const quietSentence = (minutes: number): string =>
  minutes === 0
    ? "A run starts at its time, even while sessions come in."
    : `A run waits until no session came in and no agent loaded its memory for ${count(minutes, "minute")}, at most until the next run takes its place.`;

export const batchSentence = (n: number): string =>
  n === 1 ? "A dream reads the oldest new session; the rest waits." : `A dream reads the ${n} oldest new sessions at most; the rest waits.`;

/** Why the run before did not start, or has not yet; what is past is told as past. */
export function waitSentence(wait: RunWait, zone: string): string {
  const run = runTime(wait.run, zone);
  switch (wait.why) {
    case "quiet":
      return `The run of ${run} waits for ${count(wait.minutes, "quiet minute")}: something came in or was loaded at ${runTime(wait.busy_at, zone)}.`;
    case "sessions":
      return `The run of ${run} was passed over: ${wait.unread} of ${count(wait.needed, "new session")}.`;
    case "running":
      return `The run of ${run} was passed over: a dream was running.`;
    case "missed":
      return `The run of ${run} was missed: nothing was there to start it, and it is not caught up.`;
    case "refused":
      return `The run of ${run} was passed over. ${wait.message}`;
    default:
      return wait satisfies never;
  }
}

/** The schedule as a sentence about now: "Dreams by itself: at 03:00, every day, by the clock of Europe/Berlin". */
export const scheduleSentence = (s: Schedule): string => {
  const words = cronWords(s.cron);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}, by the clock of ${s.timezone}`;
};
