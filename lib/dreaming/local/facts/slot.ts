import { valueClasses } from "@/lib/dreaming/local/facts/value-class";
import { byText, isStop, namesOf, stem, wordsOf } from "@/lib/dreaming/local/facts/words";
import { slugOf } from "@/lib/dreaming/local/slug";
import { withoutLeadIn } from "@/lib/dreaming/local/statements/lead-in";

/** What a sentence says about one attribute of one subject. Equal keys with other values cannot both be current. */
export type Slot = {
  /** `slot|subject|attribute`. */
  key: string;
  /** "user", "general" or the slug of a name. */
  subject: string;
  /** Slug of the attribute in the order of the sentence, for a path. */
  attribute: string;
  value: string;
};

const TO_WORDS =
  "(?:raised|lowered|moved|upgraded|downgraded|changed|renamed|set|increased|decreased|reduced|extended|shortened|switched|updated|migrated|relocated)";
const COPULA = [
  `(?:has|have) (?:now |since |recently )?(?:changed|moved|switched|risen|gone up|gone down|dropped) to`,
  `(?:was|were|is|are|has been|have been|got) (?:now |recently |since )?${TO_WORDS} (?:from .{1,60}? )?to`,
  `(?:changed|moved|switched|went up|went down|rose|dropped) (?:from .{1,60}? )?to`,
  `(?:is|are|was) (?:now )?(?:called|named|known as|set to|located in|located at|hosted in|hosted on|hosted at)`,
  `could be described as`,
  `(?:is|are|was|were) (?:now |currently |still )?`,
].join("|");

