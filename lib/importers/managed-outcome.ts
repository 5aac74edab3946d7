import type { Outcome, OutcomeResult } from "@/lib/domain/transcript";
import { cleanText } from "./clean";
import { isRecord } from "./record";

/** The grader's verdicts; every other word (`pending`, `needs_revision` with nothing after it, `interrupted`) leaves it open. */
const RESULTS = new Map<unknown, OutcomeResult>([
  ["satisfied", "succeeded"],
  ["failed", "failed"],
  ["max_iterations_reached", "failed"],
]);
const MAX_NOTE = 2000;

/** The verdicts on the outcomes that a session was asked for, the last one for each. */
export class Verdicts {
  private last = new Map<string, { result: OutcomeResult; note: string | null }>();

  /** From a `span.outcome_evaluation_end`, or from an element of a session's `outcome_evaluations`. */
  add(evaluation: unknown): void {
    if (!isRecord(evaluation) || typeof evaluation.result !== "string") return;
    const result = RESULTS.get(evaluation.result) ?? "unknown";
    const said = typeof evaluation.explanation === "string" && evaluation.explanation !== "" ? evaluation.explanation : null;
    const note = result === "succeeded" ? said : `${evaluation.result}${said === null ? "" : `: ${said}`}`;
    this.last.set(String(evaluation.outcome_id ?? ""), { result, note });
  }

  /** Failed when one outcome was missed, open when one is open; null when none was asked for. */
  outcome(): Outcome | null {
    const verdicts = [...this.last.values()];
    const worst = (["failed", "unknown", "succeeded"] as const).find((result) => verdicts.some((one) => one.result === result));
    if (!worst) return null;
    const notes = verdicts.filter((one) => one.result === worst && one.note !== null).map((one) => one.note);
    return { result: worst, score: null, note: notes.length === 0 ? null : cleanText(notes.join("; ").slice(0, MAX_NOTE)) };
  }
}
