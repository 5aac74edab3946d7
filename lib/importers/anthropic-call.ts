import { isMessagesApi } from "./marks";
import { isRecord, textOr } from "./record";
import { nestsTooDeep } from "./scan-nesting";

/** One call of the Messages API, or a conversation of such calls written down whole, however it was logged. */
export type Call = {
  /** What stands around the request: ids, times, an outcome. */
  around: Record<string, unknown>;
  request: Record<string, unknown>;
  messages: readonly unknown[];
  /** Where `messages` stand in the record. */
  path: string;
  /** The answer, a message; null where there is none, or it is an error. */
  response: Record<string, unknown> | null;
  responsePath: string;
  error: string | null;
};

/**
 * The call in a record: `{request, response}`, `{params, result}` of a batch, a request with its `response` beside the messages,
 * a conversation, or the bare list of its messages. Null when it is none of them.
 */
export function callOf(value: unknown): Call | null {
  if (Array.isArray(value)) return withAnswer({ messages: value }, { messages: value }, "", undefined, "");
  if (!isRecord(value)) return null;
  for (const [asked, answered] of [
    ["request", "response"],
    ["params", "result"],
  ] as const) {
    const request = bodyOf(value[asked], asked);
    if (!request || !Array.isArray(request.value.messages)) continue;
    return withAnswer(value, request.value, `${request.path}.messages`, value[answered], answered);
  }
  return Array.isArray(value.messages) ? withAnswer(value, value, "messages", value.response, "response") : null;
}

/** Does the record look like such a call, and not like a conversation in OpenAI's writing? */
export function isCall(value: unknown): boolean {
  if (isMessagesApi(value)) return true;
  if (!isRecord(value) || Array.isArray(value.messages)) return false;
  const call = callOf(value);
  if (!call) return false;
  if (isMessagesApi({ ...call.request, response: call.response })) return true;
  // Nothing but plain words: an answer or an error in Anthropic's writing decides.
  return call.response?.type === "message" || (call.error !== null && !("choices" in call.around));
}

function withAnswer(around: Record<string, unknown>, request: Record<string, unknown>, path: string, answer: unknown, key: string): Call {
  const call: Call = { around, request, messages: request.messages as unknown[], path, response: null, responsePath: "", error: null };
  const body = bodyOf(answer, key);
  const error = errorOf(body?.value) ?? errorOf(around);
  if (!body || error !== null) return { ...call, error };
  const inner = isRecord(body.value.message) ? { value: body.value.message, path: `${body.path}.message` } : body;
  const { content } = inner.value;
  if (!Array.isArray(content) && typeof content !== "string") return call;
  return { ...call, response: inner.value, responsePath: inner.path };
}

/** A request or an answer, also as the `body` of what a proxy logged, as an object or as its text. */
function bodyOf(value: unknown, path: string): { value: Record<string, unknown>; path: string } | null {
  if (typeof value === "string") {
    const read = parsed(value);
    return isRecord(read) ? { value: read, path } : null;
  }
  if (!isRecord(value)) return null;
  if (value.body === undefined || "messages" in value || "content" in value) return { value, path };
  return bodyOf(value.body, `${path}.body`);
}

function errorOf(value: Record<string, unknown> | undefined): string | null {
  const error = value?.error;
  if (isRecord(error)) return textOr(error.message, null) ?? textOr(error.type, "error");
  return typeof error === "string" && error !== "" ? error : null;
}

function parsed(text: string): unknown {
  if (nestsTooDeep(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
