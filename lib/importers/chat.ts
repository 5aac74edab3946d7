import type { ImportedSession } from "@/lib/domain/transcript";
import { shortLine, smallMetadata } from "./clean";
import { EventList } from "./event-list";
import { type Detection, recordReader, type TranscriptFormat } from "./format";
import { JsonSource } from "./json-source";
import { isMessagesApi, isSimulation } from "./marks";
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
  single: true,
  open: () => recordReader(readChat),
};

function detect(value: unknown): Detection {
  if (isMessagesApi(value)) return { verdict: "no", why: "its messages are those of Anthropic's Messages API" };
  if (Array.isArray(value)) {
    if (value.length > 0 && hasRole(value)) return { verdict: "yes" };
    return { verdict: "no", why: "a list is a conversation only when its elements are messages with a `role`" };
  }
  if (!isRecord(value)) return { verdict: "no", why: `a conversation is an object with \`messages\`, not ${kindOf(value)}` };
  if (isSimulation(value)) return { verdict: "no", why: "it is a simulation of tau2-bench" };
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

/** One conversation: an object with `messages`, or the bare list of them. Throws `Refusal`; `raw` is left empty. */
export function readChat(value: unknown, source = new JsonSource(JSON.stringify(value))): ImportedSession {
  return Array.isArray(value) ? readConversation({ messages: value }, "", source) : readConversation(value, "messages", source);
}

function readConversation(value: unknown, path: string, source: JsonSource): ImportedSession {
  if (!isRecord(value)) throw new Refusal("", `A conversation must be an object with \`messages\`, not ${kindOf(value)}.`);
  const { messages, metadata, title } = value;
  if (!Array.isArray(messages)) throw new Refusal("messages", `A conversation needs a list \`messages\`; it is ${kindOf(messages)}.`);
  if (title !== undefined && title !== null && typeof title !== "string") {
    throw new Refusal("title", `\`title\` must be text, not ${kindOf(title)}.`);
  }
  if (metadata !== undefined && metadata !== null && !isRecord(metadata)) {
    throw new Refusal("metadata", `\`metadata\` must be an object, not ${kindOf(metadata)}.`);
  }
  const externalId = optionalLabel(value.id, "id");
  const user = optionalLabel(value.user, "user");
  const task = optionalLabel(value.task, "task");
  const parentExternalId = optionalLabel(value.parent_id, "parent_id");
  const outcome = readOutcome(value);
  const createdAt = readTime(value.created_at, "created_at");
  const endedAt = readTime(value.ended_at, "ended_at");
  const list = new EventList();
  readMessages(messages, path, list, source);
  if (list.events.length === 0)
    throw new Refusal(path, "The conversation has no events: no message has text, a tool call or a tool result.");
  return {
    externalId,
    title: (typeof title === "string" ? shortLine(title, MAX_TITLE) : null) ?? list.title(),
    user,
    task,
    parentExternalId,
    startedAt: createdAt ?? list.startedAt,
    endedAt: endedAt ?? list.endedAt,
    outcome,
    metadata: isRecord(metadata) ? smallMetadata(metadata) : {},
    events: list.events,
    raw: [],
  };
}
