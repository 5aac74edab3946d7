import { instructionHits } from "@/lib/domain/checks/instruction-rules";
import type { Considered } from "@/lib/domain/dream";
import type { DraftEvidence, Span } from "@/lib/domain/evidence";
import type { SessionEvent } from "@/lib/domain/transcript";
import type { Candidate, Extraction, LocalContext, SortedSession } from "@/lib/dreaming/local/candidate";
import { read, type Told } from "@/lib/dreaming/local/facts/relate";
import { inMemory } from "@/lib/dreaming/local/facts/wording";
import { byText, namesOf, normalised, wordsOf } from "@/lib/dreaming/local/facts/words";
import { nameFinder } from "@/lib/dreaming/local/names";
import { newest, statedAt } from "@/lib/dreaming/local/sort";
import { identifiesItself, peopleNamed, personOf, servesManyPeople, usedByStaff } from "@/lib/dreaming/local/statements/audience";
import { asksToBeObeyed, type Classified, classify } from "@/lib/dreaming/local/statements/classify";
import { type Echo, echoOf } from "@/lib/dreaming/local/statements/echo";
import { hasParticulars, masked } from "@/lib/dreaming/local/statements/particulars";
import { MAX_OWN_CHARACTERS, ownWords } from "@/lib/dreaming/local/statements/paste";
import { factPath, instructionKey, topicOf } from "@/lib/dreaming/local/statements/paths";
import { plainSentence, type Sentence, sentencesOf } from "@/lib/dreaming/local/statements/sentences";
import { maskSpans } from "@/lib/dreaming/secrets";
import { userFolder } from "@/lib/dreaming/speaker";

type Said = Extract<Classified, { type: string }>;

/** One sentence that may be worth remembering, with where and by whom it was said. */
type Statement = Said & {
  told: Told;
  session: SortedSession;
  event: SessionEvent;
  start: number;
  quote: string;
  person: string;
  many: boolean;
  oneCustomer: boolean;
  weak: boolean;
  /** Of a public agent's user: the folder in which what they say counts, for them alone. */
  folder: string | null;
};

/** Of a public agent the users are strangers; of one that looks people up they are one of many; else they are whom it works for. */
type Audience = { public: boolean; many: boolean; oneCustomer: boolean; severalUsers: boolean; people: ReadonlySet<string> };

const MAX_SENTENCE = 400;
/** In longer turns third-person statements are often about the text at hand. */
const SHORT_TURN = 3;
/** Sessions in which a fact has to be said to an agent that serves many people. */
const FACT_SESSIONS_OF_MANY = 3;
/** Quotes shown as evidence of one statement, newest last. */
const MAX_QUOTES = 50;
const MAX_SCANNED_RESULT = 20_000;

/**
 * What users said that is meant to outlast their session: standing instructions, preferences, facts. Only a user's own words count; pasted text,
 * tool results and machine text never do. `sessions` are in canonical order. Candidates come in order of their newest statement.
 */
export function extractStatements(sessions: readonly SortedSession[], context: Pick<LocalContext, "servesMany">): Extraction {
  const considered: Considered[] = [];
  const statements: Statement[] = [];
  const byAgent = new Map<string, SortedSession[]>();
  for (const session of sessions) byAgent.set(session.agentId, [...(byAgent.get(session.agentId) ?? []), session]);
  for (const list of byAgent.values()) {
    const staff = usedByStaff(list);
    const many = context.servesMany || (!staff && servesManyPeople(list));
    const severalUsers = new Set(list.map((s) => s.user).filter((u) => u !== null)).size > 1;
    const known = namesIn(list);
    const oneCustomer = many || (!staff && list.some(identifiesItself));
    const people = peopleNamed(list);
    for (const session of list) {
      const audience = { public: session.audience === "public", many, oneCustomer, severalUsers, people };
      readSession(session, audience, known, statements, considered);
    }
  }
  statements.sort((a, b) => a.session.order - b.session.order || a.event.seq - b.event.seq || a.start - b.start);
  return { candidates: group(statements, considered), considered };
}

/** Words that users write with a capital inside a sentence. */
function namesIn(sessions: readonly SortedSession[]): Set<string> {
  const known = new Set<string>();
  for (const session of sessions)
    for (const event of session.events)
      if (event.type === "user" && event.text.length <= MAX_OWN_CHARACTERS) for (const name of namesOf(event.text)) known.add(name);
  return known;
}

