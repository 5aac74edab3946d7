import type { DreamSession } from "@/lib/domain/dream";
import type { SessionEvent } from "@/lib/domain/transcript";
import { type ToolError, toolError } from "@/lib/dreaming/local/errors/detect";

/** A value in a call's arguments under the name of the nearest object key: `{passengers: [{dob: "x"}]}` gives `dob`. */
export type Leaf = { name: string; value: string };

/** A tool call with what came of it. `index` and `resultIndex` are places in the session's list of events. */
export type Call = {
  index: number;
  name: string;
  input: unknown;
  result: SessionEvent | null;
  resultIndex: number;
  error: ToolError | null;
};

const MAX_LEAVES = 300;
const MAX_DEPTH = 24;

/** The leaves of a call's arguments in the order they stand there; at most 300, deeper nesting than 24 is not read. */
export function leavesOf(input: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (value: unknown, name: string, depth: number): void => {
    if (leaves.length >= MAX_LEAVES || depth > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, name, depth + 1);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, key, depth + 1);
    } else if (value !== undefined) {
      leaves.push({ name, value: String(value) });
    }
  };
  visit(input, "input", 0);
  return leaves;
}

/**
 * The tool calls of a session in order of the call, each with its result. A result finds its call by id, else it is taken for the oldest open call of the same
 * tool; a result that has no call stands alone with empty arguments.
 */
export function callsOf(session: Pick<DreamSession, "events">): Call[] {
  const calls: Call[] = [];
  const openById = new Map<string, Call[]>();
  const openByName = new Map<string, Call[]>();
  const push = (map: Map<string, Call[]>, key: string, call: Call) => {
    const list = map.get(key);
    if (list) list.push(call);
    else map.set(key, [call]);
  };
  session.events.forEach((event, index) => {
    if (event.type === "tool_call") {
      const call: Call = { index, name: event.tool?.name ?? "", input: event.tool?.input, result: null, resultIndex: -1, error: null };
      calls.push(call);
      if (event.tool?.callId) push(openById, event.tool.callId, call);
      else push(openByName, call.name, call);
    } else if (event.type === "tool_result") {
      const last = calls.at(-1);
      const found =
        (event.tool?.callId ? openById.get(event.tool.callId)?.shift() : undefined) ??
        (event.tool?.name ? openByName.get(event.tool.name)?.shift() : last?.result === null ? last : undefined);
      const call = found ?? { index, name: event.tool?.name ?? "", input: undefined, result: null, resultIndex: -1, error: null };
      if (!found) calls.push(call);
      call.result = event;
      call.resultIndex = index;
      call.error = toolError(event);
    }
  });
  return calls.sort((a, b) => a.index - b.index);
}

/** True when the tool answered and the answer is no error. */
export const wentThrough = (call: Call): boolean => call.result !== null && call.error === null;
