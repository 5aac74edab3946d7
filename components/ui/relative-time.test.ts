import { expect, test } from "vitest";
import { relativeTime } from "@/components/ui/relative-time";

const NOW = Date.parse("2026-03-02T09:00:00Z");
const words = (seconds: number) => relativeTime(new Date(NOW + seconds * 1000).toISOString(), NOW);
const DAY = 86_400;

test("what is over counts whole units", () => {
  expect([words(-30), words(-119), words(-2 * 3_600 + 1), words(-7 * DAY + 1)]).toEqual([
    "just now",
    "1 minute ago",
    "1 hour ago",
    "6 days ago",
  ]);
});

test("what is to come is rounded: seven days less a moment are seven days", () => {
  expect([words(7 * DAY - 5), words(2 * 3_600 - 5), words(90 * DAY)]).toEqual(["in 7 days", "in 2 hours", "in 3 months"]);
});
