import { personalParticulars } from "@/lib/domain/checks/personal-rules";
import { isStop } from "@/lib/dreaming/local/facts/words";

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** Mail addresses of an office, not of a person. */
const ROLE_MAILBOX =
  /^(?:support|help|helpdesk|info|sales|billing|invoices?|accounts?|accounting|office|team|contact|hello|security|legal|press|hr|jobs|returns|orders|service|noreply|no-reply|admin|ops|oncall|alerts?)@/i;
const PHONE = /(?<![\w.])\+?\(?\d{1,4}\)?(?:[ .-]\(?\d{2,4}\)?){2,5}(?!\w)|(?<!\w)\+\d{1,4}(?:[ ./-]?\(?\d{2,9}\)?){1,5}(?!\w)/g;
const CARD = /(?<!\w)(?:\d[ -]?){12,18}\d(?!\w)/g;
const ISO_DATE = /^\d{4}[-. ]\d{1,2}[-. ]\d{1,2}$|^\d{1,2}[-. ]\d{1,2}[-. ]\d{4}$/;
const IBAN = /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)/g;
const USER_ID = /(?<!\w)[a-z]+(?:_[a-z]+)+_\d{2,}(?!\w)/g;
/** Letters and digits mixed and long enough for an id; standards and versions ("RFC3339", "sha256", "v20.1") are two to six letters and then digits. */
const MIXED = /(?<![\w.@/-])#?(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{4,}(?![\w@])/g;
const STANDARD =
  /^(?:[A-Za-z]{2,10}-?\d{1,5}|[a-z]{2,10}\d{1,4}[a-z]{1,3}|v\d[\d.]*|\d+(?:px|ms|mb|gb|kb|kg|km|cm|mm|th|st|nd|rd|am|pm|bit|min|mins|hours?|days?|weeks?|months?|years?|eur|usd))$/i;
