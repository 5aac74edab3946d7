import type { Evidence } from "@/lib/domain/evidence";
import { negations } from "@/lib/domain/text/negation";
import { normalise } from "@/lib/domain/text/normalise";
import { quantities, sameQuantity } from "@/lib/domain/text/numbers";
import { wordJaccard } from "@/lib/domain/text/words";

/** A draft that a person turned down, removed or undid. */
export type RememberedRejection = {
  /** Path that it wrote or removed. */
  target: string;
  /** `normalisedText` of what it would have said; "" for a removal. */
  textNorm: string;
  /** `eventKey` of each piece of evidence that it had. */
  events: readonly string[];
  /** RFC 3339. */
  at: string;
  /** The person, as shown. */
  by: string;
  reason: string | null;
};

/** Two texts are nearly the same when they share this much of their words and agree in numbers and negations. */
const NEARLY = 0.85;

/** A text as rejections remember it: what a reader would take for the same. */
export function normalisedText(text: string): string {
  return normalise(text)
    .text.toLowerCase()
    .replace(/[^\p{L}\p{N}\s.,%$€£-]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** `transcript:revision:seq`; a memory's quote is no event. */
export function eventKey(evidence: Evidence): string | null {
  return evidence.source === "transcript" ? `${evidence.transcriptId}:${evidence.revision}:${evidence.eventSeq}` : null;
}

/** The same event in a later revision of its session is the same event. */
const withoutRevision = (key: string) => key.replace(/:\d+:(\d+)$/, ":$1");

export type RejectionVerdict =
  | { verdict: "new" }
  | { verdict: "rejected-before"; rejection: RememberedRejection }
  | { verdict: "new-evidence"; rejection: RememberedRejection };

/** Compares a draft with what was rejected: same target, same or nearly the same text. Without a new grounded event it is not proposed again. */
export function compareWithRejections(
  targets: readonly string[],
  after: string | null,
  evidence: readonly Evidence[],
  rejections: readonly RememberedRejection[],
): RejectionVerdict {
  const text = after === null ? "" : normalisedText(after);
  const matching = rejections.filter((r) => targets.includes(r.target) && nearlySame(text, r.textNorm));
  if (matching.length === 0) return { verdict: "new" };
  const known = new Set(matching.flatMap((r) => r.events.map(withoutRevision)));
  const latest = matching.reduce((a, b) => (b.at > a.at ? b : a));
  const fresh = evidence.some((e) => {
    const key = e.grounded ? eventKey(e) : null;
    return key !== null && !known.has(withoutRevision(key));
  });
  return { verdict: fresh ? "new-evidence" : "rejected-before", rejection: latest };
}

/** True when two normalised texts say nearly the same: words alike, and the same numbers and negations. */
export function nearlySame(a: string, b: string): boolean {
  if (a === b) return true;
  if (a === "" || b === "" || wordJaccard(a, b) < NEARLY) return false;
  const x = quantities(a);
  const y = quantities(b);
  const inside = (p: typeof x, q: typeof x) => p.every((v) => q.some((w) => sameQuantity(v, w)));
  return inside(x, y) && inside(y, x) && negations(a).length === negations(b).length;
}
