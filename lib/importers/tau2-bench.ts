import type { ImportedSession, SessionEvent } from "@/lib/domain/transcript";
import { cleanText, smallMetadata } from "./clean";
import { EventList } from "./event-list";
import { type Detection, type FormatReader, problemOf, type ReadResult, type SourceRecord, type TranscriptFormat } from "./format";
import type { JsonSource } from "./json-source";
import { isSimulation } from "./marks";
import { readTimeWithoutZone } from "./read-time";
import { isRecord, kindOf, optionalLabel, Refusal } from "./record";
import { readTau2Messages } from "./tau2-messages";
import { readTau2Outcome } from "./tau2-outcome";

/** Result files of tau2-bench: one object whose `simulations` are the sessions, beside the tasks and settings of the run. */
export const tau2Bench: TranscriptFormat = {
  name: "tau2-bench",
  sentence: "Result files of tau2-bench: one object whose `simulations` are the sessions, with their messages and `reward_info`.",
  hints: [
    /^\s*[[{]/,
    /"simulations"\s*:|"reward_info"\s*:|"termination_reason"\s*:/,
    /"(?:tasks|task_id|info|environment_info|turn_idx)"\s*:/,
  ],
  container: { list: "simulations", isElement: isSimulation },
  detect,
  open: tau2Reader,
};

function detect(value: unknown): Detection {
  if (!isRecord(value)) return { verdict: "no", why: `its results are an object with \`simulations\`, not ${kindOf(value)}` };
  if (isSimulation(value)) return { verdict: "yes" };
  if (!Array.isArray(value.simulations)) return { verdict: "no", why: "it has no list `simulations`" };
  if (value.simulations.some(isSimulation)) return { verdict: "yes" };
  const isRun = value.simulations.length === 0 && (isRecord(value.info) || Array.isArray(value.tasks));
  return isRun
    ? { verdict: "maybe" }
    : { verdict: "no", why: "its `simulations` have no messages with a reward or a reason why they ended" };
}

/** What the file says about all of its simulations. */
type Run = { domain: string | null; model: string | null };

const NO_RUN: Run = { domain: null, model: null };

function tau2Reader(): FormatReader {
  let run = NO_RUN;

  function readOne(value: unknown, path: string, record: SourceRecord): ReadResult {
    try {
      const session = readSimulation(value, path, record.source, run);
      session.raw.push({ start: record.start, end: record.end });
      return { session };
    } catch (error) {
      return { problem: problemOf(error, record) };
    }
  }

  function add(record: SourceRecord): ReadResult[] {
    const { value, key, index } = record;
    if (key !== undefined && index === undefined) {
      if (key === "info") run = runOf(value);
      return [];
    }
    if (!isRecord(value) || !Array.isArray(value.simulations)) return [readOne(value, "", record)];
    // A whole run on one line, or as one of several values.
    run = runOf(value.info);
    return value.simulations.map((simulation, i) => readOne(simulation, `simulations[${i}].`, record));
  }

  return { add, end: () => [] };
}

function runOf(info: unknown): Run {
  if (!isRecord(info)) return NO_RUN;
  return {
    domain: isRecord(info.environment_info) ? shortText(info.environment_info.domain_name) : null,
    model: isRecord(info.agent_info) ? shortText(info.agent_info.llm) : null,
  };
}

/**
 * Whom the simulation served: the one `user_id` in the agent's calls, else in the actions that were expected of it. The file's list of
 * tasks is not asked: its ids need not be those of the simulations.
 */
function userOf(events: readonly SessionEvent[], info: unknown): string | null {
  const calls = events.map((event) => (event.type === "tool_call" && event.trust === "agent" ? event.tool?.input : null));
  const checks = isRecord(info) && Array.isArray(info.action_checks) ? info.action_checks : [];
  const expected = checks.map((check) => (isRecord(check) && isRecord(check.action) ? check.action.arguments : null));
  return onlyUser(calls) ?? onlyUser(expected);
}

function onlyUser(inputs: readonly unknown[]): string | null {
  const users = new Set(inputs.flatMap((input) => (isRecord(input) ? (shortText(input.user_id) ?? []) : [])));
  return users.size === 1 ? cleanText([...users][0] ?? "") : null;
}

function shortText(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value.length <= 200 ? value : null;
}

/** One simulation. Throws `Refusal` with the path below `path`; `raw` is left empty. */
function readSimulation(value: unknown, path: string, source: JsonSource, run: Run): ImportedSession {
  if (!isRecord(value)) throw new Refusal(path.replace(/\.$/, ""), `A simulation must be an object, not ${kindOf(value)}.`);
  if (!isSimulation(value)) {
    throw new Refusal(
      `${path}task_id`,
      "A simulation has `messages`, a `task_id`, and `reward_info` or `termination_reason`; something is missing here.",
    );
  }
  const { messages } = value;
  if (!Array.isArray(messages)) {
    throw new Refusal(`${path}messages`, `A simulation needs the list of its messages, \`messages\`; it is ${kindOf(messages)}.`);
  }
  const externalId = optionalLabel(value.id, `${path}id`);
  const task = optionalLabel(value.task_id, `${path}task_id`);
  const outcome = readTau2Outcome(value, path);
  const list = new EventList();
  readTau2Messages(messages, `${path}messages`, list, source);
  if (list.events.length === 0) {
    throw new Refusal(`${path}messages`, "The simulation has no events: no message has text, a tool call or a tool result.");
  }
  const metadata = { domain: run.domain, model: run.model, trial: value.trial, termination_reason: value.termination_reason };
  return {
    externalId,
    title: list.title(),
    user: userOf(list.events, value.reward_info),
    task,
    parentExternalId: null,
    startedAt: readTimeWithoutZone(value.start_time) ?? list.startedAt,
    endedAt: readTimeWithoutZone(value.end_time) ?? list.endedAt,
    outcome,
    metadata: smallMetadata(Object.fromEntries(Object.entries(metadata).filter(([, field]) => field !== undefined && field !== null))),
    events: list.events,
    raw: [],
  };
}