function readSession(
  session: SortedSession,
  audience: Audience,
  known: ReadonlySet<string>,
  statements: Statement[],
  considered: Considered[],
): void {
  const echo = echoOf(session.events);
  const person = personOf(session);
  for (const event of session.events) {
    if (event.type === "tool_result") notInResults(event, considered);
    if (event.type !== "user") continue;
    if (event.trust !== "user") {
      // Of a public agent an importer may have marked the users' turns already.
      if (!audience.public) {
        if (asksToBeObeyed(event.text.slice(0, MAX_SCANNED_RESULT)))
          considered.push({ text: "Machine text in a user's turn that asks to be kept", outcome: "dropped", rule: "external-text" });
        continue;
      }
    }
    readTurn(session, event, audience, known, echo, person, statements, considered);
  }
}

function notInResults(event: SessionEvent, considered: Considered[]): void {
  if (
    !/\b(?:from now on|going forward|henceforth|update your (?:memory|notes|instructions)|remember that)\b/i.test(
      event.text.slice(0, MAX_SCANNED_RESULT),
    )
  )
    return;
  const tool = event.tool?.name ? ` of ${event.tool.name.slice(0, 60)}` : "";
  considered.push({ text: `A result${tool} that asks to be kept: not a user's words`, outcome: "dropped", rule: "external-text" });
}

function readTurn(
  session: SortedSession,
  event: SessionEvent,
  audience: Audience,
  known: ReadonlySet<string>,
  echo: Echo,
  person: string,
  statements: Statement[],
  considered: Considered[],
): void {
  const drop = (rule: string, text: string) => considered.push({ text, outcome: "dropped", rule });
  const isName = nameFinder(session.events);
  const folder = audience.public && event.trust === "user" ? userFolder(session.user) : null;
  const { own, pasted } = ownWords(event.text);
  if (pasted && asksToBeObeyed(cutAway(event.text, own))) drop("external-text", "Pasted text in a user's turn that asks to be kept");
  const sentences = own.flatMap((span) => sentencesOf(event.text, span.start, span.end));
  const masks = maskSpans(event.text);
  for (const sentence of sentences) {
    if (sentence.text.length > MAX_SENTENCE) continue;
    const found = classify(plainSentence(sentence.text), known);
    if (found === null) continue;
    if (masks.some((mask) => isIn(mask, sentence))) {
      drop("secret", "A statement with a secret in it");
      continue;
    }
    const particular = hasParticulars(sentence.text) || speaksOf(sentence.text, audience.people);
    const shown = particular
      ? "A statement with one person's particulars"
      : masked(plainSentence(sentence.text), audience.public || audience.oneCustomer, isName);
    if (particular) drop("drop" in found ? found.drop : "particulars", shown);
    else if (audience.public && (folder === null || "drop" in found || !isForThemselves(found))) drop("public-user", shown);
    else if ("drop" in found) drop(found.drop, shown);
    else if (echo.has(sentence.text, event.seq)) drop("external-text", shown);
    else if (folder === null && isOneOfMany(found, audience)) drop("one-person-of-many", shown);
    else if (playsAPart(sentence.text)) drop("instruction-like", "A sentence that sets rules aside or plays a part");
    else {
      const weak = found.strength === "weak" || (found.strength === "aside" && sentences.length > SHORT_TURN);
      statements.push({
        ...found,
        told: read(found.text),
        session,
        event,
        start: sentence.start,
        quote: sentence.text,
        person,
        many: folder === null && audience.many,
        oneCustomer: folder === null && audience.oneCustomer,
        weak,
        folder,
      });
    }
  }
}

const LASTING = /\b(?:from (?:now|here|today) on|always|never|whenever|every ?time|going forward|in (?:the )?future)\b/i;

/** A stranger's word counts for themselves where it is about how to be served from now on; what else they say is about the matter at hand. */
const isForThemselves = (said: Said): boolean => (said.type === "instruction" && LASTING.test(said.text)) || said.type === "preference";

/** A mask stands in the sentence, or, after "My token is:", on the next line. */
const isIn = (mask: Span, { text, start, end }: Sentence): boolean => mask.end > start && mask.start < end + (text.endsWith(":") ? 3 : 0);

