import type { Span } from "@/lib/domain/evidence";
import { negations } from "@/lib/domain/text/negation";
import { sentences } from "@/lib/domain/text/sentences";

const MARKER = /^(?:[-*+•]|\d{1,3}[.)]|#{1,6}|>)\s+/;
/** Our own label before what held earlier: the clauses after it are compared one by one. */
const LABEL = /^(?:before|earlier|previously|formerly|until then|older)\b[^:]{0,24}:\s*/i;

/** What makes two sentences the same text: list markers and line breaks aside. */
export function sentenceKey(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim().replace(MARKER, "");
}

const bare = (key: string) => key.replace(/^(?:…|\.\.\.)\s*/, "").replace(/[\s.!;,…]+$/, "");

/** True when `part` stands in `whole` between word boundaries. Both are keys. */
function standsIn(part: string, whole: string): boolean {
  if (part === "") return true;
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(whole[at - 1] ?? "") && !/[\p{L}\p{N}]/u.test(whole[at + part.length] ?? "")) return true;
  }
  return false;
}

/**
 * The sentences of `after` that do not stand in one of `bases`: added or changed. With one base the order counts too: a sentence that moved
 * past others is new, because what stands above it may change what it means.
 */
export function addedSentences(after: string, bases: readonly string[]): Span[] {
  const all = sentences(after);
  if (bases.length === 0) return [...all];
  const places = new Map<string, number[]>();
  const texts: string[] = [];
  let rank = 0;
  for (const base of bases) {
    texts.push(sentenceKey(base));
    for (const s of sentences(base)) {
      const key = sentenceKey(base.slice(s.start, s.end));
      const list = places.get(key);
      if (list) list.push(rank);
      else places.set(key, [rank]);
      rank++;
    }
  }
  const keys = all.map((s) => sentenceKey(after.slice(s.start, s.end)));
  const inPlace = bases.length === 1 ? increasing(candidatePlaces(keys, places)) : keys.map((k) => places.has(k));
  return all.filter((_, i) => !inPlace[i] && !earlierClauses(keys[i] ?? "", texts));
}

/** A line that stands there hundreds of times is paired in order, so that a long list of equal lines costs no more than another. */
const MAX_PLACES = 24;

function candidatePlaces(keys: readonly string[], places: ReadonlyMap<string, number[]>): number[][] {
  const seen = new Map<string, number>();
  return keys.map((key) => {
    const all = places.get(key) ?? [];
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return all.length <= MAX_PLACES ? all : all.slice(nth, nth + 1);
  });
}

function earlierClauses(key: string, bases: readonly string[]): boolean {
  const label = LABEL.exec(key);
  if (!label) return false;
  const clauses = key.slice(label[0].length).split(/;\s*/).map(bare).filter(Boolean);
  return clauses.length > 0 && clauses.every((c) => bases.some((b) => standsIn(c, b)));
}

/** Marks the longest run of elements that can take strictly increasing places, one each. */
function increasing(candidates: readonly (readonly number[])[]): boolean[] {
  const tails: { place: number; node: number }[] = [];
  const nodes: { element: number; previous: number }[] = [];
  for (const [element, list] of candidates.entries()) {
    // Descending, so that one element never follows itself.
    for (const place of [...list].sort((a, b) => b - a)) {
      let low = 0;
      let high = tails.length;
      while (low < high) {
        const mid = (low + high) >> 1;
        if ((tails[mid]?.place ?? 0) < place) low = mid + 1;
        else high = mid;
      }
      nodes.push({ element, previous: low > 0 ? (tails[low - 1]?.node ?? -1) : -1 });
      tails[low] = { place, node: nodes.length - 1 };
    }
  }
  const marked = candidates.map(() => false);
  for (let n = tails.at(-1)?.node ?? -1; n >= 0; n = nodes[n]?.previous ?? -1) marked[nodes[n]?.element ?? 0] = true;
  return marked;
}

/**
 * The sentences of `before` that `after` no longer says. A sentence survives when it stands there as it is, or inside a longer one that is not
 * negated where it was not.
 */
export function lostSentences(before: string, after: string): Span[] {
  const standing = sentences(after).map((s) => sentenceKey(after.slice(s.start, s.end)));
  const exact = new Set(standing);
  const whole = standing.join("\n");
  return sentences(before).filter((s) => {
    const key = sentenceKey(before.slice(s.start, s.end));
    if (exact.has(key)) return false;
    const part = bare(key);
    if (!whole.includes(part)) return true;
    const negated = negations(part).length;
    return !standing.some((w) => !LABEL.test(w) && w.length > part.length && standsIn(part, w) && negations(w).length <= negated);
  });
}

/** The sentences of `before` that do not stand in `after` just as they were: gone, or worded anew. */
export function reworded(before: string, after: string): string[] {
  const standing = new Set(sentences(after).map((s) => sentenceKey(after.slice(s.start, s.end))));
  return sentences(before)
    .map((s) => before.slice(s.start, s.end))
    .filter((text) => !standing.has(sentenceKey(text)));
}
