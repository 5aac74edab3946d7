import type { Considered, DreamSession } from "@/lib/domain/dream";
import type { DraftEvidence, Evidence } from "@/lib/domain/evidence";
import type { MemoryKind } from "@/lib/domain/memory";
import { highestTrust, TRUST_RANK, type Trust } from "@/lib/domain/transcript";
import type { Extraction } from "@/lib/dreaming/claude/extract";
import { personOf } from "@/lib/dreaming/claude/people";
import { stretchOf } from "@/lib/dreaming/claude/verbatim";
import { type Ground, groundEvidence } from "@/lib/dreaming/grounding";
import { nearPairs } from "@/lib/dreaming/local/facts/near-pairs";
import { newestTime } from "@/lib/dreaming/recency";
import { userFolder } from "@/lib/dreaming/speaker";

/** What a model found in a session, with the quotes that code has found there too. */
export type Candidate = {
  /** From 1, in the order of the sessions; how prompts name it. */
  n: number;
  kind: MemoryKind;
  statement: string;
  /** The statement is the quote: what a session says by itself, nobody worded anew. */
  asSaid: boolean;
  evidence: DraftEvidence[];
  /** Highest trust among the quotes: who said it. */
  trust: Trust;
  /** Newest time of its quotes, RFC 3339; null when only arrival orders it. */
  at: string | null;
  /** Order of arrival of its newest session. */
  arrival: number;
  /** Transcript ids, each once. */
  sessions: string[];
  /** The one customer of a public agent whom it comes from, as their folder; null when there is none or several. */
  folder: string | null;
  /** The member of a team who says it of themselves; null when it is nobody's in particular. */
  person: string | null;
};

const MAX_STATEMENT = 600;
const sentence = (text: string): string => oneLine(text).slice(0, MAX_STATEMENT).toWellFormed();
const oneLine = (text: string) => text.replaceAll("\0", "\ufffd").toWellFormed().replace(/\s+/g, " ").trim();
export const shortly = (text: string): string => (text.length > 160 ? `${text.slice(0, 159).toWellFormed()}…` : text);

/** Candidates of a session that are sound, and what became of the others. */
export type Sound = { sound: Omit<Candidate, "n">[]; considered: Considered[] };

/**
 * Candidates whose quotes stand where they are said to; the others as considered. Trust and time come from the
 * events, not from the model. A quote that differs in spaces or quotation marks only is put right, one of which the middle is left out is filled up from
 * the event; one that stands in another event of the same session is moved there.
 */
export function soundIn(session: DreamSession, extraction: Extraction, ground: Ground): Sound {
  const considered: Considered[] = [];
  const sound: Sound["sound"] = [];
  for (const given of extraction.candidates) {
    const worded = sentence(given.statement ?? "");
    const quotes = [given, ...(given.evidence ?? [])].filter((e) => e.quote.trim() !== "");
    const drop = (rule: string) => considered.push({ text: shortly(worded || sentence(quotes[0]?.quote ?? "")), outcome: "dropped", rule });
    const drafts = quotes.flatMap((e) => placed(session, e.event_seq, e.quote));
    const folder = session.audience === "public" ? userFolder(session.user) : null;
    const { evidence } = groundEvidence(drafts, ground, folder ? [`${folder}x`] : [], null);
    const grounded = evidence.filter((e): e is Extract<Evidence, { source: "transcript" }> => e.grounded && e.source === "transcript");
    const [first] = grounded;
    if (!first) {
      drop(quotes.length === 0 ? "no-quote" : "quote-not-found");
      continue;
    }
    // What is taken over word for word is trusted as the words are: no quote beside them makes a user's of a tool's.
    const support = worded === "" ? grounded.filter((e) => TRUST_RANK[e.trust] <= TRUST_RANK[first.trust]) : grounded;
    const kind = given.kind ?? "fact";
    const statement = worded || sentence(first.quote);
    sound.push({
      kind,
      statement,
      asSaid: worded === "",
      evidence: support.map(({ transcriptId, revision, eventSeq, quote, start }) => ({
        source: "transcript",
        transcriptId,
        revision,
        eventSeq,
        quote,
        start,
      })),
      trust: highestTrust(support.map((e) => e.trust)),
      at: newestTime(support.map((e) => e.at)),
      arrival: session.arrival,
      sessions: [session.transcriptId],
      ...personOf(session, kind, statement),
    });
  }
  return { sound, considered };
}

/** What the sessions gave, in their order, near-identical candidates folded together. */
export function candidatesOf(found: readonly Sound[]): { candidates: Candidate[]; considered: Considered[] } {
  const considered = found.flatMap((f) => f.considered);
  const candidates = folded(
    found.flatMap((f) => f.sound),
    considered,
  );
  return { candidates, considered };
}

/** The quote where it stands: in the event that was named, else in the only other event of the session that has it. */
function placed(session: DreamSession, seq: number, quote: string): DraftEvidence[] {
  const at = (eventSeq: number, text: string, quoted: { start: number; quote: string }): DraftEvidence[] => {
    // A system prompt is never evidence on its own.
    if (text === "") return [];
    return [
      {
        source: "transcript",
        transcriptId: session.transcriptId,
        revision: session.revision,
        eventSeq,
        quote: quoted.quote,
        start: quoted.start,
      },
    ];
  };
  const named = session.events.find((e) => e.seq === seq);
  const there = named && named.type !== "system" ? stretchOf(named.text, quote) : null;
  if (named && there) return at(named.seq, named.text, there);
  const others = session.events.flatMap((e) => {
    const place = e.type === "system" || e === named ? null : stretchOf(e.text, quote);
    return place ? [{ event: e, place }] : [];
  });
  const [only] = others;
  return only && others.length === 1 ? at(only.event.seq, only.event.text, only.place) : [];
}

/** Says the same, of the same kind and for the same person: one candidate with all quotes. Before any model reads them again. */
function folded(sound: readonly Omit<Candidate, "n">[], considered: Considered[]): Candidate[] {
  const into = new Map<number, number>();
  for (const [longer, shorter] of nearPairs(sound.map((c) => c.statement))) {
    const [a, b] = [sound[longer], sound[shorter]];
    if (!a || !b || into.has(longer) || into.has(shorter) || a.kind !== b.kind || a.folder !== b.folder || a.person !== b.person) continue;
    into.set(shorter, longer);
  }
  const kept = sound.map((c) => ({ ...c, evidence: [...c.evidence], sessions: [...c.sessions] }));
  for (const [from, to] of into) {
    const [gone, stays] = [kept[from], kept[to]];
    if (!gone || !stays) continue;
    stays.evidence.push(...gone.evidence);
    stays.sessions = [...new Set([...stays.sessions, ...gone.sessions])];
    stays.trust = highestTrust([stays.trust, gone.trust]);
    stays.at = newestTime([stays.at, gone.at]);
    stays.arrival = Math.max(stays.arrival, gone.arrival);
    considered.push({ text: shortly(gone.statement), outcome: "dropped", rule: "near-duplicate" });
  }
  return kept.filter((_, i) => !into.has(i)).map((c, i) => ({ ...c, n: i + 1 }));
}
