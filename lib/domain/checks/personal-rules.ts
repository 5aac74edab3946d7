import type { Span } from "@/lib/domain/evidence";

export type Particular = Span & { what: string };

const ID_WORD =
  "(?:order|orders|reservation|reservations|booking|bookings|confirmation|ticket|invoice|account|customer|member|membership|user|passenger|patient|passport|licen[cs]e|policy|case|pnr|record locator|tracking|mrn|employee|student|social security|tax|insurance|loyalty|frequent flyer|payment|gift card|credit card|certificate|card|iban|claim|subscription|profile|client)";
const NAME = "\\p{Lu}\\p{Ll}+(?:[-'’]\\p{Lu}\\p{Ll}+)?(?:\\s+\\p{Lu}\\.?)?\\s+\\p{Lu}\\p{Ll}+(?:[-'’]\\p{Lu}\\p{Ll}+)?";
const STREET =
  "(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|way|place|pl|square|sq|terrace|ter|circle|cir|highway|hwy|parkway|pkwy|trail|loop|crescent|close|row)";
/** Mailboxes of a role, not of a person. */
const ROLE =
  /^(?:support|info|sales|help|helpdesk|contact|hello|admin|administrator|noreply|no-reply|donotreply|billing|service|services|team|office|security|abuse|postmaster|webmaster|press|jobs|careers|hr|orders|feedback|privacy|legal|accounts|accounting|finance|ops|it|dev|notifications?|alerts?|newsletter|marketing|returns|customer[-.]?(?:service|care|support)|example|user|name|someone|you|me|test|email)$/i;
const NOT_A_NAME =
  /^(?:The|This|That|These|Those|If|When|Before|After|For|In|On|At|To|From|All|Any|Each|Every|No|Not|New|Credit|Gift|Basic|Business|Economy|Gold|Silver|Bronze|Customer|Order|User|Account|Payment|Flight|Air|United|American|San|Los|Las|North|South|East|West|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Google|Apple|Amazon|Microsoft|Visa|Master|Api|Bank|Our|Your|My|Their|His|Her|A|An|Always|Never|Please|Ask|Check|Use|Confirm|Verify|Cancel|Modify|Update|Return|Exchange|Refund|Add|Remove|Set|Get|Create|Delete)$/;

