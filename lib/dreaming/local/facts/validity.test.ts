import { expect, test } from "vitest";
import { validUntil } from "@/lib/dreaming/local/facts/validity";

const day = (time: number | null) => (time === null ? null : new Date(time).toISOString().slice(0, 10));
const stated = Date.parse("2026-01-15T00:00:00Z");

test.each([
  ["Shipping is free until 3 March 2026.", "2026-03-03"],
  ["Shipping is free until March 3rd, 2026.", "2026-03-03"],
  ["The code SPRING works through 2026-01-31.", "2026-01-31"],
  ["Valid until: 2026-02-28", "2026-02-28"],
  ["The offer expires on 1 April 2026.", "2026-04-01"],
  ["The summer sale ends 31 August 2026.", "2026-08-31"],
  ["The desk is open from 1 December 2025 to 31 January 2026.", "2026-01-31"],
  ["Reduced hours apply till the end of January 2026.", "2026-01-31"],
  ["Use the old form until 02/03/2026.", "2026-03-02"],
  ["Refunds may take 10 days through Q1 2026.", "2026-03-31"],
  ["The depot stays closed until 2027.", "2027-12-31"],
  ["Shipping is free until 3 March.", "2026-03-03"],
  ["Shipping is free until 3 January.", "2027-01-03"],
  ["Free until 3 March 2026, and again from 1 May 2027.", "2027-05-01"],
])("%s holds until %s", (sentence, date) => {
  expect(day(validUntil(sentence, stated))).toBe(date);
});

test.each([
  "Mira Holt worked at Acme until 2020.",
  "The office was in Madrid until March 2021.",
  "Wait until the customer confirms.",
  "This week the depot is closed.",
  "Orders over 2000 euros need approval.",
  "The release was on 3 March 2026.",
  "Keep trying until 3 attempts failed.",
])("%s has no end", (sentence) => {
  expect(validUntil(sentence, stated)).toBeNull();
});

test("without a year and without a time of statement there is no telling", () => {
  expect(validUntil("Shipping is free until 3 March.", null)).toBeNull();
});
