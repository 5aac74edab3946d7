import type { Span } from "@/lib/domain/evidence";

export type Word = Span & { text: string };

// A run of letters, marks and digits, with inner apostrophes, dots, colons, underscores and at-signs; Han, kana, Thai one by one.
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}])[\p{L}\p{M}\p{N}_])+(?:['’@:._]+(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}])[\p{L}\p{M}\p{N}_])+)*/gu;

/** The words of a text with their places. An identifier or address is one word; hyphens and slashes part words. */
export function words(text: string): Word[] {
  return Array.from(text.matchAll(WORD), (m) => ({ text: m[0], start: m.index, end: m.index + m[0].length }));
}

/** Words that carry no statement of their own. Negations and numbers are not among them. */
const STOP = new Set(
  `a an the and or but if then than so as at by for from in into of off on onto out over to up upon with within about after again against all also am any are around
  be because been before being below between both can could did do does doing done down during each few further had has have having he her here hers herself him himself his how
  i it its itself just let like may me might more most much must my myself now of once only other our ours ourselves own per please quite rather really same shall she should since
  some such that that's the their theirs them themselves there these they this those through too under until upon us very via was we were what when where which while who whom whose
  why will with would yes yet you your yours yourself i'm i'd i'll i've it's you're we're they're there's let's he's she's we've you've
  der die das den dem des ein eine einen einem einer und oder aber ist sind war wir ich sie er es mit von zu im am auf für bei als auch wenn
  le la les un une des du de et ou est sont je tu il elle nous vous ils que qui dans pour sur avec au aux ce cette
  el los las una unos y o es son yo él ella nosotros con por para en del al lo su sus se`
    .split(/\s+/)
    .filter(Boolean),
);

export function isStopWord(word: string): boolean {
  return STOP.has(word.toLowerCase().replaceAll("’", "'"));
}

/** A crude stem: lower case, accents off, English plural and verb endings off. Only ever compared with itself. */
export function stem(word: string): string {
  let w = word.toLowerCase().replaceAll("’", "'").normalize("NFKD").replace(/\p{M}/gu, "");
  w = w.replace(/'(?:s|ll|ve|re|d|m)$/, "");
  if (!/^[a-z]+$/.test(w) || w.length < 4) return w;
  w = w.replace(/(?:sses)$/, "ss").replace(/ies$/, "y");
  if (/[^su]s$/.test(w)) w = w.slice(0, -1);
  if (w.length > 5) w = w.replace(/(?:ing|ed|ly)$/, "");
  return w.replace(/(.)\1$/, "$1").replace(/e$/, "");
}

/** Two stems that are the same word, or one word in two forms ("prefer", "preference"): equal, or a common beginning of five letters or more. */
export function sameStem(a: string, b: string): boolean {
  if (a === b) return true;
  const short = Math.min(a.length, b.length);
  if (short < 5) return false;
  let common = 0;
  while (common < short && a[common] === b[common]) common++;
  return common >= 5 && common >= short - 1 && Math.abs(a.length - b.length) <= 5;
}

/** Share of words that two texts have in common, over all words of both: 1 when they have the same words. */
export function wordJaccard(a: string, b: string): number {
  const x = new Set(words(a).map((w) => stem(w.text)));
  const y = new Set(words(b).map((w) => stem(w.text)));
  if (x.size === 0 && y.size === 0) return 1;
  let both = 0;
  for (const w of x) if (y.has(w)) both++;
  return both / (x.size + y.size - both);
}
