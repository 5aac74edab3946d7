import type { DreamSession } from "@/lib/domain/dream";
import { isStopWord, stem, words } from "@/lib/domain/text/words";
import type { SessionEvent } from "@/lib/domain/transcript";

/**
 * What an agent says is external when it repeats external text of its session: an address, link, account or long id that stands in external text and
 * in nothing that a person or the operator said, a run of words taken over as they were, or a sentence told with little but its words.
 */
export type Taint = {
  repeatsExternal(session: DreamSession, event: SessionEvent, quote: string): boolean;
  /** A run of words that stood in external text before: pasted or read out, whoever says it. */
  copiesExternal(session: DreamSession, event: SessionEvent, quote: string): boolean;
  /** A sentence that says what an external one of the session says, in words that neither a person of it nor the quotes it is given with have. */
  isToldOutside(session: DreamSession, sentence: string, quotes: readonly string[]): boolean;
};

const HARD =
  /[\w.+-]+@(?:[\w-]+\.)+\p{L}{2,}|(?:https?:\/\/|www\.)[^\s"'<>)\]}]+|(?<![\w.@/-])(?:[a-z0-9-]{2,}\.)+(?:com|net|org|io|ai|app|dev|co|info|biz|me|ru|cn|example|test|uk|de|fr|eu|us|xyz|site|online|shop|link)(?![\w-])|(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,}[A-Z0-9]{0,4}(?!\w)|(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{10,}(?![\w-])|(?<![\d.,])\d{9,}(?![\d.,])/giu;
const RUN = 6;
const MAX_RUNS = 24;

const flat = (text: string) => text.toLowerCase().replace(/\s+/g, " ");
const trimmed = (token: string) =>
  token
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/^www\./, "")
    .replace(/[.,;:!?)\]'"/]+$/, "");

type Layer = { seq: number; text: string; sentences?: Set<string>[]; words?: Set<string>; order?: string[] };

/** A sentence of at least so many content words is retold when so much of it stands in one external sentence. */
const MIN_RETOLD_WORDS = 3;
const RETOLD = 0.75;
/** Shorter texts are the same by chance. */
const MIN_COPIED_WORDS = 4;
/** A stretch of external text so many times as long has the words of a sentence by chance: a tool's whole answer does. */
const MAX_LONGER = 3;
const MAX_RETOLD_CHARS = 200_000;
const MAX_SENTENCES = 12;

const inOrder = (text: string): string[] =>
  words(text)
    .filter((w) => !isStopWord(w.text) && !/^(?:now|currently|today|please|really|also|just|again)$/i.test(w.text))
    .map((w) => stem(w.text));
const contentWords = (text: string): Set<string> => new Set(inOrder(text));
const inSentences = (text: string): string[] => text.split(/(?<=[.!?;])\s+|\n+|\\n/).filter((part) => part.trim() !== "");

/** Notes of a session are a transcript of their own, named after it. */
const NOTES = /^notes:/;

