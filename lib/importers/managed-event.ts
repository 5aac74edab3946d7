import { type EventType, type Trust, trustOfType } from "@/lib/domain/transcript";
import { isErrorResult, resultWords, wordsOfBlock } from "./anthropic-text";
import type { EventList } from "./event-list";
import type { JsonSource } from "./json-source";
import { isMachineText } from "./machine-text";
import { readToolUse } from "./read-tool-call";
import { isRecord, kindOf, Refusal, textOr } from "./record";

/** Adds what one event says to the events of its session. */
export type Emit = (events: EventList) => void;

/**
 * What one event of a Managed Agents session says: words, a tool call, a tool result. Status, spans, usage and thinking (which comes
 * without its text) say nothing, and so do types that are not known yet: the raw bytes keep them. Throws `Refusal` when it is damaged.
 */
export function readManagedEvent(event: Record<string, unknown>, path: string, source: JsonSource, at: string | null): Emit[] {
  switch (event.type) {
    case "user.message":
      return words(event.content, "user", "user", path, at);
    case "system.message":
      return words(event.content, "system", trustOfType("system"), path, at);
    case "agent.message":
      return words(event.content, "assistant", "agent", path, at);
    case "agent.thinking":
      return words(event.content ?? event.thinking, "thinking", "agent", path, at);
    case "agent.thread_message_received":
      return words(event.content, "user", "external", path, at);
    case "agent.thread_message_sent":
      return words(event.content, "assistant", "agent", path, at);
    case "agent.tool_use":
    case "agent.mcp_tool_use":
    case "agent.custom_tool_use": {
      const call = readToolUse(event, path, source);
      return [(events) => events.addCall(call, path, at)];
    }
    case "agent.tool_result":
    case "agent.mcp_tool_result":
    case "user.tool_result":
    case "user.custom_tool_result": {
      const callId = textOr(event.tool_use_id ?? event.mcp_tool_use_id ?? event.custom_tool_use_id, null);
      const result = { name: null, callId, isError: isErrorResult(event), text: resultWords(event.content) };
      return [(events) => events.addResult(result, contentOf(path), at)];
    }
    case "user.tool_confirmation":
      return event.result === "deny" ? words(event.deny_message, "user", "user", path, at) : [];
    case "user.define_outcome": {
      const rubric = isRecord(event.rubric) ? event.rubric.content : event.rubric;
      return [...words(event.description, "user", "user", path, at), ...words(rubric, "system", trustOfType("system"), path, at)];
    }
    default:
      return [];
  }
}

function words(content: unknown, type: EventType, trust: Trust, path: string, at: string | null): Emit[] {
  if (content === undefined || content === null || content === "") return [];
  if (typeof content === "string") return [(events) => events.add(type, content, path, at, trust)];
  if (!Array.isArray(content)) throw new Refusal(contentOf(path), `\`content\` must be a list of blocks, not ${kindOf(content)}.`);
  return content.flatMap((block, i): Emit[] => {
    const said = isRecord(block) ? wordsOfBlock(block) : typeof block === "string" ? { text: block, isExternal: false } : null;
    if (!said || said.text === "") return [];
    const own = said.isExternal || (type === "user" && isMachineText(said.text)) ? "external" : trust;
    return [(events) => events.add(type, said.text, `${contentOf(path)}[${i}]`, at, own)];
  });
}

function contentOf(path: string): string {
  return path === "" ? "content" : `${path}.content`;
}
