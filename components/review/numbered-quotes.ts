import type { ProseNote } from "@/components/diff/prose-notes";
import type { Finding } from "@/lib/domain/finding";
import type { Evidence } from "@/lib/domain/views";

/** A quote as the desk shows it: numbered, with what it does for the change. */
export type NumberedQuote = {
  /** From 1, in the order of reading: the number beside the words that it supports. */
  number: number;
  evidence: Evidence;
  /** It says what the memory said and no longer will. */
  against: boolean;
  /** It speaks against the change, and was said after everything that speaks for it. */
  newer: boolean;
  /** The words of the new text that it supports; `all` that is new, or nothing where the change adds no words. */
  words: string[] | "all" | null;
};

const wordsIn = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

/** True when the quote has a word of `one` that `other` has not. */
function tellsApart(quote: string, one: string, other: string): boolean {
  const [quoted, elsewhere] = [wordsIn(quote), wordsIn(other)];
  return [...wordsIn(one)].some((word) => quoted.has(word) && !elsewhere.has(word));
}

/** A quote speaks against a change when it has words that go and none that come. What is said to support words of it does not. */
function isAgainst(e: Evidence, before: string | null, after: string | null): boolean {
  if (before === null || after === null || e.supports || !e.grounded) return false;
  return tellsApart(e.quote, before, after) && !tellsApart(e.quote, after, before);
}

function wordsOf(e: Evidence, before: string | null, after: string | null): NumberedQuote["words"] {
  if (after === null || after === before) return null;
  return e.supports ? e.supports.map((s) => after.slice(s.start, s.end)) : "all";
}

/** The quotes in the order of reading: what speaks against the change and is newer comes first, the rest as it came. */
export function numberedQuotes(evidence: readonly Evidence[], before: string | null, after: string | null): NumberedQuote[] {
  const judged = evidence.map((e) => ({ evidence: e, against: isAgainst(e, before, after) }));
  const times = judged.filter((q) => !q.against).flatMap((q) => (q.evidence.at ? [Date.parse(q.evidence.at)] : []));
  const newest = times.length > 0 ? Math.max(...times) : undefined;
  const dated = judged.map((q) => ({
    ...q,
    newer: q.against && newest !== undefined && Boolean(q.evidence.at) && Date.parse(q.evidence.at ?? "") > newest,
  }));
  return [...dated.filter((q) => q.newer), ...dated.filter((q) => !q.newer)].map((q, i) => ({
    ...q,
    number: i + 1,
    words: wordsOf(q.evidence, before, after),
  }));
}

/** Which quote stands behind which words of the drafted text, and which words no quote has. */
export function proseNotes(quotes: readonly NumberedQuote[], after: string | null, findings: readonly Finding[]): ProseNote[] {
  if (after === null) return [];
  const end = after.trimEnd().length;
  const supported = quotes
    .filter((q) => q.words !== null && !q.against && q.evidence.grounded)
    .flatMap((q) =>
      (q.evidence.supports ?? [{ start: 0, end }]).map((s) => ({
        start: Math.max(0, s.start),
        end: Math.min(end, s.end),
        quotes: [q.number],
        unsupported: false,
      })),
    );
  const bare = findings.flatMap((f) =>
    f.check === "ungrounded" && f.span ? [{ start: f.span.start, end: Math.min(end, f.span.end), quotes: [], unsupported: true }] : [],
  );
  return [...supported, ...bare].filter((n) => n.start < n.end);
}
