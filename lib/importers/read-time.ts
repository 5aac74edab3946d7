import { kindOf, Refusal } from "./record";

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;
/** Numbers above this are milliseconds: as seconds they would lie beyond the year 5000. */
const MILLISECONDS_FROM = 1e11;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * RFC 3339 text, or Unix seconds (milliseconds are understood), as RFC 3339 UTC with milliseconds; null for null or absent.
 * Throws `Refusal` with `path` for anything else: a day that does not exist, a time without zone, a time out of range.
 */
export function readTime(value: unknown, pathOf: string | (() => string)): string | null {
  if (value === undefined || value === null) return null;
  const time = typeof value === "number" ? fromUnix(value) : typeof value === "string" ? fromText(value) : null;
  if (time === null) {
    const path = typeof pathOf === "string" ? pathOf : pathOf();
    const shown = typeof value === "string" || typeof value === "number" ? JSON.stringify(value).slice(0, 60) : kindOf(value);
    throw new Refusal(path, `\`${path}\` must be an RFC 3339 time with a zone, or Unix seconds; it is ${shown.toWellFormed()}.`);
  }
  return time;
}

/** The same for formats whose clocks leave the zone out: then it is UTC. */
export function readTimeWithoutZone(value: unknown): string | null {
  return typeof value === "string" ? (fromText(value) ?? fromText(`${value}Z`)) : null;
}

/** The same for formats in which a bad time is no reason to refuse: null. */
export function readTimeLoosely(value: unknown): string | null {
  return typeof value === "string" ? fromText(value) : null;
}

function fromUnix(value: number): string | null {
  const ms = Math.round(value > MILLISECONDS_FROM ? value : value * 1000);
  return ms >= 0 && ms <= LAST_MS ? new Date(ms).toISOString() : null;
}

function fromText(text: string): string | null {
  const match = RFC_3339.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const zone = match[8]!;
  const offset = zone.length === 1 ? 0 : (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))) * (zone[0] === "-" ? -1 : 1);
  if (Math.abs(offset) >= 24 * 60 || Number(zone.slice(4, 6) || 0) > 59) return null;
  const fraction = Number(`${match[7] ?? ""}000`.slice(0, 3));
  // A leap second is the last moment of its minute: no clock of ours has a 60.
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  time.setUTCHours(hour, minute - offset, Math.min(second, 59), second === 60 ? 999 : fraction);
  return time.getTime() <= LAST_MS && time.getUTCFullYear() >= 1 ? time.toISOString() : null;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
