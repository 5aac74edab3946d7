import type { ImportProblem } from "@/lib/domain/transcript";
import { smallMetadata } from "./clean";
import { EventList } from "./event-list";
import { type Detection, recordReader, type SessionDraft, type TranscriptFormat } from "./format";
import { JsonSource } from "./json-source";
import { readOutcome } from "./outcome";
import { readMessages } from "./read-messages";
import { isRecord, kindOf, optionalLabel, Refusal } from "./record";

/** Runs of tau-bench. They have no times, and no id: the same task and trial stand in many files. */
export const tauBench: TranscriptFormat = {
  name: "tau-bench",
  sentence: "Result files of tau-bench: an array of runs, each with `task_id`, `reward` and the messages in `traj`.",
  hints: [/"traj"\s*:\s*\[|"task_id"\s*:/, /"(?:reward|trial|info)"\s*:/],
  detect,
  open: () => recordReader((value, source) => readRun(value, source)),
};

function detect(value: unknown): Detection {
  if (!isRecord(value)) return { verdict: "no", why: `a run is an object with \`traj\`, not ${kindOf(value)}` };
  if (!("traj" in value)) return { verdict: "no", why: "it has no list `traj`" };
  if ("task_id" in value || "reward" in value || "info" in value) return { verdict: "yes" };
  return { verdict: "no", why: "it has `traj` but neither `task_id`, `reward` nor `info`" };
}

/** One run, or why and where it cannot be read (`path` inside it). */
export function readRun(value: unknown, source = new JsonSource(JSON.stringify(value))): SessionDraft | ImportProblem {
  try {
    return readSession(value, source);
  } catch (error) {
    if (error instanceof Refusal) return { ...(error.path && { path: error.path }), message: error.message };
    throw error;
  }
}

function readSession(value: unknown, source: JsonSource): SessionDraft {
  if (!isRecord(value)) throw new Refusal("", `A run must be an object with \`traj\`, not ${kindOf(value)}.`);
  const { traj } = value;
  if (!Array.isArray(traj)) throw new Refusal("traj", `A run needs the list of its messages, \`traj\`; it is ${kindOf(traj)}.`);
  const info = isRecord(value.info) ? value.info : {};
  const task = isRecord(info.task) ? info.task : {};
  const draft = {
    externalId: null,
    user: optionalLabel(task.user_id, "info.task.user_id"),
    task: optionalLabel(value.task_id, "task_id"),
    parentExternalId: null,
    outcome: readOutcome({ reward: value.reward }),
  };
  const events = new EventList();
  readMessages(traj, "traj", events, source);
  if (events.events.length === 0) throw new Refusal("traj", "The run has no events: no message has text, a tool call or a tool result.");
  const metadata = { trial: value.trial, source: info.source, user_cost: info.user_cost };
  return {
    ...draft,
    title: events.title,
    startedAt: events.startedAt,
    endedAt: events.endedAt,
    metadata: smallMetadata(Object.fromEntries(Object.entries(metadata).filter(([, field]) => field !== undefined && field !== null))),
    events: events.events,
  };
}
