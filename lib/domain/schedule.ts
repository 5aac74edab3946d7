import { CronExpressionParser } from "cron-parser";
import { z } from "zod";
import { MAX_DREAM_TRANSCRIPTS } from "@/lib/domain/dream";

/** How late a run may still start, in milliseconds: a worker that was away for longer missed it, and missed runs are not caught up. */
export const GRACE_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

const cron = z
  .string()
  .max(200)
  .overwrite((text) => text.trim().replace(/\s+/g, " "))
  .check((ctx) => {
    const problem = cronProblem(ctx.value);
    if (problem) ctx.issues.push({ code: "custom", input: ctx.value, message: problem });
  });

const timezone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: "is no time zone that is known here. It takes a name such as `Europe/Berlin`, or `UTC`." });

/** When a store dreams by itself, with the defaults of what is left out. */
export const scheduleSchema = z
  .object({
    cron: cron.describe("Minute, hour, day of month, month, day of week, in `timezone`."),
    timezone: timezone.describe("The time zone that `cron` is read in.").default("UTC"),
    min_new_transcripts: z
      .number()
      .int()
      .min(0)
      .max(10_000)
      .describe("A run is passed over while fewer sessions than this are unread.")
      .default(1),
    quiet_minutes: z
      .number()
      .int()
      .min(0)
      .max(1_440)
      .describe(
        "A run waits until no transcript was received and no memory delivered for any agent of the store for so long, at most until the next run.",
      )
      .default(0),
    batch: z
      .number()
      .int()
      .min(1)
      .max(MAX_DREAM_TRANSCRIPTS)
      .describe("How many of the oldest unread sessions one dream reads.")
      .default(MAX_DREAM_TRANSCRIPTS),
    enabled: z.boolean().describe("Whether the store dreams by itself.").default(true),
  })
  .strict();
export type Schedule = z.infer<typeof scheduleSchema>;

