import type { EventType } from "@/lib/domain/transcript";
import { cleanJson } from "./clean";
import { blockText, resultText } from "./content-blocks";
import type { EventDetails, EventList } from "./event-list";
import type { JsonSource } from "./json-source";
import { readTime } from "./read-time";
import { isRecord, kindOf, Refusal } from "./record";
import { nestsTooDeep } from "./scan-nesting";

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
  messages.forEach((message, i) => {
    readMessage(message, `${path}[${i}]`, events, source);
  });
}

function readMessage(message: unknown, path: string, events: EventList, source: JsonSource): void {
  if (!isRecord(message)) throw new Refusal(path, `A message must be an object, not ${kindOf(message)}.`);
  const type = ROLES.get(message.role);
  if (!type) {
    const role = typeof message.role === "string" ? `"${message.role.slice(0, 40).toWellFormed()}"` : kindOf(message.role);
    throw new Refusal(`${path}.role`, `The role must be one of ${[...ROLES.keys()].join(", ")}; it is ${role}.`);
  }
  const calls = message.tool_calls ?? [];
  if (!Array.isArray(calls)) throw new Refusal(`${path}.tool_calls`, `\`tool_calls\` must be a list, not ${kindOf(calls)}.`);
  if (message.content === undefined && calls.length === 0) {
    throw new Refusal(`${path}.content`, "The message has no `content`; null is allowed, leaving it out is not.");
  }
  const details = { at: readTime(message.created_at, `${path}.created_at`) };
  // The exact text of tool inputs is found in one pass when they are asked for in the order in which they stand.
  const callsFirst = calls.length > 0 && Object.keys(message).indexOf("tool_calls") < Object.keys(message).indexOf("content");
  const callTexts = callsFirst ? calls.map((call, i) => readCall(call, `${path}.tool_calls[${i}]`, source)) : null;
  if (type === "tool_result") readResult(message, path, events, details);
  else readContent(message.content, type, `${path}.content`, events, source, details);
  calls.forEach((call, i) => {
    const callPath = `${path}.tool_calls[${i}]`;
    events.addCall(callTexts?.[i] ?? readCall(call, callPath, source), callPath, details);
  });
}

function readResult(message: Record<string, unknown>, path: string, events: EventList, details: EventDetails): void {
  const { content, error, is_error: flag } = message;
  if (content !== undefined && content !== null && typeof content !== "string" && !Array.isArray(content)) {
    throw new Refusal(`${path}.content`, `\`content\` must be text, a list of blocks or null, not ${kindOf(content)}.`);
  }
  const text = resultText(content);
  const failure = typeof error === "string" && error !== "" ? error : null;
  const isError = typeof flag === "boolean" ? flag : failure !== null ? true : undefined;
  events.addResult(
    { name: textOr(message.name, undefined), callId: textOr(message.tool_call_id, null), isError, text: text || (failure ?? "") },
    `${path}.content`,
    details,
  );
}

/** Content of any role but `tool`: text, or blocks, among them Anthropic's tool and thinking blocks. */
function readContent(content: unknown, type: EventType, path: string, events: EventList, source: JsonSource, details: EventDetails): void {
  if (content === undefined || content === null) return;
  if (typeof content === "string") {
    events.addText(type, content, path, details);
    return;
  }
  if (!Array.isArray(content)) {
    throw new Refusal(path, `\`content\` must be text, a list of blocks or null, not ${kindOf(content)}.`);
  }
  content.forEach((block, i) => {
    readBlock(block, type, `${path}[${i}]`, events, source, details);
  });
}

/**
 * One content block, as chat messages and Claude Code's lines hold them. A block of an unknown type without text is left out:
 * new ones appear all the time, and the raw bytes keep them.
 */
export function readBlock(
  block: unknown,
  type: EventType,
  path: string,
  events: EventList,
  source: JsonSource,
  details: EventDetails,
): void {
  if (typeof block === "string") {
    events.addText(type, block, path, details);
    return;
  }
  if (!isRecord(block)) throw new Refusal(path, `A content block must be an object, not ${kindOf(block)}.`);
  switch (block.type) {
    case "tool_use":
    case "server_tool_use":
    case "mcp_tool_use":
      events.addCall(readToolUse(block, path, source), path, details);
      break;
    case "tool_result":
    case "mcp_tool_result":
    case "web_search_tool_result": {
      const isError = typeof block.is_error === "boolean" ? block.is_error : undefined;
      const callId = textOr(block.tool_use_id, null);
      events.addResult({ callId, isError, text: resultText(block.content) }, path, withoutTrust(details));
      break;
    }
    case "thinking":
    case "reasoning": {
      const text = textOr(block.thinking ?? block.text, "");
      events.addText("thinking", text, path, details);
      break;
    }
    default: {
      const text = blockText(block);
      if (text === null && TEXT_BLOCKS.has(block.type)) throw new Refusal(`${path}.text`, `A ${block.type} block needs \`text\`.`);
      if (text !== null) events.addText(type, text, path, details);
    }
  }
}

const TEXT_BLOCKS = new Set<unknown>(["text", "input_text", "output_text"]);

/** A result is external whatever the message around it is. */
function withoutTrust({ at }: EventDetails): EventDetails {
  return { at };
}

function readToolUse(block: Record<string, unknown>, path: string, source: JsonSource) {
  if (typeof block.name !== "string" || block.name === "") throw new Refusal(`${path}.name`, "A tool call needs a `name`.");
  return { name: block.name, callId: textOr(block.id, null), ...readInput("input", block.input, `${path}.input`, source) };
}

function readCall(call: unknown, path: string, source: JsonSource) {
  if (!isRecord(call)) throw new Refusal(path, `A tool call must be an object, not ${kindOf(call)}.`);
  const callId = textOr(call.id, null);
  const nested = isRecord(call.function) ? "function" : isRecord(call.custom) ? "custom" : null;
  const inner = nested ? (call[nested] as Record<string, unknown>) : call;
  const innerPath = nested ? `${path}.${nested}` : path;
  if (typeof inner.name !== "string" || inner.name === "") {
    throw new Refusal(`${innerPath}.name`, "A tool call needs the `name` of its function.");
  }
  const key = inner.arguments === undefined && inner.input !== undefined ? "input" : "arguments";
  return { name: inner.name, callId, ...readInput(key, inner[key], `${innerPath}.${key}`, source) };
}

/** A call's input: its text exactly as it came, and its value where the text is JSON. */
function readInput(key: string, value: unknown, path: string, source: JsonSource): { text: string; input: unknown } {
  if (value === undefined || value === null) return { text: "", input: null };
  if (typeof value !== "string") {
    const text = source.exactly(key, value, path);
    return { text, input: cleanJson(value, text) };
  }
  return { text: value, input: cleanJson(nestsTooDeep(value) ? value : parsedOr(value), value) };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textOr<T>(value: unknown, other: T): string | T {
  return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : other;
}
