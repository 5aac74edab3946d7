import { SLOT } from "@/lib/dreaming/local/errors/slot";

/**
 * An error's words come from whoever answered the tool call. They may stand in a memory only as what they claim to be: one short sentence that says what
 * is wrong, to nobody in particular. Everything else is left out, and the dream says so.
 */
const MAX_CHARS = 120;
const MAX_WORDS = 20;

const SAYS_WHAT_IS_WRONG = new RegExp(
  `\\b(${[
    "not|no|none|cannot|can't|couldn't|doesn't|don't|didn't|isn't|aren't|wasn't|won't|without|never",
    "invalid|illegal|wrong|incorrect|bad|malformed|corrupt(ed)?|broken|missing|unknown|unable|unavailable|ambiguous|undefined|null|empty",
    "require[sd]?|required|must|should|expect(s|ed)|needs?",
    "exceed(s|ed|ing)?|too|over (?:the |its |your )?(?:limit|quota|budget|capacity|maximum)|insufficient|limit(s|ed)?|larger|smaller|greater|less|more than|at least|at most|out of|beyond|maximum|minimum",
    "fail(s|ed|ure|ing)?|declined?|errors?|exception|fault|den(y|ied)|forbidden|refused|rejected|unauthori[sz]ed|disallowed|prohibited|blocked|revoked",
    "expired?|(has|have|already) (passed|ended|shipped|closed)|is (false|zero)|timed? ?out|timeout|already|duplicate|(?:name|file|folder|directory|branch|user|record|entry|key|id|table|object|resource|item|account|path|tag) exists|conflict(s|ing)?|mismatch(ed)?|in use|locked|closed|disabled|inactive|cancell?ed|aborted|stale",
    "un(supported|expected|recogni[sz]ed|reachable|resolved|processable|converted|defined|set|matched|specified|terminated|balanced)",
    "[45]\\d\\d (?:client|server) error|is (?:a|an) (?:bank |public )?holiday|(?:has|have|was|were) been (?:modified|changed|moved|deleted|removed|renamed|archived|suspended|deactivated)",
  ].join("|")})\\b`,
  "i",
);
/** The same in the languages that tools of other countries answer in. */
const SAYS_SO_ELSEWHERE = new RegExp(
  `(?<!\\p{L})(?:${[
    "nicht|kein|keine|keinen|keiner|ungültig\\p{L}*|fehlgeschlagen|fehlt|fehlen|fehlerhaft\\p{L}*|erforderlich|pflichtfeld|bereits|abgelehnt|gesperrt|abgelaufen|überschritten|überschreitet|unbekannt\\p{L}*|verweigert|zu (?:groß|klein|lang|kurz|viele|hoch|niedrig)|muss|müssen",
    "pas|introuvable|invalides?|requise?s?|obligatoires?|manquante?s?|refusée?s?|expirée?s?|déjà|impossible|dépassée?s?|inconnue?s?|interdite?s?|aucune?|échoué",
    "inválid[oa]s?|requerid[oa]s?|obligatori[oa]s?|falta|faltan|denegad[oa]s?|rechazad[oa]s?|caducad[oa]s?|ya existe|desconocid[oa]s?|imposible|ningun[oa]?|no (?:existe|encontrad[oa]|válid[oa]|disponible|puede|tiene|está)",
    "non|mancante|negat[oa]|scadut[oa]|sconosciut[oa]|niet|geen|ongeldige?|verplicht|mislukt|ontbreekt|verlopen|não|inválid[oa]|obrigatóri[oa]|negad[oa]|expirad[oa]",
  ].join("|")})(?!\\p{L})`,
  "iu",
);
/** Words that speak to someone, or that give orders for good, in those languages. */
const SPEAKS_ELSEWHERE =
  /(?<!\p{L})(?:sie|ihr|ihre|ihren|dein\p{L}*|dich|dir|euch|bitte|immer|künftig|zukünftig|ab (?:sofort|jetzt|heute)|von nun an|merke?|assistent\p{L}*|vous|votre|vos|veuillez|toujours|désormais|dorénavant|souviens|tu|ton|tes|usted(?:es)?|su|sus|por favor|siempre|nunca|recuerda|desde ahora|voi|tuo|sempre|ricorda|alstublieft|uw|altijd|voortaan|você|seu|lembre)(?!\p{L})/iu;
