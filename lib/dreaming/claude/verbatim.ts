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

const loose = (word: string): string =>
  Array.from(word, (c) => {
    if (/["“”„«»]/.test(c)) return '["“”„«»]';
    if (/['‘’`]/.test(c)) return "['‘’`]";
    if (/[-‐‑‒–—]/.test(c)) return "[-‐‑‒–—]";
    return c.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }).join("");
