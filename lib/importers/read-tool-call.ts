import { cleanJson } from "./clean";
import type { ToolCall } from "./event-list";
import type { JsonSource } from "./json-source";
import { isRecord, kindOf, Refusal, textOr } from "./record";
import { nestsTooDeep } from "./scan-nesting";

/** An element of `tool_calls`: OpenAI's function and custom calls, or name and arguments without the object around them. */
export function readCall(call: unknown, path: string, source: JsonSource): ToolCall {
  if (!isRecord(call)) throw new Refusal(path, `A tool call must be an object, not ${kindOf(call)}.`);
  const nested = isRecord(call.function) ? "function" : isRecord(call.custom) ? "custom" : null;
  const inner = nested ? (call[nested] as Record<string, unknown>) : call;
  const innerPath = nested ? `${path}.${nested}` : path;
  if (typeof inner.name !== "string" || inner.name === "") {
    throw new Refusal(`${innerPath}.name`, "A tool call needs the `name` of its function.");
  }
  const key = inner.arguments === undefined && inner.input !== undefined ? "input" : "arguments";
  return withInput(inner.name, textOr(call.id, null), key, inner[key], `${innerPath}.${key}`, source);
}

/** An Anthropic `tool_use` block. */
export function readToolUse(block: Record<string, unknown>, path: string, source: JsonSource): ToolCall {
  const at = path === "" ? "" : `${path}.`;
  if (typeof block.name !== "string" || block.name === "") throw new Refusal(`${at}name`, "A tool call needs a `name`.");
  return withInput(block.name, textOr(block.id, null), "input", block.input, `${at}input`, source);
}

/** The input's text exactly as it came, and its value where the text is JSON. */
function withInput(name: string, callId: string | null, key: string, value: unknown, path: string, source: JsonSource): ToolCall {
  if (value === undefined || value === null) return { name, callId, text: "", input: null };
  if (typeof value === "string") return { name, callId, text: value, input: cleanJson(parsedOr(value), value) };
  const text = source.exactly(key, value, path);
  return { name, callId, text, input: cleanJson(value, text) };
}

function parsedOr(text: string): unknown {
  if (nestsTooDeep(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
