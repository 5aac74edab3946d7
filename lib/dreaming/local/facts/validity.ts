import { sentencesOf } from "@/lib/dreaming/local/statements/sentences";

/** A sentence that limits its own validity: it holds to the end of `until` (milliseconds, UTC). */
export type Limited = { start: number; end: number; text: string; until: number };

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
const YEAR = "(\\d{4})";
const BEFORE_DATE =
  "(?:(?:is|are|be|stays?|remains?|holds?|applies|apply|good|valid|effective|in force)\\s+)?(?:until|till|through|thru|up to(?: and including)?|valid to|from [^.;]{3,30}? to|expires?(?: on| at)?|expiring(?: on)?|ends?(?: on| at)?|ending(?: on)?|not after|no later than|to the end of)\\s*:?\\s*(?:the\\s+)?(?:and including\\s+)?(?:(?:end of|close of|midnight(?: on)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?)\\s+)?(?:the\\s+)?";

const endOfDay = (year: number, month: number, day: number): number | null => {
  if (month < 0 || month > 11 || day < 1 || day > new Date(Date.UTC(year, month + 1, 0)).getUTCDate()) return null;
  return Date.UTC(year, month, day, 23, 59, 59, 999);
};
const endOfMonth = (year: number, month: number): number => Date.UTC(year, month + 1, 1) - 1;
const monthOf = (name: string | undefined): number => MONTHS.indexOf((name ?? "").slice(0, 3).toLowerCase());

/** Next end of this day of the year after `anchor`; null without an anchor: "until 3 March" does not say of which year. */
function nextDay(month: number, day: number, anchor: number | null): number | null {
  if (anchor === null) return null;
  const year = new Date(anchor).getUTCFullYear();
  const end = endOfDay(year, month, day);
  return end !== null && end >= anchor ? end : endOfDay(year + 1, month, day);
}

type Reader = (m: RegExpExecArray, anchor: number | null) => number | null;
const FORMS: [string, Reader][] = [
  [`${YEAR}-(\\d{2})-(\\d{2})(?!\\d)`, (m) => endOfDay(Number(m[1]), Number(m[2]) - 1, Number(m[3]))],
  [`${DAY}(?: of)? ${MONTH},? ${YEAR}`, (m) => endOfDay(Number(m[3]), monthOf(m[2]), Number(m[1]))],
  [`${MONTH} ${DAY},? ${YEAR}`, (m) => endOfDay(Number(m[3]), monthOf(m[1]), Number(m[2]))],
  // 03/04/2026 may be March or April: the later of the two.
  [
    `(\\d{1,2})[./](\\d{1,2})[./]${YEAR}`,
    (m) => {
      const [a, b, y] = [Number(m[1]), Number(m[2]), Number(m[3])];
      const read = [endOfDay(y, a - 1, b), endOfDay(y, b - 1, a)].filter((t) => t !== null);
      return read.length > 0 ? Math.max(...read) : null;
    },
  ],
  [`q([1-4])\\s+${YEAR}`, (m) => endOfMonth(Number(m[2]), Number(m[1]) * 3 - 1)],
  [`${MONTH},? ${YEAR}`, (m) => endOfMonth(Number(m[2]), monthOf(m[1]))],
  [`${DAY}(?: of)? ${MONTH}(?![\\p{L}])`, (m, anchor) => nextDay(monthOf(m[2]), Number(m[1]), anchor)],
  [`${MONTH} ${DAY}(?![\\d:])`, (m, anchor) => nextDay(monthOf(m[1]), Number(m[2]), anchor)],
  [`${YEAR}(?![-\\d])`, (m) => (Number(m[1]) >= 1990 && Number(m[1]) <= 2200 ? endOfMonth(Number(m[1]), 11) : null)],
];
const READERS = FORMS.map(([form, reader]) => ({ pattern: new RegExp(`\\b${BEFORE_DATE}${form}`, "giu"), reader }));
const ANY_DATE = FORMS.slice(0, 5).map(([form, reader]) => ({ pattern: new RegExp(`(?<![\\w-])${form}`, "giu"), reader }));

/** "Jane worked at Acme until 2020" tells what was, and stays true. */
const TOLD_PAST =
  /\b(?:was|were|had|did|used to|worked|lived|studied|served|ran|led|held|stayed|taught|played|owned|managed|existed|lasted|went|kept)\b[^.;]*\b(?:until|till|through|up to)\b/i;
const PRESENT = /\b(?:is|are|has been|have been|must|should|may|can|will|please|valid|only|always|never|now)\b/i;

/** Latest date that limits a sentence, milliseconds UTC (end of that day); null when it has none, or tells of the past. `anchor`: when it was stated. */
export function validUntil(sentence: string, anchor: number | null): number | null {
  if (TOLD_PAST.test(sentence) && !PRESENT.test(sentence)) return null;
  let limit: number | null = null;
  for (const { pattern, reader } of READERS) {
    for (const m of sentence.matchAll(pattern)) {
      const time = reader(m as RegExpExecArray, anchor);
      if (time !== null && (limit === null || time > limit)) limit = time;
    }
    if (limit !== null) break;
  }
  if (limit === null) return null;
  // Another day in the sentence, not yet past, keeps it: "until 3 March 2026, then again from 1 May 2027".
  for (const { pattern, reader } of ANY_DATE)
    for (const m of sentence.matchAll(pattern)) {
      const time = reader(m as RegExpExecArray, anchor);
      if (time !== null && time > limit) limit = time;
    }
  return limit;
}

/** What every limiting sentence has in it: most memories need no closer look. */
const MAY_LIMIT =
  /until|\btill\b|\bthru\b|through|up to|valid to|\bfrom\b|expir|\bends?\b|\bending\b|not after|no later than|to the end of/i;
/** Longer "sentences" are tables or data. */
const MAX_SENTENCE = 1_000;

/** The sentences of a content that limit their own validity. */
export function limitedSentences(content: string, anchor: number | null): Limited[] {
  if (!MAY_LIMIT.test(content) || !/\d/.test(content)) return [];
  return sentencesOf(content).flatMap((s) => {
    if (s.text.length > MAX_SENTENCE || !MAY_LIMIT.test(s.text)) return [];
    const until = validUntil(s.text, anchor);
    return until === null ? [] : [{ ...s, until }];
  });
}
