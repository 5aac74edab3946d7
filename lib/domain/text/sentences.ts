import type { Span } from "@/lib/domain/evidence";

const SEGMENTER = new Intl.Segmenter("en", { granularity: "sentence" });
/** A line that begins a block of its own: a list item, a heading, a table row, a quotation, a fence, a label on its own line. */
const BLOCK_START = /^[ \t]*(?:[-*+•][ \t]|\d{1,3}[.)][ \t]|#{1,6}[ \t]|\||>|```|~~~|---|===)/;
const ENDS_BLOCK = /^[ \t]*(?:#{1,6}[ \t].*|---+|===+|\|.*\|?|```.*|~~~.*)$/;
const ABBREVIATION =
  /(?:^|[\s("'`])(?:Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|No|Nr|vs|etc|approx|e\.g|i\.e|cf|z\.B|bzw|ca|Inc|Ltd|Corp|Co|[A-Z])\.\s*$/;

/**
 * The sentences of a text, in order, as half-open UTF-16 ranges without surrounding white space. A list item, heading, table row or
 * paragraph ends a sentence; a soft line break inside a paragraph does not; nothing is cut inside back-ticks or quotation marks.
 */
export function sentences(text: string): readonly Span[] {
  if (text.length < MEMO_FROM) return split(text);
  // One change asks for the sentences of the same long texts several times over.
  const known = memo.get(text);
  if (known) return known;
  const result = split(text);
  if (memo.size >= MEMO_SIZE) memo.delete(memo.keys().next().value ?? "");
  memo.set(text, result);
  return result;
}

const MEMO_FROM = 2_000;
const MEMO_SIZE = 8;
const memo = new Map<string, readonly Span[]>();

function split(text: string): Span[] {
  const result: Span[] = [];
  for (const block of blocks(text)) {
    // Same length, so that offsets stay; a line break would end a sentence for the segmenter.
    const flat = text.slice(block.start, block.end).replace(/[\r\n\u2028\u2029\u0085]/g, " ");
    let open: Span | null = null;
    for (const part of SEGMENTER.segment(flat)) {
      const end = part.index + part.segment.length;
      open = open ? { start: open.start, end } : { start: part.index, end };
      const soFar = flat.slice(open.start, open.end);
      if (end < flat.length && (ABBREVIATION.test(soFar) || insideQuotes(soFar))) continue;
      push(result, text, block.start + open.start, block.start + open.end);
      open = null;
    }
    if (open) push(result, text, block.start + open.start, block.start + open.end);
  }
  return result;
}

/** The sentences as strings. */
export function sentenceTexts(text: string): string[] {
  return sentences(text).map((s) => text.slice(s.start, s.end));
}

function blocks(text: string): Span[] {
  const result: Span[] = [];
  let start = 0;
  let open = false;
  let at = 0;
  for (const line of text.split(/(?<=\n|\r(?!\n)|\u2028|\u2029)/)) {
    const bare = line.replace(/[\r\n\u2028\u2029]+$/, "");
    const blank = bare.trim() === "";
    if (open && (blank || BLOCK_START.test(bare))) {
      result.push({ start, end: at });
      open = false;
    }
    if (!blank && !open) {
      start = at;
      open = true;
    }
    at += line.length;
    if (open && ENDS_BLOCK.test(bare)) {
      result.push({ start, end: at });
      open = false;
    }
  }
  if (open) result.push({ start, end: at });
  return result;
}

const MAX_QUOTED = 400;

/** True when a quotation or code span was opened and not closed: the sentence goes on. Long open quotations are taken for a stray mark. */
function insideQuotes(text: string): boolean {
  for (const [opening, closing] of [
    ["`", "`"],
    ['"', '"'],
    ["“", "”"],
    ["«", "»"],
    ["‹", "›"],
  ] as const) {
    const from = text.lastIndexOf(opening);
    if (from < 0 || text.length - from > MAX_QUOTED) continue;
    const isOpen = opening === closing ? (text.split(opening).length - 1) % 2 === 1 : text.indexOf(closing, from) < 0;
    if (isOpen) return true;
  }
  return false;
}

function push(result: Span[], text: string, start: number, end: number): void {
  const raw = text.slice(start, end);
  const lead = raw.length - raw.trimStart().length;
  const body = raw.trim();
  if (body !== "") result.push({ start: start + lead, end: start + lead + body.length });
}
