import fc from "fast-check";
import { expect, test } from "vitest";
import { readTime } from "./read-time";

const refused = (value: unknown) => {
  expect(() => readTime(value, "at"), String(value)).toThrow(/`at` must be an RFC 3339 time/);
};

test("what RFC 3339 allows is read as UTC", () => {
  expect(readTime("2024-02-29t23:59:59.9999z", "at")).toBe("2024-02-29T23:59:59.999Z");
  expect(readTime("2026-01-01T00:30:00+05:30", "at")).toBe("2025-12-31T19:00:00.000Z");
  expect(readTime("2026-01-01 00:30:00-00:00", "at")).toBe("2026-01-01T00:30:00.000Z");
  expect(readTime("2016-12-31T23:59:60Z", "at")).toBe("2016-12-31T23:59:59.999Z");
  expect(readTime("0099-01-01T00:00:00Z", "at")).toBe("0099-01-01T00:00:00.000Z");
  expect(readTime(null, "at")).toBeNull();
  expect(readTime(0, "at")).toBe("1970-01-01T00:00:00.000Z");
});

test("what is no moment is refused", () => {
  for (const text of [
    "",
    "2026",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "2025-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
  ])
    refused(text);
  for (const text of ["2026-01-01T00:60:00Z", "2026-01-01T00:00:00+24:00", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00"])
    refused(text);
  for (const value of [-1, 1e18, Number.NaN, true, {}, []]) refused(value);
});

test("any moment comes back, as text and as a number", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }), (date) => {
      expect(readTime(date.toISOString(), "at")).toBe(date.toISOString());
      if (date.getUTCFullYear() < 5138) {
        expect(readTime(Math.floor(date.getTime() / 1000), "at")?.slice(0, 19)).toBe(date.toISOString().slice(0, 19));
      }
    }),
  );
});