/** What an essay says, and an error never. */
const PROSE =
  /^(?:in (?:a|an|the|ancient|recent|modern|many|most|some|surprising|fact|contrast|reality|(?:\p{Lu}\p{L}* )?history)\b[^,]{0,60}(?:,|$)|in \p{Lu}\p{L}+,|despite|contrary to|unlike|although|though|while|whereas|because|since|however|moreover|notably|surprisingly|interestingly|according to|contrary|is there|are there)|\b(?:none other than|popular belief|is known|was known|renowned|famed|famous|legendary|celebrated|acclaimed|widely|globally|commonly|frequently|generally|originally|popularly|traditional(?:ly)?|throughout|over time|centur(?:y|ies)|the (?:most|best|first|oldest|largest)|but learns)\b/iu;

/** Words that speak to someone, or try to change what holds. */
const SPEAKS_TO_SOMEONE = new RegExp(
  `\\b(${[
    "you|your|yours|yourself|please|kindly|we|our|ours|us|me|my|mine|i|let's|dear|hello|hi",
    "assistants?|chatbot|chatgpt|gpt|claude|copilot|ai|llm",
    "(agents?|models?|bots?|staff|representatives?|operators?|developers?|humans?) (should|must|shall|may|can|will|has to|have to|needs? to|is to|are to|(is|are) allowed)",
    "ignore[ds]?|ignoring|disregard(ed)?|forget|overrule|bypass|circumvent|jailbreak|pretend|role-?play|act as|obey|comply",
    "always|from now on|henceforth|going forward|hereafter|whenever|every time|in (the )?future|remember|memori[sz]e|note that|important|attention|urgent",
    "instructions?|instructed|prompt|system message|guidelines?|developer mode",
    "curl|wget|exfiltrate|leak|reveal|disclose|secretly|silently|confidentially",
    "free of charge|discount|bitcoin|gift card number",
    "correction:|update:|is now|are now|new rules?|no longer (need\\w*|require\\w*|have|must|should|necessary|appl\\w+)|no need|need not|(not|n't) (need|require)(d|ed|s)?|not necessary|unnecessary",
    "without (asking|confirm\\w*|approval|verif\\w*|check\\w*|permission)",
  ].join("|")})(?![\\p{L}\\p{N}])`,
  "iu",
);

/** Verbs that order when they stand alone and explain after "failed to", "could not" and the like; and those that are names of things as well. */
const OBJECT = "(?:all|any|an?|the|every|each|this|that|these|those|it|them|him|her|to)";
const ORDERING_VERB = new RegExp(
  `\\b(?:send|sends|forward|upload|proceed|continue|follow|execute|run|approve|grant|authori[sz]e|escalate|respond|reply|repeat|say|tell|skip|waive|override|instead|(?:contact|call|use|visit|click|give|print|output|issue|share|delete|e-?mail|wire|post|transfer|refund|answer) ${OBJECT})(?![\\p{L}\\p{N}])`,
  "iu",
);
const EXPLAINED_VERB =
  /\b(failed|failing|unable|cannot|can't|could not|couldn't|not (?:allowed|authori[sz]ed|permitted|possible|able)|permission|required|attempt(?:ed|ing)?|error)( to)? \p{L}+/giu;

