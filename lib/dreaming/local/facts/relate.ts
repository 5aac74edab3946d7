import { type Slot, slotOf } from "@/lib/dreaming/local/facts/slot";
import { choiceClass, classesDiffer, valueClasses, wordClass } from "@/lib/dreaming/local/facts/value-class";
import { contentStems, isNegated, isStop, namesOf, normalised, stem, wordsOf } from "@/lib/dreaming/local/facts/words";

/** A sentence, read once for comparison. */
export type Told = {
  text: string;
  slot: Slot | null;
  stems: readonly string[];
  stemSet: ReadonlySet<string>;
  /** Stems that are proper names. */
  names: ReadonlySet<string>;
  /** Content stems of the grammatical subject. */
  subject: ReadonlySet<string>;
  /** The two words after the subject. */
  predicate: readonly string[];
  negated: boolean;
  firstPerson: boolean;
  /** Stems of all words, for the alignment of two sentences. */
  words: readonly string[];
  plain: string;
};

/** What a newer sentence is to an older one. `same` says nothing new. */
export type Verdict = "same" | "update" | "possible" | "new";

const VERB =
  /^(?:is|are|was|were|has|have|had|will|can|does|do|did|both|often|once|also|only|never|not|no|currently|usually|always|exclusively|frequently|primarily|first|recently|[a-z]+(?:ed|es|s))$/;
const ADDITIVE = /\b(?:allergic to|speaks?|likes?|loves?|enjoys?|visited|have been to|owns? an?|have an?|play|know|also)\b/i;
const EXCLUSIVE = /\b(?:only|never|no longer|not|any ?more|instead|stopped|now)\b|n['’]t\b/i;
/** Words that close what an older sentence left open: "only speaks Spanish", "attended different universities". */
const LIMITS = /\b(?:only|exclusively|solely|no longer|instead|different|rather than)\b/i;
const MAX_ALIGNED_WORDS = 200;

function subjectOf(text: string, names: ReadonlySet<string>): { stems: Set<string>; length: number } {
  const words = wordsOf(text).slice(0, 14);
  const found = new Set<string>();
  let length = 0;
  for (const word of words) {
    const isName = names.has(word.lower);
    if (length > 0 && !isName && VERB.test(word.lower) && !/^(?:both|all|each)$/.test(word.lower)) break;
    if (length > 8) break;
    if (!isStop(word.lower)) found.add(stem(word.lower));
    length++;
  }
  return { stems: found, length };
}

/** Reads a sentence for comparison. */
export function read(text: string): Told {
  const names = namesOf(text);
  const words = wordsOf(text);
  const stems = contentStems(text);
  const { stems: subject, length } = subjectOf(text, names);
  const predicate = words.slice(length, length + 2).map((word) => word.lower);
  return {
    text,
    slot: slotOf(text),
    stems,
    stemSet: new Set(stems),
    names: new Set([...names].map(stem)),
    subject,
    predicate,
    negated: isNegated(text),
    firstPerson: /\b(?:i|my|me|i['’](?:m|ve|d|ll))\b/i.test(text) || /\bthe user\b/i.test(text),
    words: words.map((word) => stem(word.lower)),
    plain: normalised(text),
  };
}

/** Jaccard over content stems, names and numbers counting half: a name is shared by everything that is said of one person. */
export function freeScore(a: Told, b: Told): number {
  const weight = (s: string) => (a.names.has(s) || b.names.has(s) || /^\d/.test(s) ? 0.5 : 1);
  let shared = 0;
  let all = 0;
  for (const s of a.stems) {
    all += weight(s);
    if (b.stemSet.has(s)) shared += weight(s);
  }
  for (const s of b.stems) if (!a.stemSet.has(s)) all += weight(s);
  return all === 0 ? 0 : shared / all;
}

/** Without a shared name (or both in first person, or no names at all) two sentences are about different things. */
function mayCompare(a: Told, b: Told): boolean {
  if (a.firstPerson && b.firstPerson) return true;
  if (a.names.size === 0 && b.names.size === 0) return a.firstPerson === b.firstPerson;
  for (const name of a.names) if (b.names.has(name) || b.stems.includes(name)) return true;
  for (const name of b.names) if (a.stems.includes(name)) return true;
  return false;
}

/** Number of places in which two word sequences differ (substitution regions of their longest common subsequence); Infinity beyond 200 words. */
export function differingPlaces(a: readonly string[], b: readonly string[]): number {
  if (a.length > MAX_ALIGNED_WORDS || b.length > MAX_ALIGNED_WORDS) return Number.POSITIVE_INFINITY;
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number) => table[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  let places = 0;
  let inside = false;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      inside = false;
      i++;
      j++;
      continue;
    }
    if (!inside) places++;
    inside = true;
    if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i++;
    else j++;
  }
  return places;
}

const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>) => [...a].some((s) => b.has(s));

