import type { Trust } from "@/lib/domain/transcript";
import { shortLine } from "./clean";
import type { EventList } from "./event-list";
import type { JsonSource } from "./json-source";
import { isMachineText } from "./machine-text";
import { readBlock } from "./read-block";
import { readTimeLoosely } from "./read-time";
import { isRecord, kindOf, Refusal } from "./record";

/** What the lines of one session (or of one sub-agent's thread) add up to. */
export type Thread = {
  events: EventList;
  /** A thread of its own of that sub-agent; null for a session that a person led. */
  agentId: string | null;
  title: string | null;
  metadata: Record<string, unknown>;
  /** Positions of the events of a sub-agent inside its caller's session, and the `uuid` of its first line. */
  inner: number[];
  innerId: string | null;
};

const METADATA_KEYS = ["cwd", "gitBranch", "version"] as const;

/**
 * Adds what one line says to its thread. Messages are events; so are `system` lines with words. Progress, snapshots, summaries
 * (they are about other sessions), queue operations and attachments are not. Throws `Refusal` when the line is damaged.
 */
export function readLine(line: Record<string, unknown>, thread: Thread, source: JsonSource): void {
  for (const key of METADATA_KEYS) if (typeof line[key] === "string" && line[key] !== "") thread.metadata[key] ??= line[key];
  const before = thread.events.events.length;
  switch (line.type) {
    case "user":
    case "assistant":
      readMessageLine(line, line.type, thread, source);
      break;
    case "system":
      if (typeof line.content === "string" && line.content !== "") {
        const trust = isMachineText(line.content) ? "external" : "agent";
        thread.events.add("system", line.content, "content", readTimeLoosely(line.timestamp), trust);
      }
      break;
    case "custom-title":
      if (typeof line.customTitle === "string") thread.title = shortLine(line.customTitle);
      break;
    default:
  }
  if (line.isSidechain !== true || thread.agentId !== null) return;
  for (let seq = before; seq < thread.events.events.length; seq++) thread.inner.push(seq);
  if (thread.inner.length > 0) thread.innerId ??= typeof line.uuid === "string" ? line.uuid : "sidechain";
}

function readMessageLine(line: Record<string, unknown>, type: "user" | "assistant", thread: Thread, source: JsonSource): void {
  const { message } = line;
  if (!isRecord(message)) throw new Refusal("message", `\`message\` must be an object, not ${kindOf(message)}.`);
  const { content, model } = message;
  if (typeof model === "string" && !model.startsWith("<")) thread.metadata.model ??= model;
  const at = readTimeLoosely(line.timestamp);
  const byMachine = type === "user" && isByMachine(line);
  const trustOf = (block: unknown): Trust => {
    if (type === "assistant") return "agent";
    const text = isRecord(block) ? block.text : block;
    return byMachine || (typeof text === "string" && isMachineText(text)) ? "external" : "user";
  };
  if (typeof content === "string") {
    if (content !== "") thread.events.add(type, content, "message.content", at, trustOf(content));
    return;
  }
  if (!Array.isArray(content)) {
    throw new Refusal("message.content", `\`message.content\` must be text or a list of blocks, not ${kindOf(content)}.`);
  }
  content.forEach((block, i) => {
    readBlock(block, type, trustOf(block), `message.content[${i}]`, thread.events, source, at);
  });
}

/** Written by the program or by another agent: what calls a sub-agent is not a person. */
function isByMachine(line: Record<string, unknown>): boolean {
  if (line.isMeta === true || line.isCompactSummary === true || line.isVisibleInTranscriptOnly === true) return true;
  if (line.isSidechain === true || typeof line.sourceToolUseID === "string") return true;
  return isRecord(line.origin) && typeof line.origin.kind === "string" && line.origin.kind !== "human";
}