const RULES: { what: string; pattern: RegExp; ok?: (m: RegExpMatchArray, text: string) => boolean; group?: number }[] = [
  {
    what: "somebody's e-mail address",
    pattern: /(?<![\w.+-])([\w.+-]{1,64})@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?![\w-])/gu,
    ok: (m) => !ROLE.test(m[1] ?? ""),
  },
  { what: "a card number", pattern: /(?<![\d.,-])(?:\d[ -]?){12,18}\d(?![\d,]|\.\d)/g, ok: (m) => luhn(m[0].replace(/\D/g, "")) },
  {
    what: "a bank account (IBAN)",
    pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])/gu,
    ok: (m) => iban(m[0]),
  },
  { what: "a social security number", pattern: /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g },
  {
    what: "a phone number",
    pattern:
      /(?<![\p{L}\d+.,:/-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|\(\d{3}\)[ .-]?\d{3}[ .-]?\d{4}|\d{3}[.-]\d{3}[.-]\d{4})(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\p{L}\d]|[.-]\d)/gu,
    ok: (m) => !/^\+?1?[ .(-]{0,2}8(?:00|88|77|66|55|44|33)/.test(m[0]),
  },
  {
    what: "a phone number",
    pattern:
      /(?:phone|telephone|mobile|cell|fax|desk|call (?:me|him|her|them) (?:at|on)|tel\.?|reach (?:me|him|her|them) at)(?:\s+(?:number|no\.?|is|:|at|on))*\s*:?\s*(\+?\(?\d[\d ().-]{6,17}\d)(?![\d])/gi,
    group: 1,
  },
  {
    what: "a street address",
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}$€£#.,-])\\d{1,5}[A-Za-z]?\\s+(?:(?:N|S|E|W|North|South|East|West)\\.?\\s+)?(?:\\p{Lu}[\\p{L}'’.-]*\\s+){1,3}(?:(?:${STREET})(?![\\p{L}\\p{N}])\\.?|(?<=\\s)(?:Apt|Suite|Unit)\\.?\\s*#?\\w+)`,
      "giu",
    ),
    ok: (m) => /\p{Lu}/u.test(m[0].replace(/^\d+\w?\s+/, "")[0] ?? "") && !/^\d+\s+(?:day|hour|minute|item|time|step|way)/i.test(m[0]),
  },
  { what: "a phone number", pattern: /(?<![\p{L}\d+.,:/-])(?:\(0?\d{1,4}\)|0\d{2,4})[ -]\d{3}[ -]\d{3,4}(?![\p{L}\d]|[.-]\d)/gu },
  {
    what: "a postal address",
    pattern: /(?<!\p{L}|e-?mail |mail |ip |web |url )address\s*(?:is|:)\s*(?!\d{1,3}\.\d)[^\n@]{0,50}?\d{2,}[^\n.;]{0,20}/giu,
  },
  { what: "a postal box", pattern: /(?<!\p{L})P\.?\s?O\.?\s?Box\s+\d+/giu },
  { what: "a street address", pattern: /(?<!\p{L})(?:Suite|Apt\.?|Apartment|Unit)\s+#?\d{1,5}[A-Z]?(?![\p{L}\d])/gu },
  {
    what: "one customer's order, booking or account",
    pattern: new RegExp(
      `(?<!\\p{L})${ID_WORD}(?:'s)?(?:\\s+(?:id|ids|number|no\\.?|nr\\.?|code|reference|ref|is|with|the|for|of|under))*\\s*[:=]?\\s*["'\`(#]*(?=[\\w-]*\\d)(#?[A-Za-z0-9][A-Za-z0-9_-]{4,31})(?![\\p{L}\\p{N}])`,
      "giu",
    ),
    group: 1,
    ok: (m) => idLike(m[1] ?? ""),
  },
  {
    what: "one customer's order, booking or account",
    pattern: new RegExp(
      `(?<!\\p{L})(?:${ID_WORD})(?:\\s+(?:id|number|code|reference|ref|no\\.?|is))*\\s*[:=]?\\s*["'\`(#]*([A-Z]{6})(?![\\p{L}\\p{N}])`,
      "gu",
    ),
    group: 1,
  },
  {
    what: "one customer's order, booking or account",
    pattern: /(?<![\p{L}\p{N}_])(?:#W\d{5,}|[A-Z0-9]{6}(?=\s+(?:reservation|booking)))(?![\p{L}\p{N}_])/gu,
    ok: (m) => /\d/.test(m[0]),
  },
  { what: "somebody's user id", pattern: /(?<![\p{L}\p{N}_])\p{Ll}{2,}_\p{Ll}{2,}_\d{3,}(?![\p{L}\p{N}_])/gu },
  {
    what: "one customer's means of payment",
    pattern: /(?<![\p{L}\p{N}_])(?:credit_card|gift_card|certificate|paypal|card|account|acct|cus|pm|ch|txn)_\d{4,}(?![\p{L}\p{N}_])/giu,
  },
  {
    what: "one customer's card",
    pattern: /(?:card|account|iban)\s+(?:number\s+)?(?:that\s+)?(?:ending|ends)\s+(?:in|with)\s+\d{3,6}|[•*x]{2,}[ -]?\d{4}(?!\d)/gi,
  },
  {
    what: "a date of birth",
    pattern:
      /(?:born(?:\s+on)?|date of birth|dob|birthday(?:\s+is)?)\s*:?\s*(?:on\s+|is\s+)?(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\p{Lu}\p{Ll}+\s+\d{1,2}|\d{1,2}\s+\p{Lu}\p{Ll}+)/giu,
  },
  {
    what: "somebody's name with what is theirs",
    pattern: new RegExp(
      `(${NAME})(?:'s|’s|s'|’)\\s+(?:\\p{Ll}+\\s+){0,2}(?:account|order|reservation|booking|card|payment|subscription|refund|address|e-?mail|phone|number|ticket|invoice|flight|passport|profile|record|prescription|diagnosis|balance|birthday|password)`,
      "gu",
    ),
    ok: (m) => isName(m[1] ?? ""),
  },
  {
    what: "somebody's name with what is theirs",
    pattern: new RegExp(
      `(?<!\\p{L})(?:customer|user|passenger|patient|client|guest|caller|member|account holder|account of|order of|reservation of|booking of|on behalf of|billed to|shipped to|delivered to|registered to|belongs to|name on the (?:account|card|order) is)\\s+(?:named\\s+|is\\s+|:\\s*)?(${NAME})`,
      "gu",
    ),
    group: 1,
    ok: (m) => isName(m[1] ?? ""),
  },
  {
    what: "somebody's postal code",
    pattern:
      /(?<!\p{L})(?:zip(?:\s*code)?|postal code|postcode|plz)\s*(?:is|:|=|of)?\s*(\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})(?![\p{L}\d])/giu,
  },
];

/** Particulars of one person in `text`: contact data, cards, accounts, orders, names with what is theirs. In order, without overlaps. */
export function personalParticulars(text: string): Particular[] {
  const found: Particular[] = [];
  for (const { what, pattern, ok, group } of RULES) {
    for (const m of text.matchAll(pattern)) {
      if (ok && !ok(m, text)) continue;
      const part = group === undefined ? m[0] : (m[group] ?? m[0]);
      const start = m.index + (group === undefined ? 0 : Math.max(0, m[0].lastIndexOf(part)));
      const span = { start, end: start + part.length };
      if (!found.some((f) => span.start < f.end && span.end > f.start)) found.push({ ...span, what });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

const isName = (name: string) => !name.split(/\s+/).some((part) => NOT_A_NAME.test(part));

/** Digits with letters, or five digits and more; not a year, a size, a version or a plain word with a number. */
const idLike = (id: string) =>
  !/^(?:19|20)\d\d(?:-\d\d){0,2}$/.test(id) &&
  (/\d{5,}/.test(id) || (/[A-Za-z]/.test(id) && /\d/.test(id) && (/^[A-Z0-9#-]+$/.test(id) || /\d{3,}/.test(id))));

/** Luhn's check sum over a string of digits. */
export function luhn(digits: string): boolean {
  if (/^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const d = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 1 ? (d * 2 > 9 ? d * 2 - 9 : d * 2) : d;
  }
  return digits.length >= 12 && sum % 10 === 0;
}

/** ISO 13616 check: the rearranged number is 1 modulo 97. */
export function iban(text: string): boolean {
  const compact = text.replace(/[ -]/g, "");
  if (compact.length < 15 || compact.length > 34) return false;
  let rest = 0;
  for (const c of compact.slice(4) + compact.slice(0, 4)) {
    for (const d of /\d/.test(c) ? c : String(c.charCodeAt(0) - 55)) rest = (rest * 10 + Number(d)) % 97;
  }
  return rest === 1;
}