/**
 * Verdict of a newer fact against an older one, `runnerUp` being the score of the newer against the next best older sentence.
 * Thresholds were measured on sets of facts with known updates: 0.30 accepts, a margin of 0.08 keeps two equally near sentences apart.
 */
export function judgeFact(newer: Told, older: Told, runnerUp: number): Verdict {
  if (newer.plain === older.plain) return "same";
  if (newer.slot && older.slot) {
    if (newer.slot.key !== older.slot.key) return sameButForTheVerb(newer.slot, older.slot) ? "possible" : "new";
    if (newer.slot.value.toLowerCase() === older.slot.value.toLowerCase()) return "same";
    return classesDiffer(newer.slot.value, older.slot.value) ? "possible" : "update";
  }
  if (!mayCompare(newer, older)) return "new";
  if (newer.firstPerson && ADDITIVE.test(newer.text) && !EXCLUSIVE.test(newer.text)) return "new";
  if (tellsOfAnother(newer, older)) return "new";
  const score = freeScore(newer, older);
  const alike =
    overlap(newer.subject, older.subject) || (newer.subject.size + older.subject.size === 0 && newer.words[0] === older.words[0]);
  if (score >= 0.3) {
    const turned = newer.negated !== older.negated || (LIMITS.test(newer.text) && !LIMITS.test(older.text));
    // The same words in another order: "A interviewed B" and "B interviewed A".
    if (score === 1 && !turned) return differingPlaces(newer.stems, older.stems) === 0 ? "same" : "possible";
    // Two bare statements about different things, with no name in common: "The pool is closed until ...", "The sauna is closed until ...".
    if (
      !alike &&
      score < 0.75 &&
      newer.names.size + older.names.size === 0 &&
      newer.subject.size > 0 &&
      older.subject.size > 0 &&
      !newer.firstPerson
    )
      return "new";
    // "We no longer accept one of them" must not take the others with it.
    if (newer.negated && !older.negated && deniesOneOfSeveral(newer, older)) return "possible";
    const onePlace = differingPlaces(newer.words, older.words) === 1 || differingPlaces(newer.stems, older.stems) === 1;
    const sure = score - runnerUp >= 0.08 && (onePlace || turned || score >= 0.6) && (alike || score >= 0.5);
    return sure && !mayBothHold(newer, older) ? "update" : "possible";
  }
  const [a, b] = [newer.predicate, older.predicate];
  const opensAlike = alike && a.length > 0 && b.length > 0 && a[0] === b[0] && a[1] === b[1];
  return opensAlike && score >= 0.08 ? "possible" : "new";
}

const THERE_IS_NAMED = /\b[Tt]here (?:is|are) (?:also )?(?:an? )?(\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)*)/u;

/** "There is a Museum north of the Park" takes nothing back of what was said of the Park. */
function tellsOfAnother(newer: Told, older: Told): boolean {
  const named = THERE_IS_NAMED.exec(newer.text)?.[1];
  return named !== undefined && !newer.negated && !EXCLUSIVE.test(newer.text) && contentStems(named).every((s) => !older.stemSet.has(s));
}

/** All that the denial names stands in a list of the older sentence, which names more. */
function deniesOneOfSeveral(newer: Told, older: Told): boolean {
  if (!/,.*(?:,|\band\b)/iu.test(older.text)) return false;
  const named = newer.stems.filter((s) => newer.names.has(s));
  const others = older.stems.filter((s) => older.names.has(s) && !newer.stemSet.has(s));
  return named.length > 0 && others.length > 0 && named.every((s) => older.stemSet.has(s));
}