export function isTimeZone(name: string): boolean {
  // Offsets such as "+02:00" are zones to some versions of Intl and not to others.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}

/** What is wrong with a cron expression, as the words after its name; null when nothing is. */
export function cronProblem(text: string): string | null {
  if (text.split(" ").length !== 5) {
    return "takes five fields: minute, hour, day of month, month, day of week. `0 3 * * *` is every night at 3.";
  }
  // `H` is a random value to the parser: it would move with every reading.
  if (!/^[\d*,/?#L\-A-Z ]+$/i.test(text) || /(^|[\s,])H/i.test(text)) {
    return "takes numbers, names of months and days, and the signs * , - / only.";
  }
  try {
    CronExpressionParser.parse(text, { tz: "UTC", currentDate: new Date(0) }).next();
    return null;
  } catch (err) {
    return `names no time that ever comes (${err instanceof Error ? err.message : String(err)}).`;
  }
}

/**
 * The first time after `after` that the schedule names, by its own zone's clock: a time that a change of clocks leaves out comes with the clock's jump, one
 * that it repeats comes once (but for steps such as every 30 minutes, which go on).
 */
export function nextRun(schedule: Pick<Schedule, "cron" | "timezone">, after: Date): Date {
  return CronExpressionParser.parse(schedule.cron, { currentDate: after, tz: schedule.timezone }).next().toDate();
}

/** The next `n` runs after `after`. */
export function nextRuns(schedule: Pick<Schedule, "cron" | "timezone">, after: Date, n: number): Date[] {
  const runs: Date[] = [];
  for (let at = after; runs.length < n; ) {
    at = nextRun(schedule, at);
    runs.push(at);
  }
  return runs;
}

const time = z.string().describe("RFC 3339, UTC.");

/** Why a run of the schedule did not start, or (`quiet`) has not yet. */
export const runWaitSchema = z.discriminatedUnion("why", [
  z
    .object({ why: z.literal("sessions"), run: time, unread: z.number(), needed: z.number() })
    .describe("Passed over: too few new sessions."),
  z
    .object({ why: z.literal("quiet"), run: time, minutes: z.number(), busy_at: time, looked_at: time })
    .describe("Waits: something was received or delivered at `busy_at`, less than so many minutes ago."),
  z.object({ why: z.literal("running"), run: time }).describe("Passed over: a dream of the store was running."),
  z.object({ why: z.literal("missed"), run: time }).describe("Missed: no worker was there."),
  z.object({ why: z.literal("refused"), run: time, message: z.string() }).describe("Passed over: the dream could not be started."),
]);
export type RunWait = z.infer<typeof runWaitSchema>;

/** Where a store stands in its schedule: the first run not dealt with, and why the one before it did not start. */
export type RunMark = { nextRunAt: Date; wait: RunWait | null };

export type RunFacts = {
  /** Sessions that no dream of the store has read. */
  unread: number;
  /** When a transcript was last received or memory last delivered for an agent of the store, within the quiet minutes; null when not. */
  busyAt: Date | null;
  /** A dream of the store is queued or running. */
  dreaming: boolean;
};

/** `start`, or not with the reason; `null` when there is nothing to do at `now`. `mark` is what stands afterwards. */
export type RunDecision = { start: boolean; run: Date; mark: RunMark } | null;

/** Whether a look at the store is worth its lock: a run has come, or one waits for quiet. */
export function worthALook(mark: RunMark, now: Date): boolean {
  return mark.nextRunAt <= now || mark.wait?.why === "quiet";
}

/**
 * What the schedule wants at `now`. A run that has come starts, waits for quiet (until the next run takes its place), or is passed over; of runs that nobody
 * saw come only one at most `GRACE_MS` old counts, and of several the newest.
 */
export function decideRun(schedule: Schedule, mark: RunMark, facts: RunFacts, now: Date): RunDecision {
  const come = mark.nextRunAt <= now;
  const nextRunAt = come ? nextRun(schedule, now) : mark.nextRunAt;
  const held = !come && mark.wait?.why === "quiet" ? mark.wait : null;
  if (!come && !held) return null;
  const due = held ? new Date(held.run) : newestWithin(schedule, mark.nextRunAt, now);
  // Nobody looked while it waited: the worker was away, and when the quiet came is not known.
  const lapsed = held !== null && now.getTime() - Date.parse(held.looked_at) > GRACE_MS;
  if (!due || lapsed) {
    const run = due ?? mark.nextRunAt;
    return { start: false, run, mark: { nextRunAt, wait: { why: "missed", run: run.toISOString() } } };
  }
  const wait = whyNot(schedule, facts, due, now);
  return { start: wait === null, run: due, mark: { nextRunAt, wait } };
}

function whyNot(schedule: Schedule, facts: RunFacts, due: Date, now: Date): RunWait | null {
  const run = due.toISOString();
  if (facts.dreaming) return { why: "running", run };
  if (facts.unread < schedule.min_new_transcripts) {
    return { why: "sessions", run, unread: facts.unread, needed: schedule.min_new_transcripts };
  }
  if (schedule.quiet_minutes > 0 && facts.busyAt && now.getTime() - facts.busyAt.getTime() < schedule.quiet_minutes * MINUTE_MS) {
    return { why: "quiet", run, minutes: schedule.quiet_minutes, busy_at: facts.busyAt.toISOString(), looked_at: now.toISOString() };
  }
  return null;
}

/** The newest run from `first` to `now` that is no older than the grace. */
function newestWithin(schedule: Schedule, first: Date, now: Date): Date | null {
  let newest: Date | null = now.getTime() - first.getTime() <= GRACE_MS ? first : null;
  let at = new Date(Math.max(first.getTime(), now.getTime() - GRACE_MS - 1));
  for (;;) {
    at = nextRun(schedule, at);
    if (at > now) return newest;
    newest = at;
  }
}
