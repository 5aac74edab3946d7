import type { Considered, DreamSession } from "@/lib/domain/dream";
import { counted, listed } from "@/lib/dreaming/local/words";

/** Words that hardly stand in another of these languages. */
const STOP_WORDS: Record<string, string> = {
  English:
    "the and you that have with this for not are from your would please what can could is it of to my there they will was how need want just about",
  German:
    "der die das und ich nicht ist ein eine mit für auf dem den sie wir haben habe kann bitte mir mein meine auch noch werden wurde wie zu von",
  French:
    "le les des est une pour pas que qui je vous nous dans avec mon ma mes sur ce cette être avez suis bonjour merci voudrais où très plus du et",
  Spanish:
    "el los las una por para que con no mi su es está pero como más muy quiero gracias hola puede tengo necesito del esta este y lo se",
  Italian: "il gli che non per con una sono mi della di è ho questo questa grazie vorrei buongiorno può anche ma come del al nella le ci e",
  Dutch: "de het een en ik niet dat van is op te mijn voor met je kan graag wil heb naar ook deze wat als bij er zijn",
  Portuguese: "o os uma não para que com por meu minha está você obrigado quero tenho mas como mais muito do da em no na são fazer e",
  Polish: "i nie na się jest to do z że jak proszę mam mój moje czy dla od ale już tak chcę dziękuję jestem po co w o",
  Swedish: "och jag att det inte är en ett på för med som har den till av kan vill min mitt tack hej vi men om",
};
const SCRIPTS: [string, RegExp][] = [
  ["Japanese", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["Korean", /\p{Script=Hangul}/gu],
  ["Chinese", /\p{Script=Han}/gu],
  ["a language in Cyrillic script", /\p{Script=Cyrillic}/gu],
  ["Greek", /\p{Script=Greek}/gu],
  ["Arabic", /\p{Script=Arabic}/gu],
  ["Hebrew", /\p{Script=Hebrew}/gu],
  ["a language in Devanagari script", /\p{Script=Devanagari}/gu],
  ["Thai", /\p{Script=Thai}/gu],
];

const SETS = Object.entries(STOP_WORDS).map(([name, words]) => ({ name, words: new Set(words.split(" ")) }));
const MAX_CHARS = 20_000;
/** Fewer stop words of another language than this are a greeting or a name. */
const MIN_STOP_WORDS = 4;

/** The language of a text where it is surely not English, by its script or its commonest words; null for English and for what is too short to tell. */
export function otherLanguage(text: string): string | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return null;
  for (const [name, script] of SCRIPTS) {
    // Japanese is written with Chinese signs as well.
    const share = (text.match(script)?.length ?? 0) / letters;
    if (share > (name === "Japanese" ? 0.15 : 0.4)) return name;
  }
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = SETS.map(({ name, words: set }) => ({
    name,
    n: words.filter((w) => set.has(w)).length,
    kinds: new Set(words.filter((w) => set.has(w))).size,
  }));
  const english = counts[0]?.n ?? 0;
  const [best] = counts.slice(1).sort((a, b) => b.n - a.n || b.kinds - a.kinds || (a.name < b.name ? -1 : 1));
  return best && best.n >= MIN_STOP_WORDS && best.kinds >= 3 && best.n > 2 * english ? best.name : null;
}

/** Which sessions' users did not write English: the engine's rules for what people state are English. Said for each session, and once for all. */
export function languagesOf(sessions: readonly DreamSession[]): { considered: Considered[]; note: string | null } {
  const considered: Considered[] = [];
  const counts = new Map<string, number>();
  for (const session of sessions) {
    let said = "";
    for (const event of session.events) if (event.type === "user" && said.length < MAX_CHARS) said += `${event.text.slice(0, MAX_CHARS)}\n`;
    const language = otherLanguage(said.slice(0, MAX_CHARS));
    if (language === null) continue;
    counts.set(language, (counts.get(language) ?? 0) + 1);
    considered.push({ text: `Session ${session.transcriptId} is in ${language}`, outcome: "dropped", rule: "language" });
  }
  if (counts.size === 0) return { considered, note: null };
  const list = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name, n]) => `${n} in ${name}`);
  const note = `${counted(considered.length, "session")} ${considered.length === 1 ? "is" : "are"} not in English: ${listed(list)}. The local engine reads English: what was said there it hardly understands; refused calls and procedures it reads all the same.`;
  return { considered, note };
}