/** "Late check-out: 25 euros" and "Late check-out costs 35 euros": a label does not say what its amount is. */
function sameButForTheVerb(a: Slot, b: Slot): boolean {
  const [x, y] = [a.key.split("@"), b.key.split("@")];
  if (x[0] !== y[0] || (x[1] !== undefined) === (y[1] !== undefined)) return false;
  const classes = valueClasses(a.value).filter((c) => c === "currency" || c === "time");
  const others = new Set(valueClasses(b.value));
  return classes.some((c) => others.has(c));
}

/** "Anna speaks French" and "Anna speaks Italian"; "We use redis" and "We use postgres": one shared verb is not yet one attribute. */
function mayBothHold(newer: Told, older: Told): boolean {
  if (newer.negated !== older.negated || EXCLUSIVE.test(newer.text)) return false;
  if (/\b(?:allergic to|speaks?|visited|owns?|likes?|loves?)\b/i.test(newer.text)) return true;
  const shared = newer.stems.filter((s) => older.stems.includes(s) && !newer.names.has(s));
  const [a, b] = [newer.stems.filter((s) => !older.stems.includes(s)), older.stems.filter((s) => !newer.stems.includes(s))];
  return (
    shared.length <= 1 && newer.names.size === 0 && !a.some((s) => wordClass(s) !== null && b.some((t) => wordClass(t) === wordClass(s)))
  );
}

const UNMARKED = new Set(
  "from now on going forward moving future again can may i'd like want always never please make sure by default as a rule you should must stop don't do not only every time whenever anymore prefer prefers like likes love loves hate hates user users".split(
    " ",
  ),
);

/** A sentence is compared with many others; its words are found once. */
const knownWords = new WeakMap<Told, readonly string[]>();

/** Words of an instruction without those that only say that it is one. */
export function instructionWords(told: Told): readonly string[] {
  const known = knownWords.get(told);
  if (known) return known;
  const words = wordsOf(told.text)
    .filter((word) => !UNMARKED.has(word.lower) && !isStop(word.lower))
    .map((word) => stem(word.lower));
  knownWords.set(told, words);
  return words;
}

/** Verdict of a newer instruction against an older one. Short imperatives share little, so a changed word has to be of the same kind to be an update. */
export function judgeInstruction(newer: Told, older: Told): { verdict: Verdict; score: number } {
  const [a, b] = [instructionWords(newer), instructionWords(older)];
  const [setA, setB] = [new Set(a), new Set(b)];
  const shared = [...setA].filter((w) => setB.has(w)).length;
  const score = setA.size + setB.size - shared === 0 ? 0 : shared / (setA.size + setB.size - shared);
  if (score === 1) {
    const verdict = newer.negated !== older.negated ? "update" : differingPlaces(a, b) === 0 ? "same" : "possible";
    return { verdict, score };
  }
  // Every verdict but "new" takes at least 0.3 of the words in common, or a negation.
  if (score < 0.3) return { verdict: "new", score };
  const onlyA = [...setA].filter((w) => !setB.has(w));
  const onlyB = [...setB].filter((w) => !setA.has(w));
  const sameKind =
    onlyA.length === onlyB.length &&
    onlyA.every((w, i) => choiceClass(w) !== null && choiceClass(w) === choiceClass(onlyB[i] ?? "")) &&
    onlyA.length > 0;
  const onePlace = differingPlaces(a, b) === 1;
  if (shared > 0 && score >= 0.3 && sameKind && onePlace) return { verdict: "update", score };
  if (newer.negated !== older.negated && score >= 0.6) return { verdict: "update", score };
  if (score >= 0.6 && onePlace && onlyA.length > 0 && onlyB.length > 0) return { verdict: "update", score };
  // An amount that two instructions share does not make them one.
  const telling = [...setA].filter((w) => setB.has(w) && wordClass(w) === null).length;
  if (telling > 0 && score >= 0.5 && (telling > 1 || score >= 0.6 || setA.size <= 3)) return { verdict: "possible", score };
  return { verdict: "new", score };
}