/** Six capitals and digits, a digit among the letters: how bookings are named. */
const LOCATOR = /^(?=[A-Z0-9]*[A-Z]\d[A-Z0-9]*[A-Z])[A-Z0-9]{6}$/;
const NUMBERED =
  /\b(?:orders?|reservations?|bookings?|tickets?|invoices?|accounts?|acct|customers?|clients?|users?|member(?:ship)?|confirmation|tracking|case|claim|policy|passport|licen[cs]e|card|flight|payment|transaction|patient|employee|student|loyalty|gift card|certificate|record|serial|social security|tax)\b(?:\s+(?:ids?|numbers?|nos?\.?|nr\.?|codes?|references?|refs?))?(?:\s+(?:is|was|are|were|ending in|ends in|with|of))?[\s:#"'“(]*/giu;
const CODE = /^(?:[A-Z]{0,4}-?\d{3,}[\dA-Z-]*|(?=[A-Z0-9]{6}\b)[A-Z0-9]{6})(?![\p{L}\p{N}])/u;
const BIRTH = /\b(?:date of birth|birth ?date|dob|social security|ssn)\b/i;
/** "Ethan Garcia, 80280", "San Diego, 92133". */
const NAME_AND_ZIP = /\p{Lu}\p{L}+,? \d{5}(?!\d)/u;
const ADDRESS =
  /\b\d{1,5}[a-z]?\s+(?:[\p{Lu}][\p{L}.'’]*\s+){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Pl|Square|Terrace|Parkway|Highway)\b|\b(?:apt|apartment|suite|unit)\.?\s*#?\d+|\b(?:zip|postal|post)\s*code\b.{0,20}\d{3,}|\b[A-Z]{2}\s+\d{5}\b/iu;
/** What belongs to one account, whoever speaks: "my order", "my user id". */
const OWN_ACCOUNT =
  /\b(?:my|his|her|their|the customer['’]s)\s+(?:[\w-]+\s+){0,2}(?:user ?id|user ?name|login|password|pin|order|orders|reservations?|bookings?|account|acct|e-?mail(?: address)?|phone(?: number)?|address|zip(?: code)?|post(?:al)? ?code|credit card|debit card|gift card|card|certificate|passport|social security|ssn|date of birth|dob|birthday|membership|insurance|policy number|payment method|refund|tickets?|invoice|package|parcel|shipment|subscription)\b/iu;

const matches = (text: string, pattern: RegExp): string[] => text.match(pattern) ?? [];

/** "Mr. Rossi wants extra towels": one person, whoever that is. */
const ADDRESSED_PERSON =
  /(?<!\p{L})(?:Mr|Mrs|Ms|Miss|Herrn?|Frau|Mme|Señora?|Signora?)\.? \p{Lu}[\p{L}'’-]+(?: [^.!?]{0,30}?)? (?:wants?|prefers?|needs?|likes?|asks?|asked|gets?|stays?|staying|allergic|booked|checked|requested|complained|always|usually|never|paid|owes?|lives?|called|arrives?|leaves?)(?!\p{L})/u;

/** True when a sentence carries what identifies one person or one order: addresses of any kind, cards, accounts, ids, codes. */
export function hasParticulars(sentence: string): boolean {
  if (matches(sentence, EMAIL).some((mail) => !ROLE_MAILBOX.test(mail))) return true;
  if (matches(sentence, PHONE).some((n) => n.replace(/\D/g, "").length >= 8 && !ISO_DATE.test(n))) return true;
  if (matches(sentence, CARD).length > 0 || matches(sentence, IBAN).length > 0 || matches(sentence, USER_ID).length > 0) return true;
  if (matches(sentence, MIXED).some((id) => isId(id.replace(/^#/, "")))) return true;
  if (BIRTH.test(sentence) || NAME_AND_ZIP.test(sentence)) return true;
  for (const m of sentence.matchAll(NUMBERED)) if (CODE.test(sentence.slice(m.index + m[0].length))) return true;
  if (ADDRESS.test(sentence) || OWN_ACCOUNT.test(sentence) || ADDRESSED_PERSON.test(sentence)) return true;
  // What the gate would call one person's is not worth drafting.
  return personalParticulars(sentence).length > 0;
}

function isId(token: string): boolean {
  if (LOCATOR.test(token)) return true;
  if (STANDARD.test(token) || /^\d{4}-\d{2}(?:-\d{2})?$/.test(token)) return false;
  const parts = token.split(/[-_]/);
  // "24-hour" and "two-2-factor" are words; an id has a part that itself mixes letters and digits, or a long number.
  return parts.some((p) => (/\d/.test(p) && /[A-Za-z]/.test(p) && p.length >= 5 && !STANDARD.test(p)) || /^\d{4,}$/.test(p));
}

const CAPITAL_RUN = /(?<=[\p{L}\p{N},;:›…] )\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*)*/gu;
const FIRST_WORD = /^(?:["“'(]\s*)?(\p{Lu}[\p{L}'’.-]*)(?=[,\s]|$)/u;
/** Fewer words than this, beside what was masked, say nothing but whose particulars they are. */
const MIN_PLAIN_WORDS = 3;

/**
 * A sentence for the list of what was considered: ids, numbers and addresses masked, at most 160 characters. With `names`, also capitalised words; the
 * first word too when a name follows it or `isName` knows it. What is hardly more than particulars is not shown at all.
 */
export function masked(sentence: string, names: boolean, isName: (word: string) => boolean = () => false): string {
  let text = sentence
    .replace(/\s+/g, " ")
    .replace(EMAIL, "‹e-mail›")
    .replace(IBAN, "‹id›")
    .replace(USER_ID, "‹id›")
    .replace(MIXED, (id) => (isId(id.replace(/^#/, "")) ? "‹id›" : id))
    .replace(/\d{5,}/g, "…");
  if (names) {
    text = text.replace(CAPITAL_RUN, (w) => (/^I(?:['’]|$)/.test(w) ? w : "‹name›"));
    const first = FIRST_WORD.exec(text)?.[1];
    if (first && !isStop(first.toLowerCase()) && (/^\S+,? ‹name›/u.test(text) || isName(first)))
      text = text.replace(FIRST_WORD, (w) => w.replace(first, "‹name›"));
    text = text
      .replace(/[\p{L}#_-]*\d[\p{L}\d_-]*\d[\p{L}\d_-]*/gu, "…")
      .replace(/‹name›(?:[ ,;-]*(?:‹name›|…))+/g, "‹name›")
      .replace(/‹name›[\p{L}\d][\p{L}\d-]*/gu, "‹name›");
    const plain = text.replace(/‹[^›]*›/g, " ").match(/\p{L}{2,}/gu) ?? [];
    if (/[‹…]/.test(text) && plain.length < MIN_PLAIN_WORDS) return "A statement with one person's particulars";
  }
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