/** An order: a verb first, then its object. "Transfer exceeds the limit" is none, "transfer all …" is. */
const ORDERS =
  /^(do|don't|never|add|analy[sz]e|approve|apply|accept|allow|book|build|buy|calculate|call|change|charge|check|click|compose|compute|contact|convert|copy|create|define|delete|deploy|describe|design|develop|disable|discuss|download|draft|enable|explain|fetch|find|generate|get|give|go|grant|identify|implement|install|issue|list|make|mark|modify|move|open|order|pay|provide|publish|read|refund|remove|rename|replace|report|return|search|set|share|show|start|stop|store|submit|suggest|summari[sz]e|tell|transfer|translate|treat|try|turn|update|use|visit|waive|write)\s+(all|any|an?|the|every|each|this|that|these|those|it|them|him|her|to|my|`)(?![\p{L}\p{N}])/iu;

/** Questions and prohibitions: an error states. */
const ASKS_OR_FORBIDS =
  /^(?:q:|(?:what|how|why|who|whom|whose|where|which|when)\b|(?:would|should|can|could) (?:you|i|we|it|they|the)\b)|\?|(?:^|[,;:.–—]\s*|\b(?:and|then|but|so)\s+)(?:do not|don['’]t|never)\b/i;
/** The one way of speaking to somebody that is common in honest refusals. */
const NO_PERMISSION = /\byou (?:do not|don['’]t) have (?:the |sufficient |enough |required )*(?:permissions?|access|privileges|rights)\b/gi;

/** Machine talk and markup that has no place in a sentence; `…` stands for a value. */
const MARKUP = /[<>{}|\\^~*]|\[[^\]]*\]\(|:\/\/|\$\(|&&|;|#|`[^`\s]*\s[^`]*`|--|==/;
/** A line of a log: it tells which program ran, not what the tool refused. */
const LOG_LINE = /^(?:\[[^\]]*\]|(?:info|warn|warning|debug|trace|notice)\b[\s:\]])/i;
/** Overrides in other languages carry an English error word now and then. */
const OTHER_LANGUAGES =
  /(ignor(a|e|er|ez|iere|ar|ieren)\b|oubli|vergiss|vergessen|olvid|esque[cç]|dimentica|negeer|anweisung|instrucci|instru[cç][õo]|istruzion|consigne|zignoruj|игнор|забудь|无视|忽略|忘记|無視|忘れ|무시|تجاهل|अनदेखा|bỏ qua|yok say|abaikan)/iu;

export type PhraseVerdict = { shown: true } | { shown: false; why: string };

const refuse = (why: string): PhraseVerdict => ({ shown: false, why });

/** Whether an error's words, values already taken out, may stand in a memory; if not, why, in words that quote nothing. */
export function judgePhrase(phrase: string): PhraseVerdict {
  const words = phrase.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return refuse("nothing is left of it without its values");
  if (phrase.length > MAX_CHARS || words.length > MAX_WORDS) return refuse("it is longer than one short sentence");
  const text = phrase.normalize("NFKC").replace(/[\p{Cf}\p{Co}]/gu, "");
  if (text !== phrase.normalize("NFKC")) return refuse("it has invisible characters");
  if (/\p{L}/u.test(text.replace(/[\p{Script=Latin}…]/gu, "").slice(0, 400)) && /\p{Script=Latin}/u.test(text))
    return refuse("it mixes scripts");
  if (MARKUP.test(text.replaceAll(SLOT, ""))) return refuse("it has markup or code");
  if (
    SPEAKS_ELSEWHERE.test(text) ||
    SPEAKS_TO_SOMEONE.test(text.replace(NO_PERMISSION, " ")) ||
    ASKS_OR_FORBIDS.test(text) ||
    OTHER_LANGUAGES.test(text) ||
    ORDERS.test(text) ||
    ordersSomething(text)
  ) {
    return refuse("it reads like an instruction");
  }
  if (LOG_LINE.test(text)) return refuse("it is a line of a log");
  if (PROSE.test(text)) return refuse("it reads like prose, not like an error");
  if (!SAYS_WHAT_IS_WRONG.test(text) && !SAYS_SO_ELSEWHERE.test(text)) return refuse("it does not say what is wrong");
  if (!/\p{L}{3}/u.test(text)) return refuse("it has no words");
  return { shown: true };
}

const ordersSomething = (text: string) => ORDERING_VERB.test(text.replace(EXPLAINED_VERB, " "));

const TOOL_NAME = /^[A-Za-z0-9_.:/ -]{1,64}$/;
const ARGUMENT_NAME = /^[A-Za-z_][\w.-]{0,39}$/;

/** Tool names come from the transcript too: one that could be a sentence is not shown. */
export function isShownTool(name: string): boolean {
  if (!TOOL_NAME.test(name) || !/[A-Za-z]/.test(name) || name.trim() !== name) return false;
  const spoken = name.split(/[\s_.:/-]+/).filter(Boolean);
  return (
    name.split(" ").length <= 3 &&
    spoken.length <= 10 &&
    !spoken.some((word) =>
      /^(ignore|ignored|disregard|previous|instructions?|you|your|assistant|please|always|override|jailbreak|bypass)$/i.test(word),
    )
  );
}

/** Argument names that may be shown: identifiers, not sentences. */
export const isShownArgument = (name: string): boolean => ARGUMENT_NAME.test(name) && isShownTool(name);
