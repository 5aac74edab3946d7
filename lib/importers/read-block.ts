import type { EventType, Trust } from "@/lib/domain/transcript";
import { blockText } from "./content-blocks";
import type { EventList } from "./event-list";
import type { JsonSource } from "./json-source";
import { readToolUse } from "./read-tool-call";
import { isRecord, kindOf, Refusal, textOr } from "./record";
import { resultText } from "./result-text";

/**
 * Adds the event of one content block, as chat messages and Claude Code's lines hold them; `type` and `trust` are those of words
 * in it. A block of an unknown type without words is left out: new ones appear all the time, and the raw bytes keep them.
 */
export function readBlock(
  block: unknown,
  type: EventType,
  trust: Trust,
  path: string,
  events: EventList,
  source: JsonSource,
  at: string | null,
): void {
  if (typeof block === "string") {
    if (block !== "") events.add(type, block, path, at, trust);
    return;
  }
  if (!isRecord(block)) throw new Refusal(path, `A content block must be an object, not ${kindOf(block)}.`);
  switch (block.type) {
    case "tool_use":
    case "server_tool_use":
    case "mcp_tool_use":
      events.addCall(readToolUse(block, path, source), path, at);
      break;
    case "tool_result":
    case "mcp_tool_result":
    case "web_search_tool_result": {
      const isError = typeof block.is_error === "boolean" ? block.is_error : null;
      events.addResult({ name: null, callId: textOr(block.tool_use_id, null), isError, text: resultText(block.content) }, path, at);
      break;
    }
    case "thinking":
    case "reasoning": {
      const text = textOr(block.thinking ?? block.text, "");
      if (text !== "") events.add("thinking", text, path, at, "agent");
      break;
    }
    default: {
      const text = blockText(block);
      if (text === null && TEXT_BLOCKS.has(block.type)) throw new Refusal(`${path}.text`, "A text block needs `text`.");
      if (text) events.add(type, text, path, at, trust);
    }
  }
}

const TEXT_BLOCKS = new Set<unknown>(["text", "input_text", "output_text"]);
