import { stem } from "@/lib/dreaming/local/facts/words";

const LANGUAGES =
  "english german french spanish italian portuguese dutch polish russian ukrainian czech swedish danish norwegian finnish greek turkish arabic hebrew hindi chinese mandarin cantonese japanese korean vietnamese thai latin hungarian romanian bulgarian croatian serbian";
const COLOURS =
  "red blue green yellow orange purple violet pink brown black white grey gray cyan magenta khaki tan cream beige gold silver turquoise teal maroon navy";
const DAYS = "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays";
const MONTHS = "january february march april june july august september october november december";
const CURRENCIES = "euro euros dollar dollars pound pounds yen franc francs rupee rupees eur usd gbp chf";
const UNITS = "metric imperial celsius fahrenheit kelvin kilometers kilometres miles kilograms pounds";
const NUMBERS =
  "zero one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand";

export type ValueClass = "language" | "colour" | "day" | "month" | "currency" | "unit" | "number" | "time";

const CLASS_OF = new Map<string, ValueClass>();
for (const [name, list] of [
  ["unit", UNITS],
  ["currency", CURRENCIES],
  ["month", MONTHS],
  ["day", DAYS],
  ["colour", COLOURS],
  ["language", LANGUAGES],
  ["number", NUMBERS],
] as const) {
  for (const word of list.split(" ")) {
    CLASS_OF.set(word, name);
    CLASS_OF.set(stem(word), name);
  }
}

/** The closed class that a single word belongs to, or null: two values of one class can stand in for each other. */
export function wordClass(word: string): ValueClass | null {
  const lower = word.toLowerCase();
  if (/^\d{1,2}(?::\d{2})?(?:am|pm)$|^\d{1,2}:\d{2}$/.test(lower)) return "time";
  if (/^[$€£]?\d[\d.,]*(?:%|st|nd|rd|th)?$/.test(lower)) return "number";
  return CLASS_OF.get(lower) ?? null;
}

/** Classes of all words of a value that have one, sorted, each once. */
export function valueClasses(value: string): ValueClass[] {
  const found = (value.match(/[$€£]?[\p{L}\p{N}][\p{L}\p{N}.,:%]*/gu) ?? []).map((word) => wordClass(word.replace(/[.,:]+$/, "")));
  return [...new Set(found.filter((c): c is ValueClass => c !== null))].sort();
}

/** True when both values say which class they are of, and they share none ("at 9:00" and "on Friday"). */
export function classesDiffer(a: string, b: string): boolean {
  const [x, y] = [valueClasses(a), valueClasses(b)];
  return x.length > 0 && y.length > 0 && !x.some((c) => y.includes(c));
}

/** Choices that exclude each other in instructions: "short answers", "long answers". */
const CHOICES: Record<string, string> = {
  tone: "formal informal casual friendly",
  length: "short long brief concise detailed verbose terse",
  theme: "dark light",
  indentation: "tabs spaces",
  spelling: "british american",
  case: "uppercase lowercase",
  order: "ascending descending",
};
const CHOICE_OF = new Map<string, string>();
for (const [name, list] of Object.entries(CHOICES))
  for (const word of list.split(" ")) {
    CHOICE_OF.set(word, name);
    CHOICE_OF.set(stem(word), name);
  }

/** What a word of an instruction chooses among: a closed class of values, or one of a few known alternatives; else null. */
export const choiceClass = (word: string): string | null => wordClass(word) ?? CHOICE_OF.get(word.toLowerCase()) ?? null;
