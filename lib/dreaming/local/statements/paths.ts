import { instructionWords, type Told } from "@/lib/dreaming/local/facts/relate";
import { valueClasses, wordClass } from "@/lib/dreaming/local/facts/value-class";
import { byText, isStop, namesOf, wordsOf } from "@/lib/dreaming/local/facts/words";
import { slugOf } from "@/lib/dreaming/local/slug";

const LIGHT = new Set(
  "use do make be have get give put keep take let want need add write say tell try go set start mind set want like prefer favour favor really love hate enjoy usually i my we our you your now on".split(
    " ",
  ),
);
const MARKS = new Set(
  "from now on going forward always never please make sure by default as rule whenever every time anytime any each moving henceforth remember don't do not stop only".split(
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

/** What an instruction or preference is about, in two to five words: its content words without light verbs, values replaced by their kind. */
export function topicOf(text: string): string {
  const words = wordsOf(text).filter((w) => !MARKS.has(w.lower) && !isStop(w.lower));
  const named = words.flatMap((w) => {
    const kind = wordClass(w.lower);
    if (kind === null) return [w.text];
    const name = NAMED[kind];
    return name ? [name] : [];
  });
  const heavy = named.filter((w) => !LIGHT.has(w.toLowerCase()));
  const chosen = heavy.length > 0 ? heavy : named.length > 0 ? named : words.map((w) => w.text);
  return slugOf([...new Set(chosen)].join(" "), 5) || "general";
}

/** Stable key of an instruction: its content words in order of text, values left out. */
export function instructionKey(told: Told): string {
  const words = [...new Set(instructionWords(told))].filter((w) => wordClass(w) === null).sort(byText);
  const kinds = valueClasses(told.text).map((c) => `<${c}>`);
  return `preference|${[...words, ...kinds].join("-")}`;
}

/** Path of a fact: by its slot where it has one, else by the first name in it and the two content words after that. */
export function factPath(told: Told): string {
  if (told.slot) return `/facts/${told.slot.subject}/${told.slot.attribute || "value"}.md`;
  const names = namesOf(told.text);
  const words = wordsOf(told.text);
  const first = words.findIndex((w) => names.has(w.lower));
  let end = first;
  while (end >= 0 && end + 1 < words.length && names.has(words[end + 1]?.lower ?? "")) end++;
  const subject =
    first < 0
      ? told.firstPerson
        ? "user"
        : "general"
      : slugOf(
          words
            .slice(first, Math.min(end + 1, first + 4))
            .map((w) => w.text)
            .join(" "),
        );
  const after = words.slice(end + 1).filter((w) => !isStop(w.lower) || /^(?:not|never|no)$/.test(w.lower));
  const rest = (after.length > 0 ? after : words)
    .slice(0, first < 0 ? 3 : 2)
    .map((w) => w.text)
    .join(" ");
  return `/facts/${subject || "general"}/${slugOf(rest, 3) || "note"}.md`;
}
