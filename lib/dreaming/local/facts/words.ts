/** Words without content of their own: articles, pronouns, auxiliaries, prepositions, conjunctions, fillers. */
const STOP = new Set(
  `a an the this that these those i me my mine myself we us our ours you your yours he him his she her hers it its they them their theirs
  who whom whose which what is are am was were be been being do does did done have has had having will would shall should can could may might must
  and or but nor so yet if then than as of in on at to from by with for about into onto over under between among through during before after
  out up down off there here when where while because though although however instead also too just only even still now very really quite
  not no never none neither n't don't doesn't didn't isn't aren't wasn't weren't won't can't cannot couldn't shouldn't wouldn't hasn't haven't hadn't
  please always both all each every any some such own same other another once ever already yes ok okay well actually currently i'm i've i'd i'll
  we're we've we'd we'll you're it's that's there's let's`
    .split(/\s+/)
    .filter(Boolean),
);

const NEGATION = /\b(?:not|never|no longer|none|neither|cannot|without|stop|avoid|nobody|nothing)\b|n['’]t\b|\bno\b(?! matter)/i;

const NUMBER_WORDS: Record<string, string> = Object.fromEntries(
  "zero one two three four five six seven eight nine ten eleven twelve".split(" ").map((word, value) => [word, String(value)]),
);

/** Different spellings and close synonyms that name the same attribute. */
const SAME: Record<string, string> = {
  favorite: "favourite",
  color: "colour",
  colors: "colours",
  mobile: "phone",
  cellphone: "phone",
  telephone: "phone",
  boss: "manager",
  supervisor: "manager",
  wife: "spouse",
  husband: "spouse",
  partner: "spouse",
  "e-mail": "email",
  residence: "home",
  using: "use",
  used: "use",
  job: "occupation",
  profession: "occupation",
};

const WORD = /[\p{L}\p{N}]+(?:['’_.@/-][\p{L}\p{N}]+)*/gu;

export type Word = { text: string; lower: string; start: number; end: number };

/** Words of a text with their positions (UTF-16); a possessive 's is not part of its word. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map((m) => {
    const bare = m[0].replace(/['’]s$/u, "");
    return { text: bare, lower: bare.toLowerCase().replaceAll("’", "'"), start: m.index, end: m.index + m[0].length };
  });
}

export const isStop = (lower: string): boolean => STOP.has(lower);

/** A light stem, so that "uses", "used" and "using" are one word. Expects lower case. */
export function stem(lower: string): string {
  const word = NUMBER_WORDS[lower] ?? SAME[lower] ?? lower;
  if (word.length < 4 || /[\d_@./]/.test(word)) return word;
  let w = word;
  if (/ies$/.test(w) && w.length > 4) w = `${w.slice(0, -3)}y`;
  else if (/(?:ss|x|z|ch|sh)es$/.test(w)) w = w.slice(0, -2);
  else if (/[^su]s$/.test(w) && !/is$/.test(w)) w = w.slice(0, -1);
  if (/ing$/.test(w) && w.length > 5) w = w.slice(0, -3);
  else if (/ed$/.test(w) && w.length > 4) w = w.slice(0, -2);
  if (/([bdgklmnprt])\1$/.test(w) && w !== word && !/(?:ll|ss)$/.test(w)) w = w.slice(0, -1);
  if (w.length > 3 && w.endsWith("e")) w = w.slice(0, -1);
  return w;
}

/** True when the sentence denies something. */
export const isNegated = (text: string): boolean => NEGATION.test(text);

/** Written with a capital, but values of a kind, not names of anybody. */
const CALENDAR =
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$|^(?:january|february|march|april|may|june|july|august|september|october|november|december)$/;

const isCapital = (text: string) => /^\p{Lu}/u.test(text);

/**
 * Lower-case words of a sentence that are proper names: capitalised inside it, or at its start when a capitalised word follows or
 * the word is a possessive. A single capitalised first word says nothing, every sentence has one.
 */
export function namesOf(text: string): Set<string> {
  const words = wordsOf(text);
  const names = new Set<string>();
  words.forEach((word, i) => {
    if (!isCapital(word.text) || isStop(word.lower) || CALENDAR.test(word.lower)) return;
    const before = text.slice(0, word.start).trimEnd();
    const opens = i === 0 || /[.!?:]$/.test(before);
    const next = words[i + 1];
    const followed = next !== undefined && isCapital(next.text) && !isStop(next.lower) && /^\s+$/.test(text.slice(word.end, next.start));
    const possessive = /^['’]s/.test(text.slice(word.start + word.text.length, word.end));
    if (!opens || followed || possessive) names.add(word.lower);
  });
  return names;
}

/** Stems of the content words in order of first occurrence, each once. */
export function contentStems(text: string): string[] {
  const stems = wordsOf(text)
    .filter((word) => !isStop(word.lower))
    .map((word) => stem(word.lower));
  return [...new Set(stems)];
}

/** A text for comparison: lower case, letters and digits only, one space between words. */
export function normalised(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
}

/** Code-point order, the same on every machine: the tie-breaker everywhere. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
