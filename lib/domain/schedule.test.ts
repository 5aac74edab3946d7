import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  cronProblem,
  decideRun,
  GRACE_MS,
  isTimeZone,
  nextRun,
  nextRuns,
  type RunFacts,
  type RunMark,
  type Schedule,
  scheduleSchema,
} from "@/lib/domain/schedule";

const at = (iso: string) => new Date(iso);
const schedule = (over: Partial<Schedule> = {}): Schedule => scheduleSchema.parse({ cron: "0 3 * * *", ...over });
const isos = (runs: Date[]) => runs.map((d) => d.toISOString());
const ready: RunFacts = { unread: 10, busyAt: null, dreaming: false };

describe("what a schedule takes", () => {
  it("has defaults for all but its times", () => {
    expect(schedule()).toEqual({
      cron: "0 3 * * *",
      timezone: "UTC",
      min_new_transcripts: 1,
      quiet_minutes: 0,
      batch: 100,
      enabled: true,
    });
  });

  test.each(["0 3 * * *", "*/15 * * * *", "0 6 * * 1-5", "0 6 * * MON-FRI", "0 0 1 JAN,JUL *", "0 0 L * *", "0 0 * * MON#1", "0 0 29 2 *"])(
    "%s",
    (cron) => expect(cronProblem(cron)).toBeNull(),
  );

  test.each([
    ["", "five fields"],
    ["0 3 * *", "five fields"],
    ["0 0 3 * * *", "five fields"],
    ["@daily", "five fields"],
    ["61 * * * *", "no time that ever comes"],
    ["0 0 30 2 *", "no time that ever comes"],
    ["5-1 0 * * *", "no time that ever comes"],
    ["H 3 * * *", "takes numbers"],
    ["0 3 * * $(x)", "takes numbers"],
  ])("%j is refused and says why", (cron, why) => expect(cronProblem(cron)).toContain(why));

  it("spaces do not matter", () => expect(schedule({ cron: "  0  3 * *\t* " }).cron).toBe("0 3 * * *"));

  it("knows the time zones of the system, by name", () => {
    for (const zone of ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"]) expect(isTimeZone(zone)).toBe(true);
    for (const zone of ["", "Mars/Phobos", "+02:00", "Europe/Berlin; drop"]) expect(isTimeZone(zone)).toBe(false);
  });

  it("keeps its limits", () => {
    const bad = [{ batch: 0 }, { batch: 101 }, { min_new_transcripts: -1 }, { quiet_minutes: 1.5 }, { timezone: "nowhere" }, { more: 1 }];
    for (const over of bad) expect(scheduleSchema.safeParse({ cron: "0 3 * * *", ...over }).success).toBe(false);
  });
});

describe("the next run", () => {
  it("is read by the clock of the schedule's zone", () => {
    const now = at("2026-11-28T12:00:00Z");
    expect(nextRun(schedule({ timezone: "Europe/Berlin" }), now)).toEqual(at("2026-11-29T02:00:00Z"));
    expect(nextRun(schedule({ timezone: "America/New_York" }), now)).toEqual(at("2026-11-29T08:00:00Z"));
    expect(nextRun(schedule({ timezone: "Asia/Kolkata" }), now)).toEqual(at("2026-11-28T21:30:00Z"));
  });

  it("at an hour that the change of clocks leaves out comes with the jump, and on the days around it as ever", () => {
    const nightly = schedule({ cron: "30 2 * * *", timezone: "Europe/Berlin" });
    expect(isos(nextRuns(nightly, at("2026-03-27T12:00:00Z"), 3))).toEqual([
      "2026-03-28T01:30:00.000Z",
      "2026-03-29T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  it("at an hour that comes twice comes once", () => {
    const nightly = schedule({ cron: "30 2 * * *", timezone: "Europe/Berlin" });
    expect(isos(nextRuns(nightly, at("2026-10-24T12:00:00Z"), 2))).toEqual(["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]);
  });

  it("comes strictly later, whatever the zone and the time", () => {
    const crons = fc.constantFrom("* * * * *", "*/30 * * * *", "30 2 * * *", "0 */6 * * *", "0 0 * * 0", "15 1 L * *");
    const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu");
    fc.assert(
      fc.property(crons, zones, fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) }), (cron, timezone, now) => {
        const [first, second] = nextRuns(schedule({ cron, timezone }), new Date(now), 2).map(Number);
        expect(first).toBeGreaterThan(now);
        expect(second).toBeGreaterThan(Number(first));
      }),
    );
  });
});

describe("a run that has come", () => {
  const run = at("2026-11-29T03:00:00Z");
  const mark: RunMark = { nextRunAt: run, wait: null };
  const tomorrow = at("2026-11-30T03:00:00Z");

  it("is not there before its time", () => {
    expect(decideRun(schedule(), mark, ready, at("2026-11-29T02:59:59.999Z"))).toBeNull();
  });

  it("starts, and the next is tomorrow's", () => {
    expect(decideRun(schedule(), mark, ready, run)).toEqual({ start: true, run, mark: { nextRunAt: tomorrow, wait: null } });
  });

  it("with too few new sessions is passed over, and does not come back when they arrive", () => {
    const s = schedule({ min_new_transcripts: 5 });
    const passed = decideRun(s, mark, { ...ready, unread: 2 }, run);
    expect(passed).toMatchObject({ start: false, mark: { nextRunAt: tomorrow, wait: { why: "sessions", unread: 2, needed: 5 } } });
    expect(decideRun(s, passed?.mark as RunMark, ready, at("2026-11-29T09:00:00Z"))).toBeNull();
    expect(decideRun(s, passed?.mark as RunMark, ready, tomorrow)).toMatchObject({ start: true, mark: { wait: null } });
  });

  it("without a minimum starts with nothing new to read", () => {
    expect(decideRun(schedule({ min_new_transcripts: 0 }), mark, { ...ready, unread: 0 }, run)).toMatchObject({ start: true });
  });

  it("beside a dream that runs is passed over", () => {
    expect(decideRun(schedule(), mark, { ...ready, dreaming: true }, run)).toMatchObject({
      start: false,
      mark: { wait: { why: "running" } },
    });
  });

  it("that asks for no quiet starts even when something came in by a clock that is ahead", () => {
    expect(decideRun(schedule(), mark, { ...ready, busyAt: new Date(run.getTime() + 50) }, run)).toMatchObject({ start: true });
  });

  it("waits for quiet, and starts when it has come", () => {
    const s = schedule({ quiet_minutes: 10 });
    const busy = { ...ready, busyAt: at("2026-11-29T02:55:00Z") };
    const first = decideRun(s, mark, busy, run);
    expect(first).toMatchObject({
      start: false,
      mark: { nextRunAt: tomorrow, wait: { why: "quiet", minutes: 10, run: run.toISOString() } },
    });
    const later = decideRun(s, first?.mark as RunMark, busy, at("2026-11-29T03:04:59Z"));
    expect(later).toMatchObject({ start: false, run, mark: { wait: { why: "quiet", run: run.toISOString() } } });
    const quiet = decideRun(s, later?.mark as RunMark, busy, at("2026-11-29T03:05:00Z"));
    expect(quiet).toEqual({ start: true, run, mark: { nextRunAt: tomorrow, wait: null } });
  });

  it("that waits for quiet gives way to the next: never two of one store", () => {
    const s = schedule({ cron: "0 * * * *", quiet_minutes: 10 });
    const held: RunMark = {
      nextRunAt: at("2026-11-29T04:00:00Z"),
      wait: {
        why: "quiet",
        run: run.toISOString(),
        minutes: 10,
        busy_at: "2026-11-29T03:58:00.000Z",
        looked_at: "2026-11-29T03:59:40.000Z",
      },
    };
    const busy = { ...ready, busyAt: at("2026-11-29T03:58:00Z") };
    const next = decideRun(s, held, busy, at("2026-11-29T04:00:00Z"));
    expect(next).toMatchObject({ start: false, run: at("2026-11-29T04:00:00Z"), mark: { nextRunAt: at("2026-11-29T05:00:00Z") } });
    expect(next?.mark.wait).toMatchObject({ why: "quiet", run: "2026-11-29T04:00:00.000Z" });
  });

  it("that waited for quiet while every worker was away is missed", () => {
    const wait = {
      why: "quiet" as const,
      run: run.toISOString(),
      minutes: 10,
      busy_at: run.toISOString(),
      looked_at: "2026-11-29T03:01:00.000Z",
    };
    const back = decideRun(schedule({ quiet_minutes: 10 }), { nextRunAt: tomorrow, wait }, ready, at("2026-11-29T09:00:00Z"));
    expect(back).toEqual({ start: false, run, mark: { nextRunAt: tomorrow, wait: { why: "missed", run: run.toISOString() } } });
  });

  it("that nobody saw come is missed and not caught up", () => {
    const late = decideRun(schedule(), mark, ready, new Date(run.getTime() + GRACE_MS + 1));
    expect(late).toEqual({ start: false, run, mark: { nextRunAt: tomorrow, wait: { why: "missed", run: run.toISOString() } } });
    expect(decideRun(schedule(), mark, ready, new Date(run.getTime() + GRACE_MS))).toMatchObject({ start: true, run });
  });

  it("of many that nobody saw come only the newest starts, and only once", () => {
    const s = schedule({ cron: "* * * * *" });
    const back = decideRun(s, { nextRunAt: at("2026-11-20T00:00:00Z"), wait: null }, ready, at("2026-11-29T03:00:30Z"));
    expect(back).toEqual({ start: true, run, mark: { nextRunAt: at("2026-11-29T03:01:00Z"), wait: null } });
  });
});

test("however the looks fall, every start is of a run of its own, no older than the grace, in order, and no look finds the same twice", () => {
  const s = schedule({ cron: "*/20 * * * *", timezone: "Europe/Berlin" });
  const looks = fc.array(
    fc.record({ afterS: fc.integer({ min: 1, max: 7_200 }), unread: fc.integer({ min: 0, max: 2 }), dreaming: fc.boolean() }),
    {
      maxLength: 80,
    },
  );
  fc.assert(
    fc.property(looks, fc.integer({ min: Date.UTC(2026, 9, 24, 20), max: Date.UTC(2026, 9, 25, 4) }), (all, begin) => {
      let now = new Date(begin);
      let mark: RunMark = { nextRunAt: nextRun(s, now), wait: null };
      const started: number[] = [];
      for (const look of all) {
        now = new Date(now.getTime() + look.afterS * 1_000);
        const facts = { unread: look.unread, dreaming: look.dreaming, busyAt: null };
        const decision = decideRun(s, mark, facts, now);
        if (!decision) {
          expect(mark.nextRunAt.getTime()).toBeGreaterThan(now.getTime());
          continue;
        }
        mark = decision.mark;
        expect(mark.nextRunAt).toEqual(nextRun(s, now));
        expect(decideRun(s, mark, facts, now)).toBeNull();
        if (!decision.start) {
          expect(mark.wait?.run).toBe(decision.run.toISOString());
          continue;
        }
        expect(now.getTime() - decision.run.getTime()).toBeLessThanOrEqual(GRACE_MS);
        expect(decision.run.getUTCMinutes() % 20).toBe(0);
        started.push(decision.run.getTime());
      }
      expect(started).toEqual([...new Set(started)].sort((a, b) => a - b));
    }),
  );
});
