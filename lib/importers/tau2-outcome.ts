import type { Outcome } from "@/lib/domain/transcript";
import { cleanText, shortLine } from "./clean";
import { readOutcome } from "./outcome";
import { isRecord, Refusal } from "./record";

/** Ends at which the run never really was one: what it talked to broke. */
const NEVER_RAN = new Set<unknown>(["infrastructure_error", "unexpected_error"]);
/** Ends that belong to a conversation that went its way. */
const USUAL_ENDS = new Set<unknown>(["user_stop", "agent_stop"]);
const MAX_NOTE = 2000;

/**
 * The outcome of a simulation from `reward_info.reward` (null where it was not graded), with the checks that it did not pass in
 * words. Throws `Refusal` with its path when the reward is no number.
 */
export function readTau2Outcome(simulation: Record<string, unknown>, path: string): Outcome | null {
  const { reward_info: info, termination_reason: end } = simulation;
  if (NEVER_RAN.has(end)) return { result: "invalid", score: null, note: `The simulation ended with ${end}.` };
  const reward = isRecord(info) ? info.reward : undefined;
  const outcome = graded(reward, `${path}reward_info.`);
  if (!outcome || outcome.result === "succeeded" || !isRecord(info)) return outcome;
  const words = failedChecks(info);
  if (typeof end === "string" && !USUAL_ENDS.has(end)) words.unshift(`ended by ${end}`);
  return { ...outcome, note: words.length === 0 ? null : cleanText(words.join("; ").slice(0, MAX_NOTE)) };
}

function graded(reward: unknown, path: string): Outcome | null {
  try {
    return readOutcome({ reward });
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(`${path}${error.path}`, error.message);
    throw error;
  }
}

/** What the grader found wrong, one clause each. */
function failedChecks(info: Record<string, unknown>): string[] {
  const words: string[] = [];
  if (isRecord(info.db_check) && info.db_check.db_match === false) words.push("the database is not as expected at the end");
  const missing = records(info.action_checks).flatMap((check) => {
    const name = check.action_match === false && isRecord(check.action) ? check.action.name : null;
    return typeof name === "string" ? [name] : [];
  });
  if (missing.length > 0) words.push(`expected but not done: ${[...new Set(missing)].join(", ")}`);
  for (const check of records(info.communicate_checks)) {
    if (check.met === false && typeof check.info === "string") words.push(`not told: ${check.info}`);
  }
  for (const check of [...records(info.nl_assertions), ...records(info.env_assertions)]) {
    if (check.met !== false) continue;
    const said = [check.nl_assertion, check.justification].filter((text) => typeof text === "string" && text !== "") as string[];
    const line = shortLine(said.join(" "), 400);
    if (line) words.push(`not met: ${line}`);
  }
  return words;
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
