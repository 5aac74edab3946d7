import { instructionHits } from "@/lib/domain/checks/instruction-rules";
import { hiddenCharacters } from "@/lib/domain/text/hidden";

const MAX_CHARS = 120;
const MAX_WORDS = 20;
const SAYS_WRONG =
  /\b(?:not|no|none|cannot|can't|could(?:n't)?|does(?:n't)|do(?:n't)|did(?:n't)|is(?:n't)|won't|without|never|invalid|illegal|wrong|incorrect|bad|malformed|corrupt\w*|broken|missing|unknown|unable|un\w+ed|un\w+able|ambiguous|undefined|null|empty|require[sd]?|required|must|should|expect\w*|only|needs?|exceed\w*|too|over|insufficient|limit\w*|larger|smaller|greater|less|least|most|out of|beyond|maximum|minimum|max|min|fail\w*|errors?|exception|fault|den\w+|declin\w*|(?:has|have|already) (?:passed|ended|shipped|closed)|(?:has|have) been (?:modified|changed|moved|deleted|removed|renamed|archived|suspended|deactivated)|is an? (?:bank |public )?holiday|\d{3} (?:client|server) error|forbidden|refused|rejected|prohibited|blocked|revoked|expired?|time[ds]?\s?-?out|timeout|already|duplicate|exists|conflict\w*|mismatch\w*|in use|locked|closed|disabled|inactive|cancell?ed|aborted|stale|(?:http|status|code|error):? ?[45]\d\d)\b/i;
/** The same in languages that tools of other countries answer in. */
const SAYS_WRONG_ELSEWHERE =
  /(?<!\p{L})(?:nicht|kein\p{L}{0,2}|ungültig\p{L}*|fehlgeschlagen|fehl(?:t|en)|erforderlich|bereits|abgelehnt|gesperrt|abgelaufen|überschr\p{L}+|unbekannt\p{L}*|verweigert|muss|müssen|pas|introuvable|invalides?|requise?s?|obligatoires?|manquante?s?|refusée?s?|expirée?s?|déjà|impossible|dépassée?s?|inconnue?s?|interdite?s?|aucune?|inválid[oa]s?|requerid[oa]s?|falta|denegad[oa]s?|rechazad[oa]s?|caducad[oa]s?|ya existe|desconocid[oa]s?|ningun[oa]?|non|mancante|negat[oa]|scadut[oa]|niet|geen|ongeldige?|verplicht|mislukt|ontbreekt|verlopen|não|obrigatóri[oa]|negad[oa])(?!\p{L})/iu;
const SPEAKS_ELSEWHERE =
  /(?<!\p{L})(?:sie|ihre?n?|dein\p{L}*|bitte|immer|künftig|ab (?:sofort|jetzt|heute)|von nun an|vous|votre|vos|veuillez|toujours|désormais|tu|usted(?:es)?|por favor|siempre|nunca|desde ahora|sempre|alstublieft|uw|altijd|voortaan|você)(?!\p{L})/iu;
const SPEAKS_TO_SOMEONE =
  /\b(?:you|your|yours|please|kindly|assistant|ignore|disregard|forget|send|always|from now on|henceforth|remember|instructions?|claude|gpt|secretly|password)\b/i;

/**
 * Why a tool's error phrase may not stand in a memory on its own word, as the end of a sentence; null when it may: one short sentence that says what
 * is wrong, to nobody, without anything that reads like an instruction. Slots are written "…".
 */
export function errorPhraseProblem(phrase: string): string | null {
  const words = phrase.split(/\s+/).filter((w) => /[\p{L}\p{N}]/u.test(w));
  if (words.length === 0) return "it has no words";
  if (phrase.length > MAX_CHARS || words.length > MAX_WORDS) return "it is longer than one short sentence";
  if (/\n/.test(phrase) || /[.!?]\s+\p{Lu}/u.test(phrase.replace(/…/g, ""))) return "it has more than one sentence";
  if (hiddenCharacters(phrase).length > 0) return "it has hidden characters";
  if (/[<>{}]|(?:\p{Lu}{5,}\P{L}+){2,}/u.test(phrase)) return "it has markup or shouting in it";
  if (!SAYS_WRONG.test(phrase) && !SAYS_WRONG_ELSEWHERE.test(phrase)) return "it does not say what is wrong";
  if (SPEAKS_TO_SOMEONE.test(phrase) || SPEAKS_ELSEWHERE.test(phrase)) return "it speaks to someone";
  const hit = instructionHits(phrase)[0];
  return hit ? `it ${hit.says}` : null;
}
