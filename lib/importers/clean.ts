import { isRecord } from "./record";

/** What JSON can hold and a database's text or number cannot: U+0000, lone surrogates (also escaped twice), numbers beyond a double. */
const UNSTORABLE = /\\u(?:0000|d[89a-f]|005c)|[eE]\+?\d{3}|\d{309}/i;

/** U+0000 and lone surrogates become U+FFFD; everything else stays as it is. */
export function cleanText(text: string): string {
  const formed = text.isWellFormed() ? text : text.toWellFormed();
  return formed.includes("\u0000") ? formed.replaceAll("\u0000", "\uFFFD") : formed;
}

/**
 * `value` with every string and key cleaned and numbers beyond a double made null. `text` is its JSON: most values need nothing,
 * and their text shows it. Values nest at most `MAX_DEPTH` levels here. Keys are defined, never assigned, so `__proto__` is a key
 * like any other.
 */
export function cleanJson(value: unknown, text: string): unknown {
  return UNSTORABLE.test(text) || text.includes("\u0000") || !text.isWellFormed() ? deepClean(value) : value;
}

function deepClean(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(deepClean);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), deepClean(inner)]));
}

const MAX_METADATA_CHARS = 16_000;
const MAX_METADATA_TEXT = 500;

/** Metadata for display: as it came when it is small, else only its short values. */
export function smallMetadata(value: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(value);
  if (text.length <= MAX_METADATA_CHARS) return cleanJson(value, text) as Record<string, unknown>;
  const short = Object.entries(value)
    .filter(([key, inner]) => key.length < 100 && (typeof inner !== "object" || inner === null))
    .slice(0, 25)
    .map(([key, inner]) => [key, typeof inner === "string" ? inner.slice(0, MAX_METADATA_TEXT) : inner] as const);
  return deepClean(Object.fromEntries(short)) as Record<string, unknown>;
}

const MORE_THAN_SPACES = /[^\S ]| {2}/;

/** One line of at most `max` characters, cut at a word where there is one near; null when nothing is left. */
export function shortLine(text: string, max = 80): string | null {
  const start = cleanText(text.trimStart().slice(0, max * 3));
  const line = (MORE_THAN_SPACES.test(start) ? start.replace(/\s+/g, " ") : start).trimEnd();
  if (line.length <= max) return line || null;
  const room = line.slice(0, max - 1);
  const space = room.lastIndexOf(" ");
  const cut = line[max - 1] === " " || space < max * 0.6 ? room : room.slice(0, space);
  return `${cut.replace(/[\uD800-\uDBFF]$/, "").trimEnd()}…`;
}
