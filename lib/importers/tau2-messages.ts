import { type EventType, trustOfType } from "@/lib/domain/transcript";
import type { EventList } from "./event-list";
import type { JsonSource } from "./json-source";
import { readTimeWithoutZone } from "./read-time";
import { readCall } from "./read-tool-call";
import { isRecord, kindOf, Refusal, textOr } from "./record";
import { resultText } from "./result-text";
import { nestsTooDeep } from "./scan-nesting";

const ROLES = new Map<unknown, EventType>([
  ["system", "system"],
  ["user", "user"],
  ["assistant", "assistant"],
  ["tool", "tool_result"],
]);

/**
 * Adds the events of a simulation's messages: arguments are objects, a result names its call by `id`, times have no zone, and what
 * the agent says may be JSON around its words. The simulated person may have tools as well (`requestor`): those are named `user.x`.
 * Throws `Refusal` with the path of the first message that cannot be read.
 */
export function readTau2Messages(messages: readonly unknown[], path: string, events: EventList, source: JsonSource): void {
  for (let i = 0; i < messages.length; i++) readMessage(messages[i], `${path}[${i}]`, events, source);
}

function readMessage(message: unknown, path: string, events: EventList, source: JsonSource): void {
  if (!isRecord(message)) throw new Refusal(path, `A message must be an object, not ${kindOf(message)}.`);
  const type = ROLES.get(message.role);
  if (!type) {
    const role = typeof message.role === "string" ? `"${message.role.slice(0, 40).toWellFormed()}"` : kindOf(message.role);
    throw new Refusal(`${path}.role`, `The role must be one of ${[...ROLES.keys()].join(", ")}; it is ${role}.`);
  }
  const at = readTimeWithoutZone(message.timestamp);
  if (type === "tool_result") {
    if (!Array.isArray(message.tool_messages)) readResult(message, path, events, at);
    else for (const [i, inner] of message.tool_messages.entries()) readResult(inner, `${path}.tool_messages[${i}]`, events, at);
    return;
  }
  const { content } = message;
  if (content !== undefined && content !== null && typeof content !== "string") {
    throw new Refusal(`${path}.content`, `\`content\` must be text or null, not ${kindOf(content)}.`);
  }
  const text = content && type === "assistant" ? wordsOf(content) : content;
  if (text) events.add(type, text, `${path}.content`, at, trustOfType(type));
  const calls = message.tool_calls ?? [];
  if (!Array.isArray(calls)) throw new Refusal(`${path}.tool_calls`, `\`tool_calls\` must be a list, not ${kindOf(calls)}.`);
  calls.forEach((call, i) => {
    const callPath = `${path}.tool_calls[${i}]`;
    const read = readCall(call, callPath, source);
    const byUser = type === "user" || (isRecord(call) && call.requestor === "user");
    events.addCall(byUser ? { ...read, name: `user.${read.name}` } : read, callPath, at, byUser ? "external" : "agent");
  });
}

function readResult(message: unknown, path: string, events: EventList, at: string | null): void {
  if (!isRecord(message)) throw new Refusal(path, `A tool result must be an object, not ${kindOf(message)}.`);
  const isError = typeof message.error === "boolean" ? message.error : null;
  const callId = textOr(message.id, null) ?? textOr(message.tool_call_id, null);
  const own = readTimeWithoutZone(message.timestamp) ?? at;
  events.addResult(
    { name: textOr(message.name, null), callId, isError, text: unescaped(resultText(message.content)) },
    `${path}.content`,
    own,
  );
}

/** The words inside `{"message": ...}`, with whatever else stands there after them; any other text as it is. */
function wordsOf(content: string): string {
  const value = /^\s*\{/.test(content) ? parsed(content) : null;
  if (!isRecord(value) || typeof value.message !== "string" || value.message === "") return content;
  const { message, ...rest } = value;
  return Object.keys(rest).length === 0 ? message : `${message}\n\n${JSON.stringify(rest, null, 2)}`;
}

/** A result that was printed as JSON once more: what stood in the quotes. */
function unescaped(text: string): string {
  const value = /^\s*"[\s\S]*"\s*$/.test(text) ? parsed(text) : null;
  return typeof value === "string" ? value : text;
}

function parsed(text: string): unknown {
  if (nestsTooDeep(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
