import type { Claim, Lost, Recency } from "@/lib/domain/checks/check";
import type { ChangeOp } from "@/lib/domain/dream";
import type { Evidence } from "@/lib/domain/evidence";
import { wordJaccard } from "@/lib/domain/text/words";
import { lowestTrust, TRUST_RANK, type Trust } from "@/lib/domain/transcript";

export type RecencyInput = {
  op: ChangeOp;
  path: string;
  claims: readonly Claim[];
  lost: readonly Lost[];
  evidence: readonly Evidence[];
  /** Text after the change; null for a delete. */
  after: string | null;
  /** Of a merge: trust of the sources whose sentences stand in the result. */
  keptTrust: Trust | null;
};

/**
 * Newest wins, within one class of trust. Text that only adds to a memory replaces nothing and is no case; nor is a memory that ends by its own
 * limit, nor a merge that words nothing anew (there trust alone is compared).
 */
export function judgeRecency(change: RecencyInput): Recency {
  const verdict = againstMemory(change);
  if (verdict.verdict !== "newer" && verdict.verdict !== "not-a-case") return verdict;
  const why = unorderedWithin(change);
  return why === null ? verdict : { verdict: "undated", why };
}

function againstMemory(change: RecencyInput): Recency {
  const { lost, claims } = change;
  if (change.op === "rename" || change.op === "create" || lost.length === 0) return { verdict: "not-a-case" };
  const statements = claims.filter((c) => !c.own);
  const transcripts = change.evidence.filter((e) => e.grounded && e.source === "transcript");
  if (change.op === "merge" && statements.length === 0) return mergeVerdict(change);
  if (statements.length === 0 && transcripts.length === 0) return { verdict: "not-a-case" };

  const said =
    statements.length > 0
      ? lowestTrust(statements.map((c) => c.trust ?? c.lowest ?? "external"))
      : lowestTrust(transcripts.map((e) => e.trust));
  const behind = statements.length > 0 ? statements.flatMap((c) => c.evidence).filter((e) => e.source === "transcript") : transcripts;
  // What stands in another memory is as old as that memory; its time is its newest evidence's.
  const times = (behind.length > 0 ? behind : statements.flatMap((c) => c.evidence)).map((e) => e.at);
  const newest = newestTime(times);

  let undated: string | null = null;
  for (const { memory } of lost) {
    if (newest === null || memory.evidenceAt === null) {
      undated ??= newest === null ? "the new statement's time is known from its arrival only" : "the time of the old one is not known";
      continue;
    }
    const order = Date.parse(newest) - Date.parse(memory.evidenceAt);
    if (order < 0) return { verdict: "older", path: memory.path };
    if (order === 0) undated ??= "both are equally old";
  }
  const higher = lost
    .filter((l) => TRUST_RANK[said] < TRUST_RANK[l.memory.trust])
    .sort((a, b) => TRUST_RANK[b.memory.trust] - TRUST_RANK[a.memory.trust])[0];
  if (higher) {
    return {
      verdict: "lower-trust",
      undated: undated !== null,
      said: closest(statements, higher.text) ?? quoteOf(transcripts),
      saidTrust: said,
      old: higher.text,
      oldTrust: higher.memory.trust,
      path: higher.memory.path,
    };
  }
  return undated ? { verdict: "undated", why: undated } : { verdict: "newer" };
}

type FromTranscript = Extract<Evidence, { source: "transcript" }>;

/** What a text said before, under the statement that holds: "Before: 100 euros; 80 euros." */
const BEFORE = /^Before: [^\n]+/m;

/**
 * Why the statement that a text makes and one that it calls former cannot be put in order, when both were said in this dream's sessions; null when
 * they can. Within one session what is said later is newer.
 */
function unorderedWithin({ after, evidence }: RecencyInput): string | null {
  const former = after === null ? null : BEFORE.exec(after);
  if (!former) return null;
  const said = evidence.filter((e): e is FromTranscript => e.grounded && e.source === "transcript");
  const [start, end] = [former.index, former.index + former[0].length];
  const [then, today] = [former[0].slice("Before: ".length), `${after?.slice(0, start)}\n${after?.slice(end)}`];
  const isThen = (e: Evidence) =>
    e.supports.length > 0 ? e.supports.some((s) => s.start < end && s.end > start) : tellsApart(e.quote, then, today);
  // Of a quote that names the former value, only words that no other quote has count for today: two wordings of one sentence share the rest.
  const others = (e: Evidence) => said.filter((other) => other !== e).map((other) => other.quote);
  const isToday = (e: Evidence) =>
    e.supports.length > 0
      ? e.supports.some((s) => s.start < start || s.end > end)
      : !isThen(e) || tellsApart(e.quote, today, [then, ...others(e)].join("\n"));
  const [now, before] = [said.filter(isToday), said.filter(isThen)];
  const newest = newestTime(now.map((e) => e.at));
  for (const old of before) {
    // Evidence of both orders nothing.
    if (now.includes(old) || now.some((e) => isLater(e, old))) continue;
    if (newest === null || old.at === null) return "what it says was before is known from the order of arrival only";
    if (Date.parse(newest) === Date.parse(old.at)) return "what it says and what it says was before are equally old";
  }
  return null;
}

/** True when the quote has a word of `one` that `other` has not. */
function tellsApart(quote: string, one: string, other: string): boolean {
  const [quoted, elsewhere] = [wordsIn(quote), wordsIn(other)];
  return [...wordsIn(one)].some((word) => quoted.has(word) && !elsewhere.has(word));
}

const wordsIn = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

const isLater = (a: FromTranscript, b: FromTranscript): boolean =>
  a.transcriptId === b.transcriptId && (a.eventSeq > b.eventSeq || (a.eventSeq === b.eventSeq && a.start > b.start));

/** A merge keeps one wording of several: the one of higher trust must not be the one that goes. */
function mergeVerdict({ lost, keptTrust, path }: RecencyInput): Recency {
  const kept = keptTrust ?? "external";
  const higher = lost.find((l) => TRUST_RANK[l.memory.trust] > TRUST_RANK[kept]);
  if (!higher) return { verdict: "not-a-case" };
  return {
    verdict: "lower-trust",
    undated: false,
    said: `the text kept in ${path}`,
    saidTrust: kept,
    old: higher.text,
    oldTrust: higher.memory.trust,
    path: higher.memory.path,
  };
}

/** The newest of several RFC 3339 times; null when none is known. Of two spellings of one moment the first in text order. */
export function newestTime(times: readonly (string | null)[]): string | null {
  let best: string | null = null;
  for (const t of times) {
    const value = t === null ? Number.NaN : Date.parse(t);
    if (t === null || Number.isNaN(value)) continue;
    const than = best === null ? Number.NEGATIVE_INFINITY : Date.parse(best);
    if (value > than || (value === than && best !== null && t < best)) best = t;
  }
  return best;
}

function closest(claims: readonly Claim[], to: string): string | null {
  let best: Claim | null = null;
  let score = -1;
  for (const c of claims) {
    const s = wordJaccard(c.text, to);
    if (s > score) {
      score = s;
      best = c;
    }
  }
  return best?.text ?? null;
}

const quoteOf = (evidence: readonly Evidence[]) => evidence[0]?.quote ?? "";