/** `sessions` are those that a session's notes may have their words from. */
export function createTaint(sessions: Iterable<DreamSession> = []): Taint {
  const bySource = new Map(Array.from(sessions, (s) => [`${s.agentId}\0${s.externalId}`, s]));
  const sourceOf = (session: DreamSession) =>
    NOTES.test(session.externalId) ? bySource.get(`${session.agentId}\0${session.externalId.replace(NOTES, "")}`) : undefined;
  const layers = new Map<DreamSession, { external: Layer[]; own: Layer[] }>();
  const layersOf = (session: DreamSession) => {
    let known = layers.get(session);
    if (!known) {
      // Of a public agent a user's words count as external too: an agent that repeats them does not lift them.
      const stranger = (e: SessionEvent) => session.audience === "public" && e.type === "user";
      const layer = (e: SessionEvent) => ({ seq: e.seq, text: flat(e.text) });
      // All of the session stands before its notes: when in it they were written is not known.
      const source = sourceOf(session)?.events.map((e) => ({ ...e, seq: -1 })) ?? [];
      const events = [...source, ...session.events];
      known = {
        external: events.filter((e) => e.trust === "external" || e.type === "tool_result" || stranger(e)).map(layer),
        own: events.filter((e) => (e.type === "user" && e.trust !== "external" && !stranger(e)) || e.type === "system").map(layer),
      };
      layers.set(session, known);
    }
    return known;
  };
  return {
    repeatsExternal(session, event, quote) {
      const hard = [...new Set(Array.from(quote.matchAll(HARD), (m) => trimmed(m[0])))].filter((t) => t.length >= 4);
      const runs = runsOf(quote);
      const { external, own } = layersOf(session);
      const earlier = external.filter((l) => l.seq < event.seq);
      if (earlier.length === 0) return false;
      const repeated = (token: string) =>
        earlier.some((l) => l.text.includes(token)) && !own.some((l) => l.seq < event.seq && l.text.includes(token));
      return hard.some(repeated) || runs.some(repeated) || retold(quote, event, external, own);
    },
    copiesExternal(session, event, quote) {
      const whole = flat(quote).trim();
      const runs = whole.split(" ").length >= MIN_COPIED_WORDS ? [whole, ...runsOf(quote)] : [];
      if (runs.length === 0) return false;
      const { external, own } = layersOf(session);
      const before = (layers: Layer[]) => layers.filter((l) => l.seq < event.seq);
      return runs.some((run) => before(external).some((l) => l.text.includes(run)) && !before(own).some((l) => l.text.includes(run)));
    },
    isToldOutside(session, sentence, quotes) {
      const said = [...contentWords(sentence)];
      if (said.length < MIN_RETOLD_WORDS) return false;
      const { external, own } = layersOf(session);
      const quoted = quotes.map(contentWords);
      const foreign = said.filter((w) => !quoted.some((set) => set.has(w)) && !own.some((layer) => wordsIn(layer).has(w)));
      if (foreign.length === 0) return false;
      const wanted = (has: (word: string) => boolean) =>
        said.filter(has).length >= said.length * RETOLD && foreign.filter(has).length * 2 >= foreign.length;
      return external.some((layer) => wanted((w) => wordsIn(layer).has(w)) && stretchHas(layer, new Set(said), wanted));
    },
  };
}

function sentencesIn(layer: Layer): Set<string>[] {
  layer.sentences ??= inSentences(layer.text.slice(0, MAX_RETOLD_CHARS)).map(contentWords);
  return layer.sentences;
}

function wordsIn(layer: Layer): Set<string> {
  layer.order ??= inOrder(layer.text.slice(0, MAX_RETOLD_CHARS));
  layer.words ??= new Set(layer.order);
  return layer.words;
}

/** Whether somewhere in a layer, within a stretch not much longer than the sentence itself, stand the words that are wanted. */
function stretchHas(layer: Layer, said: ReadonlySet<string>, wanted: (has: (word: string) => boolean) => boolean): boolean {
  const length = said.size * MAX_LONGER;
  layer.order ??= inOrder(layer.text.slice(0, MAX_RETOLD_CHARS));
  const last = new Map<string, number>();
  for (const [i, word] of layer.order.entries()) {
    if (!said.has(word)) continue;
    last.set(word, i);
    if (wanted((w) => (last.get(w) ?? Number.NEGATIVE_INFINITY) > i - length)) return true;
  }
  return false;
}

/** Whether a sentence of the quote says, in much the same words, what one external sentence before it says and nobody entitled to said. */
function retold(quote: string, event: SessionEvent, external: readonly Layer[], own: readonly Layer[]): boolean {
  const said = inSentences(quote)
    .slice(0, MAX_SENTENCES)
    .map(contentWords)
    .filter((set) => set.size >= MIN_RETOLD_WORDS);
  if (said.length === 0) return false;
  const has = (layers: readonly Layer[], sentence: ReadonlySet<string>) =>
    layers.some((layer) => {
      if (layer.seq >= event.seq) return false;
      return sentencesIn(layer).some((other) => [...sentence].filter((w) => other.has(w)).length >= sentence.size * RETOLD);
    });
  return said.some((sentence) => has(external, sentence) && !has(own, sentence));
}

/** Runs of six words, evenly spread over the quote, at most 24. Short common words alone make no run. */
function runsOf(quote: string): string[] {
  const words = flat(quote).trim().split(" ");
  const starts = Math.max(0, words.length - RUN + 1);
  const step = Math.max(1, Math.ceil(starts / MAX_RUNS));
  const runs: string[] = [];
  for (let i = 0; i < starts; i += step) {
    const run = words.slice(i, i + RUN);
    if (run.filter((w) => w.length >= 5).length >= 3) runs.push(run.join(" "));
  }
  return runs;
}
