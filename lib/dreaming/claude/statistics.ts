import type { Considered, DraftChange, DreamInput } from "@/lib/domain/dream";
import { comparePaths } from "@/lib/domain/memory";
import { withCases } from "@/lib/dreaming/local/cases";
import { findMistakes, readErrors } from "@/lib/dreaming/local/mistakes";
import { reconcile } from "@/lib/dreaming/local/reconcile";
import { canonicalOrder } from "@/lib/dreaming/local/sort";

/** What a model cannot count: changes that rest on counting, and the same as sentences for its prompt. */
export type Statistics = { changes: DraftChange[]; considered: Considered[]; facts: string[] };

/** Sentences that a prompt carries at most. */
const MAX_FACTS = 20;

/** Recurring refusals of tools over all sessions, counted by the miners of the `local` engine, and how the sessions ended. */
export function countedOver(input: DreamInput): Statistics {
  const sessions = withCases(canonicalOrder(input.sessions));
  const memories = [...input.memories].sort((a, b) => comparePaths(a.path, b.path));
  const mistakes = findMistakes(sessions.map(readErrors), sessions, memories);
  const reconciled = reconcile(mistakes.candidates, memories);
  const ended = (result: string) => sessions.filter((s) => s.outcome.result === result).length;
  const outcomes =
    ended("succeeded") + ended("failed") === 0
      ? []
      : [`Of ${sessions.length} sessions ${ended("succeeded")} succeeded and ${ended("failed")} failed.`];
  const counted = mistakes.candidates
    .slice(0, MAX_FACTS)
    .map((c) => `${firstLine(c.text)}: in ${c.sessions.length} sessions of ${c.cases} cases.`);
  return { changes: reconciled.changes, considered: [...mistakes.considered, ...reconciled.considered], facts: [...outcomes, ...counted] };
}

const firstLine = (text: string): string =>
  (text.split("\n").find((line) => line.trim() !== "") ?? "")
    .replace(/^#+\s*/, "")
    .slice(0, 300)
    .toWellFormed();
