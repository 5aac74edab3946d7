import { type EventType, type Trust, trustOfType } from "@/lib/domain/transcript";
import { isErrorResult, resultWords, wordsOfBlock } from "./anthropic-text";
import type { EventList } from "./event-list";
import type { JsonSource } from "./json-source";
import { isMachineText } from "./machine-text";
import { readBlock } from "./read-block";
import { isRecord, kindOf, Refusal, textOr } from "./record";

const ROLES = new Map<unknown, EventType>([
  ["user", "user"],
  ["assistant", "assistant"],
  ["system", "system"],
]);

/** Adds the events of one message of the Messages API. Throws `Refusal` with the path of what cannot be read. */
export function readApiMessage(message: unknown, path: string, events: EventList, source: JsonSource, at: string | null): void {
  if (!isRecord(message)) throw new Refusal(path, `A message must be an object, not ${kindOf(message)}.`);
  const type = ROLES.get(message.role);
  if (!type) {
    const role = typeof message.role === "string" ? `"${message.role.slice(0, 40).toWellFormed()}"` : kindOf(message.role);
    throw new Refusal(`${path}.role`, `The role must be one of ${[...ROLES.keys()].join(", ")}; it is ${role}.`);
  }
  readContent(message.content, type, `${path}.content`, events, source, at);
}

/** Adds the events of a `content`: text, or a list of blocks. */
export function readContent(
  content: unknown,
  type: EventType,
  path: string,
  events: EventList,
  source: JsonSource,
  at: string | null,
): void {
  if (typeof content === "string") {
    if (content !== "") events.add(type, content, path, at, trustOfText(type, content));
    return;
  }
  if (!Array.isArray(content)) throw new Refusal(path, `\`content\` must be text or a list of blocks, not ${kindOf(content)}.`);
  content.forEach((block, i) => {
    readContentBlock(block, type, `${path}[${i}]`, events, source, at);
  });
}

function readContentBlock(block: unknown, type: EventType, path: string, events: EventList, source: JsonSource, at: string | null): void {
  if (isRecord(block) && typeof block.type === "string") {
    if (block.type.endsWith("tool_result")) {
      const callId = textOr(block.tool_use_id, null);
      events.addResult({ name: null, callId, isError: isErrorResult(block), text: resultWords(block.content) }, path, at);
      return;
    }
    const words = block.type === "document" || block.type === "search_result" ? wordsOfBlock(block) : null;
    if (words) {
      if (words.text !== "") events.add(type, words.text, path, at, "external");
      return;
    }
  }
  const text = isRecord(block) ? block.text : block;
  readBlock(block, type, trustOfText(type, typeof text === "string" ? text : ""), path, events, source, at);
}

/** What a program wrote into a user's message is not the person's. */
function trustOfText(type: EventType, text: string): Trust {
  return type === "user" && isMachineText(text) ? "external" : trustOfType(type);
}
