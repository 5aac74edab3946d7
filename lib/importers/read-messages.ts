import { type EventType, trustOfType } from "@/lib/domain/transcript";
import type { EventList } from "./event-list";
import type { JsonSource } from "./json-source";
import { readBlock } from "./read-block";
import { readTime } from "./read-time";
import { readCall } from "./read-tool-call";
import { isRecord, kindOf, Refusal, textOr } from "./record";
import { resultText } from "./result-text";

/** A Map and not an object: a role called `constructor` must not be found. */
const ROLES = new Map<unknown, EventType>([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["assistant", "assistant"],
  ["tool", "tool_result"],
]);

/**
 * Adds the events of OpenAI's chat messages. `path` is where the list stands (`messages`), empty for a bare list.
 * Throws `Refusal` with the path of the first message that cannot be read: a session is imported whole or not at all.
 */
export function readMessages(messages: readonly unknown[], path: string, events: EventList, source: JsonSource): void {
  for (let i = 0; i < messages.length; i++) readMessage(messages[i], `${path}[${i}]`, events, source);
}

function readMessage(message: unknown, path: string, events: EventList, source: JsonSource): void {
  if (!isRecord(message)) throw new Refusal(path, `A message must be an object, not ${kindOf(message)}.`);
  const type = ROLES.get(message.role);
  if (!type) {
    const role = typeof message.role === "string" ? `"${message.role.slice(0, 40).toWellFormed()}"` : kindOf(message.role);
    throw new Refusal(`${path}.role`, `The role must be one of ${[...ROLES.keys()].join(", ")}; it is ${role}.`);
  }
  const calls = message.tool_calls ?? NO_CALLS;
  if (!Array.isArray(calls)) throw new Refusal(`${path}.tool_calls`, `\`tool_calls\` must be a list, not ${kindOf(calls)}.`);
  const { content } = message;
  if (content === undefined && calls.length === 0) {
    throw new Refusal(`${path}.content`, "The message has no `content`; null is allowed, leaving it out is not.");
  }
  if (content !== undefined && content !== null && typeof content !== "string" && !Array.isArray(content)) {
    throw new Refusal(`${path}.content`, `\`content\` must be text, a list of blocks or null, not ${kindOf(content)}.`);
  }
  const at = readTime(message.created_at, () => `${path}.created_at`);
  if (type === "tool_result") readResult(message, path, events, at);
  else if (typeof content === "string") {
    if (content !== "") events.add(type, content, `${path}.content`, at, trustOfType(type));
  } else if (content) {
    content.forEach((block, i) => {
      readBlock(block, type, trustOfType(type), `${path}.content[${i}]`, events, source, at);
    });
  }
  calls.forEach((call, i) => {
    const callPath = `${path}.tool_calls[${i}]`;
    events.addCall(readCall(call, callPath, source), callPath, at);
  });
}

const NO_CALLS: readonly unknown[] = [];

function readResult(message: Record<string, unknown>, path: string, events: EventList, at: string | null): void {
  const { error, is_error: flag } = message;
  const failure = typeof error === "string" && error !== "" ? error : null;
  const isError = typeof flag === "boolean" ? flag : failure === null ? null : true;
  const text = resultText(message.content) || (failure ?? "");
  events.addResult({ name: textOr(message.name, null), callId: textOr(message.tool_call_id, null), isError, text }, `${path}.content`, at);
}
