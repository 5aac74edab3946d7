import type { BaseMemory, ChangeOp } from "@/lib/domain/dream";
import type { Evidence, Span, Support } from "@/lib/domain/evidence";
import type { Finding } from "@/lib/domain/finding";
import type { MemoryKind } from "@/lib/domain/memory";
import type { Policy } from "@/lib/domain/policy";
import type { Trust } from "@/lib/domain/transcript";

/** A sentence that the change adds or rewrites, with what supports it. Spans count in `after`. */
export type Claim = Span & {
  text: string;
  /** Grounded evidence that speaks of this sentence. */
  evidence: Evidence[];
  /** True when every word is our own (template, tool or argument name): it repeats nobody. */
  own: boolean;
  /** The highest trust whose evidence says all that any evidence says of it; null when the evidence does not cover it. */
  trust: Trust | null;
  /** The lowest trust among its evidence; null without evidence. */
  lowest: Trust | null;
  /** Words that no quote has. */
  unquoted: string[];
  /** Numbers, dates, times and negations that no quote has. */
  changed: (Span & { text: string; what: "number" | "date" | "time" | "negation" })[];
  /** Words that only external evidence has all stand inside the tool's own error phrase. */
  externalOnlyInPhrase: boolean;
};

/** A sentence of a base memory that the change no longer says. */
export type Lost = { memory: BaseMemory; text: string; span: Span };

/** How what the change says stands in time and trust against what it replaces. */
export type Recency =
  | { verdict: "not-a-case" }
  | { verdict: "newer" }
  | { verdict: "older"; path: string }
  | { verdict: "undated"; why: string }
  | { verdict: "lower-trust"; undated: boolean; said: string; saidTrust: Trust; old: string; oldTrust: Trust; path: string };

/** What a check looks at: a draft after grounding. */
export type CheckedChange = {
  op: ChangeOp;
  kind: MemoryKind;
  path: string;
  newPath: string | null;
  /** The memory at `path` in the base. */
  memory: BaseMemory | null;
  /** Base memories whose text the change rewrites, consumes or removes. */
  touched: BaseMemory[];
  after: string | null;
  evidence: Evidence[];
  support: Support;
  claims: Claim[];
  lost: Lost[];
  /** Base memories that are gone afterwards, wholly or in substance. */
  removes: BaseMemory[];
  errorPhrase: string | null;
  possibleContradiction: boolean;
  recency: Recency;
  /** Places of secrets in `after`. */
  secrets: Span[];
  /** Pieces of evidence that point to nothing this dream read. */
  unplacedEvidence: number;
  /** Cited sessions that were sent in two versions. */
  diverged: string[];
  /** Why the store cannot hold the result, or null. */
  limit: string | null;
};

/** What a check may know beside the change. */
export type CheckContext = {
  policy: Policy;
  /** Removals of this dream and of the last seven days against the share that the policy allows. */
  removals: { here: number; lastDays: number; allowed: number; base: number };
};

/** A deterministic rule: pure, never throws. */
export type Check = (change: CheckedChange, context: CheckContext) => Finding[];

/** Text cut for a message, on one line, without what a reader cannot see. */
export function shown(text: string, max = 120): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\u2028\u2029]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const points = [...line];
  return points.length <= max ? line : `${points.slice(0, max - 1).join("")}…`;
}

/** At most `max` findings of one check on one change; the last says how many more there are. */
export function capped(findings: Finding[], max = 5): Finding[] {
  const last = findings[max - 1];
  if (findings.length <= max || !last) return findings;
  return [...findings.slice(0, max - 1), { ...last, message: `${last.message} ${findings.length - max} more like this.` }];
}
