import type { DreamSession } from "@/lib/domain/dream";
import type { SessionEvent } from "@/lib/domain/transcript";

/**
 * What an agent says is external when it repeats external text of its session: an address, link, account or long id that stands in external text and
 * in nothing that a person or the operator said, or a run of words taken over as they were.
 */
export type Taint = { repeatsExternal(session: DreamSession, event: SessionEvent, quote: string): boolean };

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

type Layer = { seq: number; text: string };

export function createTaint(): Taint {
  const layers = new Map<DreamSession, { external: Layer[]; own: Layer[] }>();
  const layersOf = (session: DreamSession) => {
    let known = layers.get(session);
    if (!known) {
      // Of a public agent a user's words count as external too: an agent that repeats them does not lift them.
      const stranger = (e: SessionEvent) => session.audience === "public" && e.type === "user";
      const layer = (e: SessionEvent) => ({ seq: e.seq, text: flat(e.text) });
      known = {
        external: session.events.filter((e) => e.trust === "external" || e.type === "tool_result" || stranger(e)).map(layer),
        own: session.events.filter((e) => (e.type === "user" && e.trust !== "external" && !stranger(e)) || e.type === "system").map(layer),
      };
      layers.set(session, known);
    }
    return known;
  };
  return {
    repeatsExternal(session, event, quote) {
      const hard = [...new Set(Array.from(quote.matchAll(HARD), (m) => trimmed(m[0])))].filter((t) => t.length >= 4);
      const runs = event.type === "tool_call" ? [] : runsOf(quote);
      if (hard.length === 0 && runs.length === 0) return false;
      const { external, own } = layersOf(session);
      const earlier = external.filter((l) => l.seq < event.seq);
      if (earlier.length === 0) return false;
      const repeated = (token: string) =>
        earlier.some((l) => l.text.includes(token)) && !own.some((l) => l.seq < event.seq && l.text.includes(token));
      return hard.some(repeated) || runs.some(repeated);
    },
  };
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
