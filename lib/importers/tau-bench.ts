import type { ImportedSession } from "@/lib/domain/transcript";
import { smallMetadata } from "./clean";
import { EventList } from "./event-list";
import { type Detection, recordReader, type TranscriptFormat } from "./format";
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
  single: true,
  open: () => recordReader(readRun),
};

function detect(value: unknown): Detection {
  if (!isRecord(value)) return { verdict: "no", why: `a run is an object with \`traj\`, not ${kindOf(value)}` };
  if (!("traj" in value)) return { verdict: "no", why: "it has no list `traj`" };
  if ("task_id" in value || "reward" in value || "info" in value) return { verdict: "yes" };
  return { verdict: "no", why: "it has `traj` but neither `task_id`, `reward` nor `info`" };
}

/** One run. Throws `Refusal`; `raw` is left empty. */
export function readRun(value: unknown, source = new JsonSource(JSON.stringify(value))): ImportedSession {
  if (!isRecord(value)) throw new Refusal("", `A run must be an object with \`traj\`, not ${kindOf(value)}.`);
  const { traj } = value;
  if (!Array.isArray(traj)) throw new Refusal("traj", `A run needs the list of its messages, \`traj\`; it is ${kindOf(traj)}.`);
  const info = isRecord(value.info) ? value.info : {};
  const task = isRecord(info.task) ? info.task : {};
  const user = optionalLabel(task.user_id, "info.task.user_id");
  const taskId = optionalLabel(value.task_id, "task_id");
  const outcome = readOutcome({ reward: value.reward });
  const list = new EventList();
  readMessages(traj, "traj", list, source);
  if (list.events.length === 0) throw new Refusal("traj", "The run has no events: no message has text, a tool call or a tool result.");
  const metadata = Object.entries({ trial: value.trial, source: info.source, user_cost: info.user_cost });
  return {
    externalId: null,
    title: list.title(),
    user,
    task: taskId,
    parentExternalId: null,
    startedAt: list.startedAt,
    endedAt: list.endedAt,
    outcome,
    metadata: smallMetadata(Object.fromEntries(metadata.filter(([, field]) => field !== undefined && field !== null))),
    events: list.events,
    raw: [],
  };
}
