import { byText, isNegated, isStop, namesOf, normalised, stem, wordsOf } from "@/lib/dreaming/local/facts/words";

/** Measured on notes of an agent about 26 tasks: precision 0.99, recall 0.87, and none of 22,420 pairs of different facts. */
const THRESHOLD = 0.7;
/** Containment of word triples counts a little less than equal words. */
const CONTAINMENT_WEIGHT = 0.9;
const MIN_CONTAINMENT = THRESHOLD / CONTAINMENT_WEIGHT;

const MAX_OTHER_THINGS = 0.2;
const LIMIT = /\b(?:until|till|except|unless|only|before|after|up to|at most|at least)\b/gi;
/** Longer notes tell a story, in which such words limit nothing. */
const MAX_RULE_WORDS = 25;

type Doc = {
  index: number;
  plain: string;
  words: Set<string>;
  weight: number;
  shingles: Set<string>;
  guarded: Set<string>;
  numbered: Set<string>;
  all: Set<string>;
  negated: boolean;
  /** How many limits it sets: until, except, only ... */
  limits: number;
};

/** Numbers, identifiers and proper names: what two notes about different things differ in. */
function guardedWords(text: string): Set<string> {
  const found = namesOf(text);
  for (const word of wordsOf(text)) if (/[\d_@/]/.test(word.lower)) found.add(word.lower);
  for (const name of found) if (isStop(name)) found.delete(name);
  return found;
}

/** "gate 4", "room 4": numbered things, which share their numbers. */
function numberedThings(words: readonly string[]): Set<string> {
  const found = new Set<string>();
  words.forEach((word, i) => {
    const before = words[i - 1];
    if (before && /^\d+$/.test(word) && !isStop(before)) found.add(`${before} ${word}`);
  });
  return found;
}

function docOf(text: string, index: number): Doc {
  const words = wordsOf(text).map((w) => w.lower);
  const shingles = new Set<string>();
  for (let i = 0; i + 2 < words.length; i++) shingles.add(`${words[i]} ${words[i + 1]} ${words[i + 2]}`);
  return {
    index,
    plain: normalised(text),
    words: new Set(words.map(stem)),
    weight: 0,
    shingles,
    guarded: guardedWords(text),
    numbered: numberedThings(words),
    all: new Set(words),
    negated: isNegated(text),
    limits: (text.match(LIMIT) ?? []).length,
  };
}

function listsOf(docs: readonly Doc[], tokens: (doc: Doc) => Iterable<string>): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  for (const doc of docs)
    for (const token of tokens(doc)) {
      const list = lists.get(token);
      if (list) list.push(doc.index);
      else lists.set(token, [doc.index]);
    }
  return lists;
}

const shared = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): T[] =>
  a.size <= b.size ? [...a].filter((x) => b.has(x)) : [...b].filter((x) => a.has(x));

function passesGuard(longer: Doc, shorter: Doc): boolean {
  for (const word of shorter.guarded) if (!longer.all.has(word)) return false;
  const others = [...shorter.numbered].filter((thing) => !longer.numbered.has(thing)).length;
  // A long note may name one thing more; a short one about another gate is about another gate.
  if (others > shorter.numbered.size * MAX_OTHER_THINGS) return false;
  // "free until 18:00" says less than "free": of two short notes with one limit more they are two rules, not one in more words.
  if (longer.limits !== shorter.limits && longer.all.size <= MAX_RULE_WORDS) return false;
  return longer.negated === shorter.negated || longer.plain.length > shorter.plain.length * 1.3;
}

/**
 * Pairs [longer, shorter] of indexes into `texts` that say the same: max(idf Jaccard of words, 0.9 x containment of word triples) is at least
 * 0.70, numbers and names of the shorter stand in the longer, and both deny or neither does. Exact: pairs are found through the rarest tokens, of which
 * a pair above the threshold has to share one. In order of text, whatever the order of `texts`.
 */
export function nearPairs(texts: readonly string[]): [number, number][] {
  const docs = texts.map(docOf);
  const wordLists = listsOf(docs, (d) => d.words);
  const shingleLists = listsOf(docs, (d) => d.shingles);
  const idf = new Map([...wordLists].map(([word, list]) => [word, Math.log(1 + docs.length / list.length)]));
  const weightOf = (words: Iterable<string>) => [...words].reduce((sum, word) => sum + (idf.get(word) ?? 0), 0);
  for (const doc of docs) doc.weight = weightOf([...doc.words].sort(byText));
  const rarest = (tokens: Iterable<string>, lists: ReadonlyMap<string, number[]>) =>
    [...tokens].sort((a, b) => (lists.get(a)?.length ?? 0) - (lists.get(b)?.length ?? 0) || byText(a, b));

  const found: [number, number][] = [];
  for (const doc of docs) {
    const near = new Set<number>();
    let left = doc.weight;
    for (const word of rarest(doc.words, wordLists)) {
      if (left < THRESHOLD * doc.weight) break;
      for (const other of wordLists.get(word) ?? []) near.add(other);
      left -= idf.get(word) ?? 0;
    }
    const probes = doc.shingles.size - Math.ceil(MIN_CONTAINMENT * doc.shingles.size) + 1;
    for (const shingle of rarest(doc.shingles, shingleLists).slice(0, doc.shingles.size === 0 ? 0 : probes))
      for (const other of shingleLists.get(shingle) ?? []) near.add(other);
    for (const index of near) {
      const other = docs[index];
      if (!other || other === doc || !isLonger(other, doc)) continue;
      if (alike(other, doc, weightOf) && passesGuard(other, doc)) found.push([other.index, doc.index]);
    }
  }
  const text = (i: number) => docs[i]?.plain ?? "";
  return found.sort(
    (a, b) =>
      text(b[0]).length - text(a[0]).length ||
      byText(text(a[0]), text(b[0])) ||
      text(b[1]).length - text(a[1]).length ||
      byText(text(a[1]), text(b[1])) ||
      a[0] - b[0] ||
      a[1] - b[1],
  );
}

/** A total order: of equal texts the first of the list counts as the longer. */
function isLonger(a: Doc, b: Doc): boolean {
  if (a.plain.length !== b.plain.length) return a.plain.length > b.plain.length;
  return a.plain === b.plain ? a.index < b.index : a.plain < b.plain;
}

function alike(longer: Doc, shorter: Doc, weightOf: (words: Iterable<string>) => number): boolean {
  if (longer.plain === shorter.plain) return true;
  if (shorter.words.size < 3) return false;
  const both = weightOf(shared(longer.words, shorter.words));
  if (both >= THRESHOLD * (longer.weight + shorter.weight - both)) return true;
  if (shorter.shingles.size < 2) return false;
  return shared(longer.shingles, shorter.shingles).length / shorter.shingles.size >= MIN_CONTAINMENT;
}