const NAME = /^(?:the user['’]s|my) (?:own |full |first |new )?name (?:is|has changed to|changed to|was changed to) (?:now )?(.+)$/iu;
const CALL =
  /^(?:please )?(?:start calling me|call me|refer to me as|address me as|i am called|i['’]m called|i go by|the user is called|the user goes by)(?: by my name,? which is)? (.+)$/iu;
const NAME_LAST = /^(.{1,60}?) is (?:my name|what i am called|what i['’]m called|the name i go by)$/iu;
const VALUE_FIRST = /^(.{1,60}?) (?:is|are) (?:now )?my (.{2,60})$/iu;
const HEAD =
  /^(?:the name of )?(?:(my|our|the user['’]s|the|(?:[\p{Lu}][\p{L}\p{N}.-]*\s){0,3}[\p{Lu}][\p{L}\p{N}.-]*['’]s)\s+)?(.{2,80}?)\s+/u;
const ROLE_OF = /^((?:\p{Lu}[\p{L}.'’-]*)(?:\s+\p{Lu}[\p{L}.'’-]*){0,3}) is (?:now )?(?:the|our) (\p{Ll}.{2,60})$/u;
const AMOUNT =
  /^(?:(my|our|the)\s+)?(.{2,60}?)\s+(?:now |currently )?(takes?|costs?|lasts?|starts?|begins?|opens?|closes?|ends?|expires?) (?:at |on |after |in |from |until )?(.+)$/iu;
const MAIN = new RegExp(`${HEAD.source}(?:${COPULA})\\s*(.+)$`, "iu");
const LABEL = /^(?:\*\*|__)?([\p{L}][\p{L}\p{N} '’/-]{1,60}?)(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(\S.*)$/u;
const SUBJECT = "(i|we|the user|(?:[\\p{Lu}][\\p{L}.'’-]*)(?:\\s+[\\p{Lu}][\\p{L}.'’-]*){0,3})";
const RELATIONS: [RegExp, string][] = [
  [
    new RegExp(
      `^${SUBJECT} (?:now |currently |still )?(?:lives? in|(?:have |has |['’]ve )?(?:just |recently )?moved to|resides? in|(?:am|is|are) based in) (.+)$`,
      "u",
    ),
    "home",
  ],
  [
    new RegExp(`^${SUBJECT} (?:now |currently |still )?(?:works? (?:at|for)|(?:have |has )?(?:just |recently )?joined) (.+)$`, "u"),
    "employer",
  ],
  [new RegExp(`^${SUBJECT} (?:now |currently |still )?drives? (.+)$`, "u"), "car"],
  [new RegExp(`^${SUBJECT} (?:was|were) born (?:in|on) (.+)$`, "u"), "born"],
];
const COUNT = new RegExp(
  `^${SUBJECT} (?:now |currently )?(?:have|has) (one|two|three|four|five|six|seven|eight|nine|ten|\\d{1,4}) ([\\p{Ll}-]+(?: [\\p{Ll}-]+)?)$`,
  "u",
);

/** Where something is and what it is are two attributes: "The office is in Madrid", "The office is closed on Mondays". */
const PLACE =
  /^(?:in|at|near|inside|on) (?:the )?(?=\p{Lu})(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)/u;
const MOVED = /(?:moved|relocated|located in|located at|hosted (?:in|on|at)|migrated)(?: from .{1,60}?)?(?: to)? *$/iu;
const NOT_IN_ATTRIBUTE =
  /[,;:()"“”]|\b(?:i|you|we|he|she|they|it|that|which|who|whom|when|where|because|if|while|and|or|but|not|never|is|are|was|were|has|have|had|will|would|there|here|says?|said|means?|shows?|tells?|thinks?|claims?)\b/iu;
const MAX_VALUE_WORDS = 20;
const DROPPED = new Set(["new", "current", "latest", "now", "actual", "own"]);

const slot = (subject: string, stems: string[], words: string, value: string): Slot => ({
  key: `slot|${subject}|${[...new Set(stems)].sort(byText).join("-")}`,
  subject,
  attribute: slugOf(words),
  value: bareValue(value),
});

/** "80 euros, not 50" and "80 euros now" are 80 euros. */
const bareValue = (value: string): string =>
  value
    .replace(/,?\s+(?:(?:and )?not|instead of|rather than)\s.+$/iu, "")
    .replace(/,?\s+(?:now|currently|at present|these days|from now on|as of (?:now|today))$/iu, "")
    .trim();

const person = (subject: string): string => {
  const lower = subject.toLowerCase();
  if (lower === "i" || lower === "the user") return "user";
  return lower === "we" ? "general" : slugOf(subject);
};

function nounPhrase(owner: string | undefined, phrase: string, value: string): Slot | null {
  const words = wordsOf(phrase).filter((w) => !DROPPED.has(w.lower));
  if (words.length === 0 || words.length > 9 || NOT_IN_ATTRIBUTE.test(phrase)) return null;
  const names = new Set([...namesOf(`x ${phrase}`)].filter((name) => !phrase.includes(name.toUpperCase())));
  const common = words.filter((w) => !isStop(w.lower) && !names.has(w.lower));
  // A name alone is a subject, not an attribute: "Anna is a nurse" and "Anna is in Rome" may both be true.
  if (common.length === 0) return null;
  const lower = owner?.toLowerCase() ?? "";
  const subject = /^(?:my|the user['’]s)$/.test(lower)
    ? "user"
    : /['’]s$/.test(lower)
      ? slugOf(owner?.replace(/['’]s$/u, "") ?? "")
      : "general";
  // "our" and "the" name the same thing; a bare noun phrase without either has to be more than one word to be a name for something.
  if (!owner && words.length < 2) return null;
  const content = words.filter((w) => !isStop(w.lower));
  return slot(
    subject || "general",
    content.map((w) => stem(w.lower)),
    content.map((w) => w.text).join(" "),
    value,
  );
}

/** The slot that a sentence fills, or null when it has no "A is V" shape that this table knows. */
export function slotOf(sentence: string): Slot | null {
  const text = withoutLeadIn(sentence.trim())
    .text.replace(/[.!]+$/u, "")
    .replace(/\s+/g, " ")
    .replace(/ (is|are|was|were)\s?: /u, " $1 ")
    .trim();
  if (text.length < 4 || text.length > 300 || text.endsWith("?")) return null;
  const name = NAME.exec(text) ?? CALL.exec(text) ?? NAME_LAST.exec(text);
  if (name?.[1] && wordsOf(name[1]).length <= 5 && /^["'“‘]?\p{Lu}/u.test(name[1])) return slot("user", ["name"], "name", name[1]);
  const first = VALUE_FIRST.exec(text);
  if (first?.[1] && first[2] && !/^(?:this|that|it|the|here|there|these|those|he|she|what|which)\b/iu.test(first[1])) {
    return nounPhrase("my", first[2], first[1]);
  }
  const role = ROLE_OF.exec(text);
  if (role?.[1] && role[2]) return nounPhrase("the", role[2], role[1]);
  const opening = text
    .replace(/\b(I|We|we|You|you|They|they)['’]ve\b/u, "$1 have")
    .replace(/\bI['’]m\b/u, "I am")
    .replace(/^(?:From now on|As of (?:now|today)|Now),?\s+/iu, "")
    .replace(/,?\s+(?:now|from now on|as of (?:now|today)|these days)$/iu, "");
  for (const [pattern, attribute] of RELATIONS) {
    const m = pattern.exec(
      opening
        .replace(/^I\b/, "i")
        .replace(/^We\b/, "we")
        .replace(/^The user\b/, "the user"),
    );
    if (m?.[1] && m[2]) return slot(person(m[1]), [attribute], attribute, m[2]);
  }
  const count = COUNT.exec(
    opening
      .replace(/^I\b/, "i")
      .replace(/^We\b/, "we")
      .replace(/^The user\b/, "the user"),
  );
  if (count?.[1] && count[2] && count[3]) {
    const noun = count[3].split(" ").map(stem);
    return slot(person(count[1]), ["count", ...noun], `number of ${count[3]}`, count[2]);
  }
  const amount = AMOUNT.exec(opening);
  if (amount?.[2] && amount[3] && amount[4] && valueClasses(amount[4].split(" ").slice(0, 3).join(" ")).length > 0) {
    const found = nounPhrase(amount[1], amount[2], amount[4]);
    if (found)
      return { ...found, key: `${found.key}@${stem(amount[3].toLowerCase())}`, attribute: `${found.attribute}-${amount[3].toLowerCase()}` };
  }
  const main = MAIN.exec(opening);
  if (main?.[3] && wordsOf(main[3]).length > MAX_VALUE_WORDS) return null;
  if (!main?.[2] || !main[3] || /^(?:not|n['’]t|no longer|never|going|being|there)\b/iu.test(main[3])) return null;
  return placed(nounPhrase(main[1], main[2], main[3]), opening.slice(0, opening.length - main[3].length));
}

function placed(found: Slot | null, said: string): Slot | null {
  if (!found) return null;
  const isPlace = PLACE.test(found.value) || (MOVED.test(said) && /^(?:the )?\p{Lu}/u.test(found.value));
  if (isPlace) return { ...found, key: `${found.key}@place` };
  // Of a single noun a plain adjective says one thing of many: no slot.
  const single = !found.attribute.includes("-") && found.subject === "general";
  const [first = ""] = found.value.split(" ");
  return single && /^\p{Ll}/u.test(first) && !/^an?$/.test(first) && valueClasses(first).length === 0 && !/\d/.test(first) ? null : found;
}

/** The same for a line of a hand-written memory, which may also be a label: "Refund limit: 50 euros". */
export function slotOfLine(line: string): { slot: Slot; label: boolean } | null {
  const said = slotOf(line);
  if (said) return { slot: said, label: false };
  const m = LABEL.exec(line.trim());
  if (!m?.[1] || !m[2] || m[2].length > 200) return null;
  const owner = /^(?:user['’]s|my)\s+/iu.exec(m[1]) ? "my" : "the";
  const labelled = nounPhrase(owner, m[1].replace(/^(?:the |our |my |user['’]s )/iu, ""), m[2].replace(/[.]+$/, ""));
  return labelled ? { slot: labelled, label: true } : null;
}