const PARTS = new Set(["override", "persona", "role-imitation"]);
/** In other languages one rule holds both "from now on", which is honest, and "ignore the rules". */
const SETS_ASIDE = /ignor|vergiss|vergess|missacht|olvid|oubli|esque[cç]|dimentic|negeer|zapomn|игнор|забуд|无视|忽略|忘/iu;

/** Nobody asks in earnest that all rules be forgotten, or that a machine be somebody else, for good. */
const playsAPart = (sentence: string): boolean =>
  instructionHits(sentence).some(
    (hit) =>
      hit.strong &&
      (PARTS.has(hit.rule) || (hit.rule === "override-other-language" && SETS_ASIDE.test(sentence.slice(hit.start, hit.end)))),
  );

/** True when a sentence names one of the people whom the agent's calls are about. */
const speaksOf = (sentence: string, people: ReadonlySet<string>): boolean =>
  people.size > 0 && wordsOf(sentence).some((word) => /^\p{Lu}/u.test(word.text) && people.has(word.lower));

/** Pasted ranges only, at most the first 20,000 characters. */
function cutAway(text: string, own: readonly { start: number; end: number }[]): string {
  let rest = "";
  let at = 0;
  for (const span of own) {
    rest += text.slice(at, span.start);
    at = span.end;
  }
  return (rest + text.slice(at)).slice(0, MAX_SCANNED_RESULT);
}

function isOneOfMany(said: Said, audience: Audience): boolean {
  if (audience.oneCustomer && (said.type === "preference" || said.type === "correction" || said.firstPerson)) return true;
  // "My name is ..." from two users of one agent is two facts about two people, and neither is the team's.
  return said.type === "fact" && said.firstPerson && audience.severalUsers;
}

const groupKey = (s: Statement): string => {
  if (s.folder !== null) return `${s.folder}|${s.type}|${s.told.negated}|${[...s.told.stems].sort(byText).join(" ")}`;
  if (s.told.slot) return `${s.told.slot.key}=${normalised(s.told.slot.value)}`;
  return `${s.type === "fact" ? "fact" : "rule"}|${s.told.negated}|${[...s.told.stems].sort(byText).join(" ")}`;
};

function group(statements: readonly Statement[], considered: Considered[]): Candidate[] {
  const groups = new Map<string, Statement[]>();
  for (const s of statements) groups.set(groupKey(s), [...(groups.get(groupKey(s)) ?? []), s]);
  const made: { candidate: Candidate; newest: number }[] = [];
  const rank = new Map(statements.map((s, i) => [s, i]));
  for (const said of groups.values()) {
    const last = said.at(-1);
    if (!last) continue;
    const rule = turnedDown(said);
    // Said once, it corrects the answer at hand; where the memory says otherwise it speaks against the memory too, which reconciling finds out.
    if (rule === "correction" && !last.oneCustomer) made.push({ candidate: correctionOf(said, last), newest: rank.get(last) ?? 0 });
    else if (rule) considered.push({ text: masked(last.text, last.oneCustomer), outcome: "dropped", rule });
    else made.push({ candidate: candidateOf(said, last), newest: rank.get(last) ?? 0 });
  }
  return made.sort((a, b) => a.newest - b.newest).map((m) => m.candidate);
}

const countOf = (said: readonly Statement[], what: (s: Statement) => string | number): number => new Set(said.map(what)).size;

/** Why too few people or sessions said it; null when it may be kept. */
function turnedDown(said: readonly Statement[]): string | null {
  // A prompt that is sent again and again, word for word, says a sentence once: only a turn that is nothing but the sentence counts by session.
  const prompts = countOf(said, (s) =>
    normalised(s.event.text).length <= normalised(s.quote).length + 40 ? s.session.root : normalised(s.event.text),
  );
  const sessions = Math.min(
    countOf(said, (s) => s.session.root),
    prompts,
  );
  // What a stranger likes today may be about today; what they ask for from now on is not.
  if (said.every((s) => s.folder !== null && s.type === "preference")) return sessions >= 2 ? null : "below-support";
  if (said.every((s) => s.type === "correction")) return sessions >= 2 ? null : "correction";
  const rules = said.some((s) => s.type === "instruction");
  if (rules && said.some((s) => s.many)) return countOf(said, (s) => s.person) >= 2 ? null : "one-person-of-many";
  if (!rules && said.some((s) => s.oneCustomer)) {
    return sessions >= FACT_SESSIONS_OF_MANY && countOf(said, (s) => s.session.case) >= 2 ? null : "below-support";
  }
  return sessions >= 2 || said.some((s) => !s.weak) ? null : "below-support";
}

