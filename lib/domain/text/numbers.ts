import type { Span } from "@/lib/domain/evidence";

/** A number, date or time as it stands in a text. */
export type Quantity = Span & { text: string } & (
    | { kind: "number"; values: number[]; unit: string | null }
    | { kind: "date"; year: number | null; month: number | null; day: number | null }
    | { kind: "time"; minutes: number }
  );

const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const MONTH = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`;
const DATES: { pattern: RegExp; read: (m: RegExpMatchArray) => { year: number | null; month: number | null; day: number | null }[] }[] = [
  { pattern: /(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?!\d)/g, read: (m) => [{ year: Number(m[1]), month: Number(m[2]), day: Number(m[3]) }] },
  {
    pattern: new RegExp(`(?<!\\w)(${MONTH})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:\\s*,?\\s+(\\d{4}))?(?!\\w)`, "gi"),
    read: (m) => [{ year: m[3] ? Number(m[3]) : null, month: monthNumber(m[1] ?? ""), day: Number(m[2]) }],
  },
  {
    pattern: new RegExp(`(?<!\\w)(\\d{1,2})(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+)?(${MONTH})\\.?(?:\\s*,?\\s+(\\d{4}))?(?!\\w)`, "gi"),
    read: (m) => [{ year: m[3] ? Number(m[3]) : null, month: monthNumber(m[2] ?? ""), day: Number(m[1]) }],
  },
  {
    pattern: new RegExp(`(?<!\\w)(${MONTH})\\.?\\s+(\\d{4})(?!\\w)`, "gi"),
    read: (m) => [{ year: Number(m[2]), month: monthNumber(m[1] ?? ""), day: null }],
  },
  {
    // 3/4/2025 may be 3 April or March 4: kept as both.
    pattern: /(?<![\w/.])(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?![\w/]|\.\d)/g,
    read: (m) => {
      const year = Number(m[3]) < 100 ? 2000 + Number(m[3]) : Number(m[3]);
      return [
        { year, month: Number(m[1]), day: Number(m[2]) },
        { year, month: Number(m[2]), day: Number(m[1]) },
      ].filter((d) => d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31);
    },
  },
];
const TIME =
  /(?<![\w:.,])(\d{1,2})(?::(\d{2}))(?::\d{2})?(?:\.\d+)?\s*([ap]\.?m\.?)?(?![\w:])|(?<![\w:.,])(\d{1,2})\s*([ap]\.?m\.?)(?!\w)/gi;
const CURRENCY: Record<string, string> = {
  $: "usd",
  "€": "eur",
  "£": "gbp",
  "¥": "yen",
  "₹": "inr",
  usd: "usd",
  dollar: "usd",
  dollars: "usd",
  eur: "eur",
  euro: "eur",
  euros: "eur",
  gbp: "gbp",
  pound: "gbp",
  pounds: "gbp",
  yen: "yen",
  jpy: "yen",
  inr: "inr",
  chf: "chf",
  franken: "chf",
  francs: "chf",
  "%": "%",
  percent: "%",
  "per cent": "%",
  prozent: "%",
  pct: "%",
};
const SCALE: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mn: 1e6,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
  hundred: 100,
  dozen: 12,
};
const NUMBER =
  /(?<![\p{L}\p{N}_#]|\p{N}[.,-])([$€£¥₹])?\s?([-−–])?(\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?:\s?(thousand|million|billion|hundred|dozen|mn|bn|k|m)(?![\p{L}\p{N}]))?(?:(?:\s|-)?([%€£¥₹$]|percent|per cent|pct|prozent|usd|dollars?|eur|euros?|gbp|pounds?|yen|jpy|inr|chf|franken|francs)(?!\p{L}))?(?:st|nd|rd|th)?(?![\p{L}\p{N}_])/giu;
const SPELLED: Record<string, number> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  thousand: 1000,
  million: 1e6,
  dozen: 12,
  once: 1,
  twice: 2,
  thrice: 3,
  double: 2,
  half: 0.5,
  third: 3,
  first: 1,
  second: 2,
};
/** Spelled words that are as often no number ("one of them", "the first", "a second"): only looked for in quotes, never demanded of them. */
const LOOSE = new Set(["one", "once", "first", "second", "third", "half", "double"]);
const SPELLED_PATTERN = new RegExp(
  `(?<![\\p{L}\\p{N}-])(${Object.keys(SPELLED).join("|")})(?:-(one|two|three|four|five|six|seven|eight|nine))?(?:\\s(hundred|thousand|million|billion|dozen))?(?:\\s(percent|per cent|dollars?|euros?|pounds?|yen|francs))?(?![\\p{L}\\p{N}])`,
  "giu",
);

/** Numbers, dates and times of a text, in order, without overlaps. Digits inside identifiers ("HAT123", "v2") are not numbers. */
export function quantities(text: string): (Quantity & { loose?: boolean })[] {
  const found: (Quantity & { loose?: boolean })[] = [];
  const taken: Span[] = [];
  const free = (start: number, end: number) => !taken.some((t) => start < t.end && end > t.start);
  const take = (start: number, end: number) => taken.push({ start, end });
  for (const { pattern, read } of DATES) {
    for (const m of text.matchAll(pattern)) {
      const end = m.index + m[0].length;
      const readings = read(m);
      if (!free(m.index, end) || readings.length === 0) continue;
      take(m.index, end);
      for (const d of readings) found.push({ kind: "date", ...d, text: m[0], start: m.index, end });
    }
  }
  for (const m of text.matchAll(TIME)) {
    const end = m.index + m[0].length;
    if (!free(m.index, end)) continue;
    const half = (m[3] ?? m[5] ?? "").toLowerCase();
    let hours = Number(m[1] ?? m[4]);
    if (hours > 24) continue;
    if (half.startsWith("p") && hours < 12) hours += 12;
    if (half.startsWith("a") && hours === 12) hours = 0;
    take(m.index, end);
    found.push({ kind: "time", minutes: hours * 60 + Number(m[2] ?? 0), text: m[0], start: m.index, end });
  }
  for (const m of text.matchAll(NUMBER)) {
    const end = m.index + m[0].length;
    if (!free(m.index, end)) continue;
    if (isListMarker(text, m.index, end)) continue;
    take(m.index, end);
    const scale = m[4] ? (SCALE[m[4].toLowerCase()] ?? 1) : 1;
    const sign = m[2] === undefined || /[\p{L}\p{N}]/u.test(text[m.index - 1] ?? "") ? 1 : -1;
    const unit = CURRENCY[m[1] ?? ""] ?? CURRENCY[(m[5] ?? "").toLowerCase()] ?? null;
    found.push({
      kind: "number",
      values: readNumber(m[3] ?? "").map((v) => v * scale * sign),
      unit,
      text: m[0].trim(),
      start: m.index,
      end,
    });
  }
  for (const m of text.matchAll(SPELLED_PATTERN)) {
    const end = m.index + m[0].length;
    if (!free(m.index, end)) continue;
    take(m.index, end);
    const word = (m[1] ?? "").toLowerCase();
    const value = ((SPELLED[word] ?? 0) + (m[2] ? (SPELLED[m[2].toLowerCase()] ?? 0) : 0)) * (m[3] ? (SCALE[m[3].toLowerCase()] ?? 1) : 1);
    const unit = m[4] ? (CURRENCY[m[4].toLowerCase()] ?? null) : null;
    found.push({
      kind: "number",
      values: [value],
      unit,
      text: m[0],
      start: m.index,
      end,
      loose: !m[2] && !m[3] && !m[4] && LOOSE.has(word),
    });
  }
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** True when `b` says what `a` says: same value and, where both have one, the same unit; a date at least as exact as `a`. */
export function sameQuantity(a: Quantity, b: Quantity): boolean {
  if (a.kind === "number" && b.kind === "number") {
    if (a.unit && b.unit && a.unit !== b.unit) return false;
    return a.values.some((v) => b.values.some((w) => Math.abs(v - w) <= 1e-9 * Math.max(1, Math.abs(v))));
  }
  if (a.kind === "date" && b.kind === "date") {
    const part = (x: number | null, y: number | null) => x === null || x === y;
    return part(a.year, b.year) && part(a.month, b.month) && part(a.day, b.day);
  }
  return a.kind === "time" && b.kind === "time" && a.minutes === b.minutes;
}

function monthNumber(name: string): number {
  return MONTHS.findIndex((m) => m.startsWith(name.toLowerCase().slice(0, 3))) + 1;
}

/** "10,000" is ten thousand; "10.000" may be ten thousand or ten; "1,5" is one and a half. */
function readNumber(text: string): number[] {
  const groups = /^\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?$/.test(text);
  if (!groups) return [Number(text.replace(",", "."))];
  const separators = text.replace(/\d/g, "");
  const last = separators.at(-1) ?? "";
  const first = separators[0] ?? "";
  if (separators.length > 1 && last !== first) {
    const at = text.lastIndexOf(last);
    return [Number(`${text.slice(0, at).replace(/\D/g, "")}.${text.slice(at + 1)}`)];
  }
  const whole = Number(text.replace(/\D/g, ""));
  return separators === "." ? [whole, Number(text)] : [whole];
}

function isListMarker(text: string, start: number, end: number): boolean {
  return /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, start - 40), start)) && /^[.)][ \t]/.test(text.slice(end, end + 2));
}
