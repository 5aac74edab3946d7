import { instructionWords, type Told } from "@/lib/dreaming/local/facts/relate";
import { choiceClass, wordClass } from "@/lib/dreaming/local/facts/value-class";
import { byText, isStop, namesOf, wordsOf } from "@/lib/dreaming/local/facts/words";
import { slugOf } from "@/lib/dreaming/local/slug";

const LIGHT = new Set(
  "use do make be have get give put keep take let want need add write say tell try go set start mind set want like prefer favour favor really love hate enjoy usually i my we our you your now on".split(
    " ",
  ),
);
const MARKS = new Set(
  "from now on going forward future henceforth ever always never please make sure by default as rule whenever every time anytime any each moving henceforth remember don't do not stop only".split(
    " ",
  ),
);
/** What a value of a closed class is a value of; "answer in English" is about the language of answers, whichever it is now. */
const NAMED: Record<string, string | null> = {
  language: "language",
  colour: "colour",
  day: "day",
  month: "month",
  currency: "currency",
  unit: "units",
  number: null,
  time: "time",
};

/** "Short replies" and "long replies" are about replies. */
const HOW = new Set(["length", "tone"]);

/** What an instruction or preference is about, in two to five words: its content words without light verbs, values replaced by their kind. */
export function topicOf(text: string): string {
  const about = text.replace(/(?<=\p{L}{3}.*),? (?:and )?(?:not|instead of|rather than|but not)\b.*$/iu, "");
  const words = wordsOf(about.length >= 8 ? about : text).filter((w) => !MARKS.has(w.lower) && !isStop(w.lower));
  const named = words.flatMap((w, i) => {
    const kind = wordClass(w.lower);
    // "5,000 euros" is an amount; "in euros" is about the currency.
    if (kind === "currency" && wordClass(words[i - 1]?.lower ?? "") === "number") return [];
    if (kind === null) {
      const choice = choiceClass(w.lower);
      return choice === null ? [w.text] : HOW.has(choice) ? [] : [choice];
    }
    const name = NAMED[kind];
    return name ? [name] : [];
  });
  const heavy = named.filter((w) => !LIGHT.has(w.toLowerCase()));
  const chosen = heavy.length > 0 ? heavy : named.length > 0 ? named : words.map((w) => w.text);
  return slugOf([...new Set(chosen)].join(" "), 5) || "general";
}

/** Stable key of an instruction: its content words in order of text, values left out. */
export function instructionKey(told: Told): string {
  const words = [...new Set(instructionWords(told))].filter((w) => choiceClass(w) === null).sort(byText);
  const kinds = [...new Set(wordsOf(told.text).map((w) => choiceClass(w.lower)))]
    .filter((c) => c !== null)
    .sort(byText)
    .map((c) => `<${c}>`);
  return `preference|${[...words, ...kinds].join("-")}`;
}

/** A name counts as what a sentence is about when at most this many words stand before it. */
const OPENING_WORDS = 1;

/** Path of a fact: by its slot where it has one, else by the name it opens with and the two content words after that, else by its first four. */
export function factPath(told: Told): string {
  if (told.slot) return `/facts/${told.slot.subject}/${told.slot.attribute || "value"}.md`;
  const names = namesOf(told.text);
  const words = wordsOf(told.text);
  const content = (from: number, count: number) =>
    words
      .slice(from)
      .filter((w) => (!isStop(w.lower) && !/^[\d.,:%]+$/.test(w.lower)) || /^(?:not|never|no)$/.test(w.lower))
      .slice(0, count)
      .map((w) => w.text)
      .join(" ");
  const first = words.findIndex((w) => names.has(w.lower));
  if (first < 0 || first > OPENING_WORDS || told.firstPerson)
    return `/facts/${told.firstPerson ? "user" : "general"}/${slugOf(content(0, 4)) || "note"}.md`;
  let end = first;
  while (end + 1 < words.length && end < first + 3 && names.has(words[end + 1]?.lower ?? "")) end++;
  const subject = words.slice(first, end + 1).map((w) => w.text);
  return `/facts/${slugOf(subject.join(" ")) || "general"}/${slugOf(content(end + 1, 2) || content(0, 4)) || "note"}.md`;
}