function candidateOf(said: readonly Statement[], last: Statement): Candidate {
  const isFact = said.some((s) => s.type === "fact");
  const text = inMemory(last.text, last.firstPerson);
  const sessions = [...new Set(said.map((s) => s.session.root))];
  const speakers = [...new Set(said.map((s) => s.session.user).filter((user) => user !== null))].sort(byText);
  const people = speakers.length;
  const evidence: DraftEvidence[] = said.slice(-MAX_QUOTES).map((s) => ({
    source: "transcript",
    transcriptId: s.session.transcriptId,
    revision: s.session.revision,
    eventSeq: s.event.seq,
    quote: s.quote,
    start: s.start,
  }));
  const { slot } = last.told;
  if (last.folder !== null) return forThemselves(last, last.folder, { text, sessions, speakers, evidence, said });
  return {
    key: isFact || slot ? (slot?.key ?? `fact|${[...last.told.stems].sort(byText).join("-")}`) : instructionKey(last.told),
    kind: isFact ? "fact" : "preference",
    path: isFact ? factPath(last.told) : `/preferences/${topicOf(last.text)}.md`,
    text,
    reason: reasonOf(isFact ? "fact" : last.type, sessions.length, people),
    statedAt: newest(said.map((s) => statedAt(s.session, s.event))),
    trust: "user",
    evidence,
    sessions,
    cases: countOf(said, (s) => s.session.case),
    users: people,
    ...(people > 0 ? { speakers } : {}),
    ...(isFact || slot ? { subject: slot?.subject ?? "general", value: slot?.value ?? last.text } : {}),
  };
}

function forThemselves(
  last: Statement,
  folder: string,
  {
    text,
    sessions,
    speakers,
    evidence,
    said,
  }: Pick<Candidate, "text" | "sessions" | "evidence"> & { speakers: string[]; said: readonly Statement[] },
): Candidate {
  return {
    key: instructionKey(last.told).replace("|", `|${folder}|`),
    kind: "preference",
    path: `${folder}preferences/${topicOf(last.text)}.md`,
    folder,
    text,
    reason: `${reasonOf(last.type, sessions.length, speakers.length)} It holds for this user alone.`,
    statedAt: newest(said.map((s) => statedAt(s.session, s.event))),
    trust: "user",
    evidence,
    sessions,
    cases: countOf(said, (s) => s.session.case),
    users: speakers.length,
    speakers,
  };
}

/** "I meant ..." in front of what was meant. */
const MEANT =
  /^(?:(?:no|sorry|wait|hmm)[,.!]? +)*(?:i (?:said|meant|mean|told you)|what i (?:meant|said) (?:was|is)|you forgot|that(?:['’]s| is) (?:wrong|incorrect|not (?:right|correct|true)))\s*(?:that\s+|[,:;–—-]+\s*)?/iu;

function correctionOf(said: readonly Statement[], last: Statement): Candidate {
  const meant = last.text.replace(MEANT, "").replace(/^\p{Ll}/u, (c) => c.toUpperCase());
  const text = /\p{L}+\P{L}+\p{L}+\P{L}+\p{L}/u.test(meant) ? meant : last.text;
  const candidate = candidateOf(said, { ...last, text, firstPerson: /\b(?:I|my|me)\b/.test(text) });
  return {
    ...candidate,
    key: `correction|${candidate.key}`,
    kind: "fact",
    reason: "A user corrected the agent in one session.",
    correction: true,
  };
}

function reasonOf(type: Said["type"], sessions: number, people: number): string {
  const what =
    type === "fact"
      ? "Stated by the user"
      : type === "preference"
        ? "A preference that the user stated"
        : "A standing instruction of the user";
  const where = sessions === 1 ? "in one session" : `in ${sessions} sessions`;
  return `${what} ${where}${people > 1 ? `, by ${people} different people` : ""}.`;
}
