/** Longer quotes are looked up letter by letter only. */
const MAX_LOOSE = 600;

/**
 * Where a quote stands in a text, and its words as they stand there; null when it is not there. Models straighten quotation marks, dashes and line
 * breaks: a quote that differs in those alone is found. Positions are UTF-16 units.
 */
export function verbatim(text: string, quote: string): { start: number; quote: string } | null {
  const plain = quote.trim();
  if (plain === "") return null;
  const exact = text.indexOf(plain);
  if (exact >= 0) return { start: exact, quote: plain };
  if (plain.length > MAX_LOOSE) return null;
  const unquoted = plain.replace(/^["“”'‘’]+|["“”'‘’]+$/g, "").replace(/(?:\.\.\.|…)$/, "");
  const words = unquoted.split(/\s+/).filter(Boolean);
  if (words.length === 0 || unquoted.length < 4) return null;
  const pattern = words.map(loose).join("\\s+");
  const found = new RegExp(pattern, "u").exec(text);
  return found ? { start: found.index, quote: found[0] } : null;
}

/** A quote of which the middle is left out stands for at most so many UTF-16 units. */
const MAX_STRETCH = 600;
const GAP = /\s*(?:…|\[?\.\.\.\]?)\s*/u;

/**
 * As `verbatim`; and where only the beginning and the end of a quote are given, with "…" between: the shortest stretch of the text that begins and ends
 * so, whole. With fewer than three words in all the ends would fit anywhere.
 */
export function stretchOf(text: string, quote: string): { start: number; quote: string } | null {
  const whole = verbatim(text, quote);
  if (whole) return whole;
  const [head = "", tail = "", ...more] = quote.trim().split(GAP);
  if (more.length > 0 || head === "" || tail === "" || quote.length > MAX_LOOSE || wordsIn(head) + wordsIn(tail) < MIN_ENDS) return null;
  const [begins, ends] = [head, tail].map((part) => new RegExp(part.split(/\s+/).map(loose).join("\\s+"), "gu")) as [RegExp, RegExp];
  let best: { start: number; quote: string } | null = null;
  for (const begin of text.matchAll(begins)) {
    ends.lastIndex = begin.index + begin[0].length;
    const end = ends.exec(text);
    if (!end) break;
    const stretch = text.slice(begin.index, end.index + end[0].length);
    if (stretch.length <= MAX_STRETCH && (best === null || stretch.length < best.quote.length))
      best = { start: begin.index, quote: stretch };
  }
  return best;
}

const MIN_ENDS = 3;
const wordsIn = (text: string): number => text.split(/\s+/).length;

const loose = (word: string): string =>
  Array.from(word, (c) => {
    if (/["“”„«»]/.test(c)) return '["“”„«»]';
    if (/['‘’`]/.test(c)) return "['‘’`]";
    if (/[-‐‑‒–—]/.test(c)) return "[-‐‑‒–—]";
    return c.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }).join("");
