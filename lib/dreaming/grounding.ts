import type { BaseMemory, DreamInput, DreamSession } from "@/lib/domain/dream";
import type { DraftEvidence, Evidence, Span } from "@/lib/domain/evidence";
import { type SessionEvent, TRUST_RANK, TRUSTS, type Trust } from "@/lib/domain/transcript";
import { maskSpans } from "@/lib/dreaming/secrets";
import { speaksForItself, underUserFolder } from "@/lib/dreaming/speaker";
import { createTaint, type Taint } from "@/lib/dreaming/taint";

/** Longer quotes are cut to this many UTF-16 units: a quote shows what supports a sentence, not a document. */
export const MAX_QUOTE_UNITS = 8_000;
/** A change has at most this much evidence; what comes after is left out. */
export const MAX_EVIDENCE = 1_000;

/** The dream's input by id and path, built once. */
export type Ground = {
  baseVersion: number;
  sessions: ReadonlyMap<string, DreamSession>;
  memories: ReadonlyMap<string, BaseMemory>;
  event(transcriptId: string, seq: number): SessionEvent | undefined;
  /** Lower-case names of tools and arguments that occur in a session's calls, and the words of whom it served. */
  namesOf(transcriptId: string): ReadonlySet<string>;
  taint: Taint;
};

export function createGround(input: DreamInput): Ground {
  // Of two revisions of one transcript the later is read; a session that never really ran is not read at all.
  const sessions = new Map<string, DreamSession>();
  for (const s of input.sessions) {
    const seen = sessions.get(s.transcriptId);
    if (s.outcome.result !== "invalid" && (!seen || s.revision > seen.revision)) sessions.set(s.transcriptId, s);
  }
  const events = new Map<string, Map<number, SessionEvent>>();
  const names = new Map<string, ReadonlySet<string>>();
  const event = (transcriptId: string, seq: number) => {
    let bySeq = events.get(transcriptId);
    if (!bySeq) {
      bySeq = new Map(sessions.get(transcriptId)?.events.map((e) => [e.seq, e]));
      events.set(transcriptId, bySeq);
    }
    return bySeq.get(seq);
  };
  return {
    baseVersion: input.baseVersion,
    sessions,
    memories: new Map(input.memories.map((m) => [m.path, m])),
    event,
    namesOf(transcriptId) {
      let known = names.get(transcriptId);
      if (!known) {
        known = namesIn(sessions.get(transcriptId));
        names.set(transcriptId, known);
      }
      return known;
    },
    taint: createTaint(sessions.values()),
  };
}

/**
 * Finds each quote where it is said to stand. What points to a session, revision, event or memory that the dream did not read is left out and
 * counted in `unplaced`; a quote that is not there, is empty or touches a mask stays with `grounded: false` and an empty range. Of several places the
 * one nearest to the hint is taken. `paths` are what the change writes; `after` bounds `supports`.
 */
export function groundEvidence(
  drafts: readonly DraftEvidence[],
  ground: Ground,
  paths: readonly string[],
  after: string | null,
): { evidence: Evidence[]; unplaced: number } {
  const found = new Map<string, Evidence>();
  let unplaced = Math.max(0, drafts.length - MAX_EVIDENCE);
  for (const draft of drafts.slice(0, MAX_EVIDENCE)) {
    const supports = supportSpans(draft.supports, after);
    const evidence =
      supports === null
        ? null
        : draft.source === "memory"
          ? fromMemory(draft, ground, supports)
          : fromTranscript(draft, ground, paths, supports);
    if (!evidence) {
      unplaced++;
      continue;
    }
    const key =
      evidence.source === "memory"
        ? `m ${evidence.path} ${evidence.start} ${evidence.end} ${evidence.quote}`
        : `t ${evidence.transcriptId} ${evidence.eventSeq} ${evidence.start} ${evidence.end} ${evidence.quote}`;
    const same = found.get(key);
    if (!same) found.set(key, evidence);
    else found.set(key, together(same, evidence));
  }
  return { evidence: [...found.values()], unplaced };
}

/** The same quote twice: no spans means the whole text; the lower trust stands. */
function together(a: Evidence, b: Evidence): Evidence {
  const supports = a.supports.length === 0 || b.supports.length === 0 ? [] : [...a.supports, ...b.supports];
  return { ...a, supports, trust: lower(a.trust, b.trust) };
}

function fromMemory(draft: Extract<DraftEvidence, { source: "memory" }>, ground: Ground, supports: Span[]): Evidence | null {
  const memory = ground.memories.get(draft.path);
  if (!memory) return null;
  const place = locate(memory.content, draft.quote, draft.start);
  return {
    source: "memory",
    path: memory.path,
    version: ground.baseVersion,
    ...place,
    trust: memory.trust,
    at: memory.evidenceAt,
    supports,
  };
}

