import { OUTCOME_RESULTS, type Outcome, type OutcomeResult } from "@/lib/domain/transcript";
import { cleanText } from "./clean";
import { isRecord, kindOf, Refusal } from "./record";

/** From this reward on a run counts as succeeded. */
const SUCCESS_FROM = 0.5;

/** The first that is given of `outcome`, `reward` and `success`. Throws `Refusal` with its path when it makes no sense. */
export function readOutcome(fields: { outcome?: unknown; reward?: unknown; success?: unknown }): Outcome | null {
  if (fields.outcome !== undefined && fields.outcome !== null) return fromOutcome(fields.outcome);
  if (fields.reward !== undefined && fields.reward !== null) {
    const score = readScore(fields.reward, "reward");
    return { result: score >= SUCCESS_FROM ? "succeeded" : "failed", score, note: null };
  }
  if (fields.success === undefined || fields.success === null) return null;
  if (typeof fields.success !== "boolean")
    throw new Refusal("success", `\`success\` must be true or false, not ${kindOf(fields.success)}.`);
  return { result: fields.success ? "succeeded" : "failed", score: null, note: null };
}

function fromOutcome(outcome: unknown): Outcome {
  if (!isRecord(outcome)) throw new Refusal("outcome", `\`outcome\` must be an object with \`result\`, not ${kindOf(outcome)}.`);
  const { result, score, note } = outcome;
  if (!isResult(result)) throw new Refusal("outcome.result", `\`outcome.result\` must be one of ${OUTCOME_RESULTS.join(", ")}.`);
  if (note !== undefined && note !== null && typeof note !== "string") {
    throw new Refusal("outcome.note", `\`outcome.note\` must be text, not ${kindOf(note)}.`);
  }
  return {
    result,
    score: score === undefined || score === null ? null : readScore(score, "outcome.score"),
    note: typeof note === "string" && note ? cleanText(note.slice(0, 10_000)) : null,
  };
}

function isResult(value: unknown): value is OutcomeResult {
  return OUTCOME_RESULTS.includes(value as OutcomeResult);
}

/** A score is 0 to 1: a reward of 3 is as good as it gets. */
function readScore(value: unknown, path: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return Math.min(1, Math.max(0, value));
  throw new Refusal(
    path,
    `\`${path}\` must be a number, not ${typeof value === "number" ? "one beyond what a computer counts" : kindOf(value)}.`,
  );
}
