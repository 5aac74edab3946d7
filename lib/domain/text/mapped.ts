import type { Span } from "@/lib/domain/evidence";

/** A copy of a text with, for each UTF-16 unit of the copy, the half-open range of the original that it came from. */
export type Mapped = { text: string; starts: number[]; ends: number[] };

/** The identity copy. */
export function mapped(text: string): Mapped {
  const starts = Array.from({ length: text.length }, (_, i) => i);
  return { text, starts, ends: starts.map((i) => i + 1) };
}

/** The range of the original behind `[start, end)` of the copy; an empty range maps to an empty range. */
export function originalSpan(copy: Mapped, start: number, end: number): Span {
  if (end <= start) {
    const at = copy.starts[start] ?? copy.ends.at(-1) ?? 0;
    return { start: at, end: at };
  }
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (let i = start; i < end; i++) {
    low = Math.min(low, copy.starts[i] ?? low);
    high = Math.max(high, copy.ends[i] ?? high);
  }
  return { start: low, end: high };
}

/** Replaces each match of `pattern` (global) by `replace(match)`, keeping the map. A replacement as long as its match maps unit by unit. */
export function replaceMapped(copy: Mapped, pattern: RegExp, replace: (match: RegExpMatchArray) => string): Mapped {
  const text: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let last = 0;
  const keep = (from: number, to: number) => {
    if (from === to) return;
    text.push(copy.text.slice(from, to));
    for (let i = from; i < to; i++) {
      starts.push(copy.starts[i] ?? 0);
      ends.push(copy.ends[i] ?? 0);
    }
  };
  for (const match of copy.text.matchAll(pattern)) {
    const from = match.index;
    const to = from + match[0].length;
    const by = replace(match);
    if (by === match[0]) continue;
    keep(last, from);
    last = to;
    text.push(by);
    if (by.length === to - from) {
      for (let i = from; i < to; i++) {
        starts.push(copy.starts[i] ?? 0);
        ends.push(copy.ends[i] ?? 0);
      }
    } else {
      const span = originalSpan(copy, from, to);
      for (let i = 0; i < by.length; i++) {
        starts.push(span.start);
        ends.push(span.end);
      }
    }
  }
  if (last === 0) return copy;
  keep(last, copy.text.length);
  return { text: text.join(""), starts, ends };
}
