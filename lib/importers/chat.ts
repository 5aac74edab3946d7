import type { ImportProblem } from "@/lib/domain/transcript";
import { cleanText, shortLine, smallMetadata } from "./clean";
import { EventList } from "./event-list";
import { type Detection, recordReader, type SessionDraft, type TranscriptFormat } from "./format";
import { JsonSource } from "./json-source";
import { readOutcome } from "./outcome";
import { readMessages } from "./read-messages";
import { readTime } from "./read-time";
import { isRecord, kindOf, optionalLabel, Refusal } from "./record";

const MAX_TITLE = 300;
/** How many messages are looked at for a role: one damaged message does not hide what the rest is. */
const LOOKED_AT = 20;

/** OpenAI's chat messages with optional fields around them: the format to send when there is a choice. */
export const chat: TranscriptFormat = {
  name: "chat",
  sentence: "OpenAI chat messages with optional fields around them: one conversation, an array of them, or one per line.",
  hints: [/"role"\s*:\s*"(?:system|developer|user|assistant|tool)"/, /"messages"\s*:\s*\[|^\s*\[\s*\{/],
  detect,
  open: () => recordReader((value, source) => readChat(value, source)),
};

function detect(value: unknown): Detection {
  if (Array.isArray(value)) {
    if (value.length > 0 && hasRole(value)) return { verdict: "yes" };
    return { verdict: "no", why: "a list is a conversation only when its elements are messages with a `role`" };
  }
  if (!isRecord(value)) return { verdict: "no", why: `a conversation is an object with \`messages\`, not ${kindOf(value)}` };
  if (Array.isArray(value.messages)) {
    if (value.messages.length === 0) return { verdict: "maybe" };
    return hasRole(value.messages) ? { verdict: "yes" } : { verdict: "no", why: "its `messages` have no `role`" };
  }
  if (typeof value.role === "string" && "content" in value) {
    return {
      verdict: "no",
      why: "it holds single messages; a conversation is one object with the list `messages`, or one list of messages",
    };
  }
  return { verdict: "no", why: "it has no list `messages`" };
}

function hasRole(messages: readonly unknown[]): boolean {
  return messages.slice(0, LOOKED_AT).some((message) => isRecord(message) && typeof message.role === "string");
}

/** One conversation, or why and where it cannot be read (`path` inside it). */
export function readChat(value: unknown, source = new JsonSource(JSON.stringify(value))): SessionDraft | ImportProblem {
  try {
    return Array.isArray(value) ? readConversation({ messages: value }, "", source) : readConversation(value, "messages", source);
  } catch (error) {
    if (error instanceof Refusal) return { ...(error.path && { path: error.path }), message: error.message };
    throw error;
  }
}

function readConversation(value: unknown, path: string, source: JsonSource): SessionDraft {
  if (!isRecord(value)) throw new Refusal("", `A conversation must be an object with \`messages\`, not ${kindOf(value)}.`);
  const { messages, metadata, title } = value;
  if (!Array.isArray(messages)) throw new Refusal("messages", `A conversation needs a list \`messages\`; it is ${kindOf(messages)}.`);
  if (title !== undefined && title !== null && typeof title !== "string") {
    throw new Refusal("title", `\`title\` must be text, not ${kindOf(title)}.`);
  }
  if (metadata !== undefined && metadata !== null && !isRecord(metadata)) {
    throw new Refusal("metadata", `\`metadata\` must be an object, not ${kindOf(metadata)}.`);
  }
  const draft = {
    externalId: optionalLabel(value.id, "id"),
    user: optionalLabel(value.user, "user"),
    task: optionalLabel(value.task, "task"),
    parentExternalId: optionalLabel(value.parent_id, "parent_id"),
    outcome: readOutcome(value),
    metadata: isRecord(metadata) ? smallMetadata(metadata) : {},
  };
  const createdAt = readTime(value.created_at, "created_at");
  const endedAt = readTime(value.ended_at, "ended_at");
  const events = new EventList();
  readMessages(messages, path, events, source);
  if (events.events.length === 0)
    throw new Refusal(path, "The conversation has no events: no message has text, a tool call or a tool result.");
  return {
    ...draft,
    title: (typeof title === "string" ? shortLine(cleanText(title), MAX_TITLE) : null) ?? events.title,
    startedAt: createdAt ?? events.startedAt,
    endedAt: endedAt ?? events.endedAt,
    events: events.events,
  };
}