function fromTranscript(
  draft: Extract<DraftEvidence, { source: "transcript" }>,
  ground: Ground,
  paths: readonly string[],
  supports: Span[],
): Evidence | null {
  const session = ground.sessions.get(draft.transcriptId);
  if (!session || session.revision !== draft.revision) return null;
  const event = ground.event(draft.transcriptId, draft.eventSeq);
  if (!event) return null;
  const place = locate(event.text, draft.quote, draft.start);
  let trust = lower(event.trust, "user");
  if (TRUSTS.includes(draft.trust as Trust)) trust = lower(trust, draft.trust as Trust);
  if (trust === "user" && session.audience === "public" && !underUserFolder(session.user, paths)) trust = "external";
  // Who asks whether something holds does not say that it does; who pastes a tool's answer says what the tool said.
  if (trust === "user" && event.type === "user" && place.grounded) {
    if (asksOnly(event.text, place.end) || ground.taint.copiesExternal(session, event, place.quote)) trust = "external";
  }
  if (trust === "agent" && place.grounded && speaksForItself(event.type) && ground.taint.repeatsExternal(session, event, place.quote))
    trust = "external";
  return {
    source: "transcript",
    transcriptId: session.transcriptId,
    revision: session.revision,
    eventSeq: event.seq,
    ...place,
    trust,
    at: statementTime(session, event),
    supports,
  };
}

/** A request in the form of a question ("Could you always ...?") is a request. */
const REQUEST = /(?:^|[.!?\n,]\s*|\b(?:so|and|please)\s+)(?:can|could|would|will) (?:you|we)\b[^.!?\n]*$/i;
const TAG = /(?:,|\s[-–—])\s*(?:ok|okay|right|all right|alright|got it|understood|please|yes|yeah)\s*$/i;

/** True when the sentence in which a quote ends is a question. */
function asksOnly(text: string, end: number): boolean {
  const from = Math.max(0, end - 1);
  const stop = /[.!?](?=["'”’)]*(?:\s|$))|\n/.exec(text.slice(from, from + 2_000));
  if (stop?.[0] !== "?") return false;
  const upTo = text.slice(Math.max(0, from + stop.index - 1_000), from + stop.index);
  const start = Math.max(...[". ", "! ", "? ", "\n"].map((mark) => upTo.lastIndexOf(mark))) + 1;
  const sentence = upTo.slice(start).trim();
  return !REQUEST.test(sentence) && !TAG.test(sentence);
}

const lower = (a: Trust, b: Trust): Trust => (TRUST_RANK[b] < TRUST_RANK[a] ? b : a);

/** The occurrence of `quote` nearest to `hint`, in UTF-16 units. */
function locate(text: string, given: unknown, hint: unknown): { start: number; end: number; quote: string; grounded: boolean } {
  const quote = (typeof given === "string" ? given : "").slice(0, MAX_QUOTE_UNITS).replace(/[\ud800-\udbff]$/, "");
  const absent = { start: 0, end: 0, quote, grounded: false };
  if (quote.trim() === "") return absent;
  const near = typeof hint === "number" && Number.isFinite(hint) ? Math.min(Math.max(0, Math.trunc(hint)), text.length) : 0;
  const before = text.lastIndexOf(quote, near);
  const after = text.indexOf(quote, near);
  const start = before < 0 ? after : after < 0 ? before : near - before <= after - near ? before : after;
  if (start < 0) return absent;
  const end = start + quote.length;
  if (maskSpans(text).some((m) => m.start < end && m.end > start)) return absent;
  return { start, end, quote, grounded: true };
}

/** Valid spans inside `after`, or null when spans were given and none is valid: such evidence supports nothing. */
function supportSpans(given: unknown, after: string | null): Span[] | null {
  if (!Array.isArray(given) || given.length === 0 || after === null) return [];
  const spans: Span[] = [];
  for (const s of given as { start?: unknown; end?: unknown }[]) {
    if (typeof s?.start !== "number" || typeof s.end !== "number" || !Number.isInteger(s.start) || !Number.isInteger(s.end)) continue;
    const start = Math.max(0, s.start);
    const end = Math.min(after.length, s.end);
    if (start < end) spans.push({ start, end });
  }
  return spans.length > 0 ? spans : null;
}

/** Rule 4: the event's time, else the session's start, never after its receipt; null when only arrival orders it. */
export function statementTime(session: Pick<DreamSession, "startedAt" | "receivedAt">, event: Pick<SessionEvent, "at">): string | null {
  const time = [event.at, session.startedAt].find((t) => t !== null && Number.isFinite(Date.parse(t)));
  if (!time) return null;
  const received = Date.parse(session.receivedAt);
  return Number.isFinite(received) && Date.parse(time) > received ? session.receivedAt : time;
}

const MAX_NAMES = 5_000;

function namesIn(session: DreamSession | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: unknown, depth: number): void => {
    if (depth > 24 || names.size > MAX_NAMES || typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) for (const item of value) visit(item, depth + 1);
    else {
      for (const [key, item] of Object.entries(value)) {
        names.add(key.toLowerCase());
        visit(item, depth + 1);
      }
    }
  };
  for (const e of session?.events ?? []) {
    if (e.tool?.name) names.add(e.tool.name.toLowerCase());
    if (e.type === "tool_call") visit(e.tool?.input, 0);
  }
  for (const word of (session?.user ?? "").split(/[^\p{L}\p{N}]+/u)) if (word) names.add(word.toLowerCase());
  return names;
}
