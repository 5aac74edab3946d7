/** A sentence and where it stands in its text (UTF-16, half open, without surrounding space). */
export type Sentence = { text: string; start: number; end: number };

const SEGMENTER = new Intl.Segmenter("en", { granularity: "sentence" });
const ABBREVIATION =
  /(?:^|[\s("'“‘])(?:Dr|Mr|Mrs|Ms|Prof|Sr|Jr|St|Mt|Gen|Sen|Rep|Capt|Lt|Col|Rev|Hon|approx|dept|est|fig|vs|e\.g|i\.e|cf|al|a\.k\.a|\p{Lu})\.\s*$/u;
/** These end a sentence as often as not: they join only before a lower-case word or a digit. */
const SOFT_ABBREVIATION =
  /(?:^|\s)(?:No|Nr|Inc|Ltd|Co|Corp|etc|a\.m|p\.m|U\.S|U\.K|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|min|max)\.\s*$/u;
const MARKER = /^(?:>\s?|[-*+•–]\s+|\[[ xX]\]\s+|\d{1,2}[.)]\s+|#{1,6}\s+)+/u;
/** A sentence is not joined beyond this many characters, whatever stands open. */
const MAX_JOINED = 400;

const opensQuote = (text: string): boolean => {
  const straight = (text.match(/"/g) ?? []).length % 2 === 1;
  return straight || (text.match(/“/g) ?? []).length > (text.match(/”/g) ?? []).length;
};

function joins(soFar: string, next: string): boolean {
  if (soFar.length + next.length > MAX_JOINED || /\n\s*$/.test(soFar)) return /\n\s*$/.test(soFar) && softWrapped(soFar, next);
  if (ABBREVIATION.test(soFar)) return true;
  if (SOFT_ABBREVIATION.test(soFar) && /^[\p{Ll}\d]/u.test(next)) return true;
  // A quotation in the middle of a sentence may end with a stop of its own.
  if (/[.!?…]["”’')]\s*$/.test(soFar) && /^\p{Ll}/u.test(next)) return true;
  return opensQuote(soFar);
}

/** A line that ends without a stop and goes on in lower case was only wrapped. */
function softWrapped(soFar: string, next: string): boolean {
  if (soFar.length + next.length > MAX_JOINED || /\n\s*\n\s*$/.test(soFar)) return false;
  return !/[.!?:;]["'”’)]*\s*$/.test(soFar) && /^\p{Ll}/u.test(next);
}

/**
 * Sentences of `text` between `from` and `to`: not cut after abbreviations and initials nor inside quotes; list markers are left out.
 */
export function sentencesOf(text: string, from = 0, to = text.length): Sentence[] {
  const part = text.slice(from, to);
  const pieces: { start: number; text: string }[] = [];
  for (const { segment, index } of SEGMENTER.segment(part)) {
    const last = pieces.at(-1);
    if (last && joins(last.text, segment)) {
      const rejoined = last.text + segment;
      // A quote that is never closed must not swallow the rest of the paragraph.
      if (!opensQuote(last.text) || /["”]/.test(part.slice(index, index + MAX_JOINED))) {
        last.text = rejoined;
        continue;
      }
    }
    pieces.push({ start: index, text: segment });
  }
  const found: Sentence[] = [];
  for (const piece of pieces) {
    const lead = /^\s*/.exec(piece.text)?.[0].length ?? 0;
    const marker = MARKER.exec(piece.text.slice(lead))?.[0].length ?? 0;
    const start = from + piece.start + lead + marker;
    const end = from + piece.start + piece.text.trimEnd().length;
    if (end > start) found.push({ text: text.slice(start, end), start, end });
  }
  return found;
}

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  "#39": "'",
  "#x27": "'",
  "#34": '"',
  "#x22": '"',
};

/** One line of plain text: HTML entities decoded, white space collapsed. */
export function plainSentence(text: string): string {
  return text
    .replace(/&(#?\w{1,6});/g, (all, name: string) => ENTITIES[name.toLowerCase()] ?? all)
    .replace(/\s+/g, " ")
    .trim();
}
