import type { Leaf } from "@/lib/dreaming/local/calls";
import { judgePhrase } from "@/lib/dreaming/local/error-phrase";
import { SLOT } from "@/lib/dreaming/local/errors/slot";
import { maskSpans } from "@/lib/dreaming/secrets";

/**
 * An error with its values taken out. `key` groups the same error whatever the values; `shown` is for people. The strict pair also takes out capitalised
 * words inside the sentence: they may be names, and stand only where different customers brought the same ones.
 */
export type ErrorTemplate = { key: string; shown: string; strictKey: string; strictShown: string };

const MAX_CHARS = 240;
const MAX_LINES = 3;
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu;
/** Colours of a terminal. */
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");
const PREFIX =
  /^(?:(?:remote|stderr|server|response)\s*:\s+(?=(?:error|fatal)\b)|(?:error|errors|exception|failure|failed|fatal|fatal error|tool error|warning|fehler|erreur|errore?|erro|fout|fel|błąd|chyba)(?:\s+(?:code\s*)?#?\d{2,6})?\s*(?:\([\w .-]{1,30}\))?\s*[:：-]\s+|[A-Z]{1,6}-?\d{2,6}\s*:\s+(?=\p{L})|(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(?:Error|Exception|Warning)\s*:\s*)/iu;
/** pydantic and those that write like it: "1 validation error for X", the field, what is wrong with it. */
const VALIDATION = /^\d+ validation errors? for [^\n]*\n\s*([^\n]+)\n\s+([^\n[]+)/;

const URL = /\b[a-z][a-z0-9+.-]*:\/\/\S+|\bwww\.\S+/gi;
const EMAIL = /[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+\.[\p{L}]{2,}/gu;
const PATH =
  /(?:~|\.{1,2}|(?<![\p{L}\p{N}…])[\w@+-]+)?(?:\/[\w.@+-]+){2,}\/?|(?<![\w/])\/[\w@+-]+\.\w+|\b[A-Za-z]:\\\S+|\b[\w@+-]+(?:\/[\w.@+-]+)+\.\w+\b/gu;
const QUOTED =
  /(?<![\p{L}\p{N}])(?:"([^"\n]{0,160})"|'([^'\n]{0,160})'|`([^`\n]{0,160})`|“([^”\n]{0,160})”|«([^»\n]{0,160})»)(?![\p{L}\p{N}])/gu;
const DIGITS = /[\p{L}\p{N}_#$€£¥+@%-]*\p{N}(?:[\p{L}\p{N}_#%@]|[.,:/\\-](?=[\p{L}\p{N}]))*/gu;
/** What HTTP calls an answer is no customer's number: "404 Not Found", "status code 503". */
const HTTP_STATUS =
  /(?<=\b(?:http|status|status code|error code|code)[ :=]{1,2})[45]\d\d(?![\p{L}\p{N}.,-]*\p{N})|(?<![\p{L}\p{N}.,-])[45]\d\d(?= (?:client error|server error|bad request|unauthorized|payment required|forbidden|not found|method not allowed|not acceptable|conflict|gone|precondition|payload too large|unsupported media|unprocessable|locked|too many requests|internal server error|not implemented|bad gateway|service unavailable|gateway timeout)\b)/giu;
/** A company's legal form is part of its name. */
const LEGAL_FORM =
  /…(?:\s*(?:&|und|and|et)?\s*(?:Co|GmbH|AG|KG|SA|SAS|SARL|Ltd|Limited|LLC|Inc|Corp|BV|NV|AB|AS|ASA|Oy|SpA|Srl|Sp\. z o\.o|PLC)\b\.?)+/gu;
/** Trailing brackets with nothing but values in them. */
const EMPTY_BRACKETS = /\s*[([](?:[\p{L}_ -]{0,24}[:=]?\s*…[\s,;]*)+[)\]]\s*$/u;
/** Digits that stay are kept out of the way of the next rule as signs that no text has left after cleaning. */
const KEPT = 0xe000;
const KEPT_DIGIT = /[\ue000-\ue009]/g;
const LONG = /[A-Za-z+/=_-]{32,}/g;
const SLOT_RUN = /…(?:[\s,;:/|()[\]{}'"“”=-]*…)+/g;
/** Capitalised words inside the sentence, and a run of them where it, or a clause after a colon, starts. */
const NAME_INSIDE = /(?<=[\p{L}\p{N}…,;)'"][\s([]+)\p{Lu}[\p{L}'’-]*/gu;
const NAME_AT_START = /(?<=^|:\s+)\p{Lu}\p{Ll}+(?=\s+\p{Lu}\p{Ll})/gu;
/** API, ID, HTTP, YYYY-MM-DD. */
const ABBREVIATION = /^(?:\p{Lu}{2,4}|[YMDHS]{2,4}(?:-[YMDHS]{2,4})+)$/u;
/** Advice on the end of a refusal. */
const ADVICE = /[\s,;–—-]+please\b.*$/is;

const isConstant = (value: string) => /^(true|false|null|none|undefined)$/i.test(value);
const NAMES_A_PERSON_OR_THING =
  /(name|user|customer|client|patient|email|person|owner|member|guest|recipient|participant|title|query|subject|city|address|street|phone|contact|account|id)s?$/i;
/** Plain words are often settings ("economy"): taken out they would eat the sentence. A name in small letters is told by its argument. */
const isPlainWord = (leaf: Leaf) => /^[a-z]{3,12}$/.test(leaf.value) && !NAMES_A_PERSON_OR_THING.test(leaf.name);
const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Takes the values out of an error's words. `isName(word)` says whether a capitalised word stands as a value elsewhere in the session. */
export function templateOf(message: string, leaves: readonly Leaf[], isName: (word: string) => boolean): ErrorTemplate {
  const shown = masked(prepared(message), leaves, isName);
  const nameless = shown.replace(NAME_AT_START, SLOT).replace(NAME_INSIDE, (word) => (ABBREVIATION.test(word) ? word : SLOT));
  const strictShown = tidy(tidy(nameless).replace(LEGAL_FORM, SLOT));
  return { key: keyOf(shown), shown, strictKey: keyOf(strictShown), strictShown };
}

/** A message may have been cut inside its last mask. */
function withoutMasks(message: string): string {
  if (!message.includes("[secret")) return message;
  let text = "";
  let at = 0;
  for (const mask of maskSpans(message)) {
    text += message.slice(at, mask.start) + SLOT;
    at = mask.end;
  }
  return (text + message.slice(at)).replace(/\[secret(?::[a-z0-9 -]*)?$/, SLOT);
}

function prepared(message: string): string {
  let text = withoutMasks(message)
    .slice(0, 4 * MAX_CHARS)
    .replace(ANSI, "")
    .replace(/[\t\v\f]/g, " ")
    .replaceAll("\r", "\n")
    .replace(INVISIBLE, "")
    .trim();
  for (let prefix = PREFIX.exec(text); prefix && /\p{L}{3}/u.test(text.slice(prefix[0].length)); prefix = PREFIX.exec(text)) {
    text = text.slice(prefix[0].length);
  }
  const validation = VALIDATION.exec(text);
  if (validation) text = `${(validation[1] ?? "").trim().replace(/[.[]\d.*$/, "")}: ${(validation[2] ?? "").trim()}`;
  const lines = text.split(/\n+/).slice(0, MAX_LINES).join("\n");
  if (lines.length <= MAX_CHARS) return lines;
  const cut = lines.slice(0, MAX_CHARS);
  return cut.slice(0, Math.max(cut.lastIndexOf(" "), MAX_CHARS / 2));
}

function masked(text: string, leaves: readonly Leaf[], isName: (word: string) => boolean): string {
  const known = new Set(leaves.map((leaf) => leaf.name));
  let out = text;
  const values = [...new Map(leaves.map((leaf) => [leaf.value, leaf])).values()]
    .filter(
      (leaf) =>
        leaf.value.length >= 3 && leaf.value.length <= 80 && !isConstant(leaf.value) && !isPlainWord(leaf) && out.includes(leaf.value),
    )
    .sort((a, b) => b.value.length - a.value.length || (a.value < b.value ? -1 : 1));
  for (const leaf of values) {
    out = out.replace(new RegExp(`(?<![\\p{L}\\p{N}_])${escapeRegExp(leaf.value)}(?![\\p{L}\\p{N}_])`, "gu"), SLOT);
  }
  out = out
    .replace(URL, SLOT)
    .replace(EMAIL, SLOT)
    .replace(QUOTED, (whole, ...groups: (string | undefined)[]) => {
      const inner = groups.slice(0, 5).find((g) => g !== undefined) ?? "";
      return known.has(inner) || /^[a-z]{1,3}$/.test(inner) || /^[a-z]+(_[a-z]+)+$/.test(inner) ? whole : SLOT;
    })
    .replace(PATH, SLOT)
    .replace(HTTP_STATUS, (status) => String.fromCodePoint(...[...status].map((digit) => KEPT + Number(digit))))
    .replace(DIGITS, SLOT)
    .replace(KEPT_DIGIT, (digit) => String((digit.codePointAt(0) ?? KEPT) - KEPT))
    .replace(LONG, SLOT)
    .replace(/\p{Lu}[\p{L}'’-]+/gu, (word) => (isName(word) ? SLOT : word));
  const sentence = tidy(firstSentence(out.replace(LEGAL_FORM, SLOT)).replace(ADVICE, ""));
  const bare = tidy(
    sentence
      .replace(EMPTY_BRACKETS, "")
      .replace(/:?\s*(?:for|at) url:? …$/iu, "")
      .replace(/^…\s*[:;]\s*/u, ""),
  );
  return /\p{L}{3}\P{L}+\p{L}/u.test(bare) ? bare : sentence;
}

const SENTENCE_END = /(?<!\b(?:Ltd|Inc|Co|Corp|No|Nr|Mr|Mrs|Ms|Dr|St|vs|max|min))[.!?](?=\s|$)|\n/;

/**
 * The first sentence: what follows is often advice, or a list that differs each time, and the place where a forged answer speaks to the agent. One or two words
 * ("Invalid request.") say little; the second sentence joins them when it, too, only says what is wrong.
 */
function firstSentence(text: string): string {
  const end = SENTENCE_END.exec(text);
  if (!end) return text;
  const first = text.slice(0, end.index);
  if (first.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length >= 3) return first;
  const rest = text.slice(end.index + 1).trim();
  const second = tidy(rest.slice(0, SENTENCE_END.exec(rest)?.index ?? rest.length));
  return /\p{L}{2}/u.test(first) && !judgePhrase(second).shown ? first : `${first}. ${second}`;
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(SLOT_RUN, SLOT)
    .replace(/…+/g, SLOT)
    .replace(/…\.(?=\s)/g, SLOT)
    .replace(/^([^()]*)\)/, "$1")
    .replace(/\(([^()]*)$/, "$1")
    .replace(/[\s.:;,\-–]+$/, "")
    .trim();
}

function keyOf(shown: string): string {
  return shown
    .toLowerCase()
    .replaceAll(SLOT, "<*>")
    .replace(/\berrors\b/g, "error");
}
