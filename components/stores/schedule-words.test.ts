import { describe, expect, it, test } from "vitest";
import { cronWords, PRESETS, runTime, waitSentence } from "@/components/stores/schedule-words";
import { cronProblem } from "@/lib/domain/schedule";

test.each(PRESETS.map((p) => [p.label, p.cron] as const))("%s is a time that comes, and has words", (_label, cron) => {
  expect(cronProblem(cron)).toBeNull();
  expect(cronWords(cron)).not.toBe("");
});

it("an expression that cannot be read has no words", () => expect([cronWords("99 99 * * *"), cronWords("often")]).toEqual(["", ""]));

it("a run is told by the clock of its zone", () => {
  expect(runTime("2026-11-29T02:00:00Z", "Europe/Berlin")).toBe("Sun 29 Nov, 03:00");
  expect(runTime("2026-11-29T02:00:00Z", "America/New_York")).toBe("Sat 28 Nov, 21:00");
});

describe("why a run did not start", () => {
  const run = "2026-11-29T02:00:00.000Z";
  test.each([
    [{ why: "sessions", run, unread: 2, needed: 5 }, "was passed over: 2 of 5 new sessions"],
    [{ why: "quiet", run, minutes: 10, busy_at: "2026-11-29T01:55:00Z", looked_at: run }, "waits for 10 quiet minutes"],
    [{ why: "running", run }, "a dream was running"],
    [{ why: "missed", run }, "not caught up"],
    [{ why: "refused", run, message: "The engine is gone." }, "The engine is gone."],
  ] as const)("%j", (wait, words) => {
    expect(waitSentence(wait, "Europe/Berlin")).toContain("Sun 29 Nov, 03:00");
    expect(waitSentence(wait, "Europe/Berlin")).toContain(words);
  });
});
