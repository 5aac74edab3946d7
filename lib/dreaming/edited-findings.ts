import type { CheckContext, CheckedChange } from "@/lib/domain/checks/check";
import { claimsOf } from "@/lib/domain/checks/claims";
import { hiddenCharactersCheck } from "@/lib/domain/checks/hidden-characters";
import { personal } from "@/lib/domain/checks/personal";
import { relativeDate } from "@/lib/domain/checks/relative-date";
import type { ChangeOp } from "@/lib/domain/dream";
import type { Finding } from "@/lib/domain/finding";
import type { MemoryKind } from "@/lib/domain/memory";
import { DEFAULT_POLICY } from "@/lib/domain/policy";
import { addedSentences } from "@/lib/domain/text/added";
import { sentences } from "@/lib/domain/text/sentences";

export type EditedChange = {
  op: ChangeOp;
  kind: MemoryKind;
  path: string;
  newPath: string | null;
  /** The texts that it replaces or consumes. */
  bases: readonly string[];
  /** As it was drafted, with what the checks found then. */
  drafted: string | null;
  findings: readonly Finding[];
};

/** Rules that look at the text itself: they hold for a person's words as for a draft's. The others ask who said it, and now a person does. */
const CHECKS = [hiddenCharactersCheck, personal, relativeDate];
const CONTEXT: CheckContext = { policy: DEFAULT_POLICY, removals: { here: 0, lastDays: 0, allowed: 0, base: 0 } };

/**
 * What a reviewer should look at again before an edited text is saved: what the rules find in the words that are new, and what was found in drafted
 * sentences that still stand there. Nothing here holds an edit back, so nothing is a `block`; limits and secrets are `textProblem`'s.
 */
export function editedFindings(change: EditedChange, text: string): Finding[] {
  const claims = claimsOf({
    after: text,
    kind: change.kind,
    added: addedSentences(text, change.bases),
    replaced: [],
    evidence: [],
    isSystem: () => false,
    knownNames: new Set<string>(),
    errorPhrase: null,
  });
  const checked: CheckedChange = {
    op: change.op,
    kind: change.kind,
    path: change.path,
    newPath: change.newPath,
    memory: null,
    touched: change.bases.map((content) => ({
      memoryId: "",
      path: change.path,
      kind: change.kind,
      content,
      key: null,
      trust: "operator",
      evidenceAt: null,
      protected: false,
    })),
    after: text,
    evidence: [],
    support: { sessions: 0, cases: 0, users: 0, tasks: 0, succeeded: 0, failed: 0, unknown: 0 },
    claims,
    lost: [],
    removes: [],
    errorPhrase: null,
    possibleContradiction: false,
    recency: { verdict: "not-a-case" },
    secrets: [],
    unplacedEvidence: 0,
    diverged: [],
    limit: null,
  };
  const fresh = CHECKS.flatMap((check) => check(checked, CONTEXT));
  const seen = new Set(fresh.map((f) => f.check));
  const left = stillThere(change, text).filter((f) => !seen.has(f.check));
  return [...left, ...fresh].map((f) => (f.severity === "block" ? { ...f, severity: "warn" } : f));
}

/** Findings above `note` in drafted sentences that the text still has word for word, with where they stand now. */
function stillThere({ drafted, findings }: EditedChange, text: string): Finding[] {
  if (drafted === null) return [];
  const all = sentences(drafted);
  return findings.flatMap((f) => {
    const span = f.span;
    if (!span || f.severity === "note") return [];
    const around = all.find((s) => s.start <= span.start && span.start < s.end) ?? span;
    const at = text.indexOf(drafted.slice(around.start, Math.max(around.end, span.end)));
    if (at < 0) return [];
    const start = at + span.start - around.start;
    return [{ ...f, span: { start, end: start + span.end - span.start } }];
  });
}
