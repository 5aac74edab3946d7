import { isRecord } from "./record";

/** What a record of a Managed Agents file holds, taken apart: events, the session or a thread that they belong to. */
export type Part =
  | { type: "session"; value: Record<string, unknown> }
  /** Where there is a `thread`, what follows is its own list until another session, thread or `primary` comes. */
  | { type: "thread"; value: Record<string, unknown> }
  | { type: "primary" }
  | { type: "event"; value: Record<string, unknown>; path: string }
  /** A user's event as it was sent: it comes back with an id, unless nobody listened. */
  | { type: "sent"; sessionId: string | null; value: Record<string, unknown>; path: string };

const EVENT_TYPE = /^(?:user|agent|system|session|span|workflow_run)\.[a-z_.]+$/;
/** An event's own fields: files of other tools have events of the same names, with their words in `data`. */
const EVENT_FIELDS = [
  "processed_at",
  "content",
  "tool_use_id",
  "custom_tool_use_id",
  "mcp_tool_use_id",
  "input",
  "session_thread_id",
  "rubric",
];
const METHOD = /(?:^|[./])sessions?\b/;

/** `{"id": "sevt_...", "type": "user.message", ...}` */
export function isManagedEvent(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value) || typeof value.type !== "string" || !EVENT_TYPE.test(value.type)) return false;
  if (typeof value.id === "string" && value.id.startsWith("sevt_")) return true;
  return !("data" in value) && !("timestamp" in value) && EVENT_FIELDS.some((key) => key in value);
}

/** `["client.beta.sessions.events.stream", {...}]`: a call of the client, as recorded. */
export function isRecorded(value: unknown): value is [string, ...unknown[]] {
  return Array.isArray(value) && value.length >= 2 && typeof value[0] === "string" && METHOD.test(value[0]) && typeof value[1] === "object";
}

export function isMethod(value: unknown): boolean {
  return typeof value === "string" && METHOD.test(value);
}

/** The object that describes a session, or a thread of one. */
export function isSessionObject(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    value.id.startsWith("sesn_") &&
    (value.type === "session" || "agent" in value || "events" in value)
  );
}

export function isThreadObject(value: unknown): boolean {
  return isRecord(value) && typeof value.id === "string" && value.id.startsWith("sthr_");
}

/** Does the value hold, or is it, something of a Managed Agents session? */
export function isManaged(value: unknown): boolean {
  if (isManagedEvent(value) || isRecorded(value) || isSessionObject(value) || isThreadObject(value)) return true;
  const list = Array.isArray(value) ? value : isRecord(value) ? (value.events ?? value.data) : null;
  if (Array.isArray(list) && list.some((one) => isManagedEvent(one) || isRecorded(one))) return true;
  return isRecord(value) && (isSessionObject(value.session) || isThreadObject(value.thread)) && Array.isArray(value.events);
}

/** Is the record a whole session (or one page of its list), and not one line among others of it? */
export function isWholeSession(value: unknown): boolean {
  if (isRecorded(value)) return false;
  if (Array.isArray(value)) return true;
  return isRecord(value) && (Array.isArray(value.events) || Array.isArray(value.threads) || Array.isArray(value.data));
}

/** Everything in a record, in its order. */
export function* partsOf(value: unknown, path = ""): Generator<Part> {
  if (isRecorded(value)) yield* recorded(value, path);
  else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) yield* partsOf(value[i], `${path}[${i}]`);
  } else if (isManagedEvent(value)) yield { type: "event", value, path };
  else if (isRecord(value)) yield* bundle(value, path);
}

function* recorded(call: readonly unknown[], path: string): Generator<Part> {
  const method = String(call[0]);
  const isSend = method.endsWith(".send");
  const args = call.slice(1).flatMap((arg, i): [unknown, string][] => {
    const at = `${path}[${i + 1}]`;
    return Array.isArray(arg) && typeof arg[0] === "string" ? arg.map((inner, j) => [inner, `${at}[${j}]`]) : [[arg, at]];
  });
  const named = (prefix: string, ...keys: string[]) => {
    const ids = args.flatMap(([arg]) => (isRecord(arg) ? keys.map((key) => arg[key]) : [arg]));
    return ids.find((id): id is string => typeof id === "string" && id.startsWith(prefix)) ?? null;
  };
  const sessionId = named("sesn_", "session_id");
  const threadId = /threads/.test(method) ? named("sthr_", "thread_id", "session_thread_id") : null;
  if (sessionId !== null && !isSend) yield { type: "session", value: { id: sessionId } };
  if (threadId !== null) yield { type: "thread", value: { id: threadId } };
  else if (!/threads/.test(method)) yield { type: "primary" };
  for (const [arg, at] of args) {
    if (!isRecord(arg) && !Array.isArray(arg)) continue;
    if (isSend && isRecord(arg)) yield* sent(arg, sessionId, at);
    else yield* partsOf(arg, at);
  }
}

function* sent(arg: Record<string, unknown>, sessionId: string | null, path: string): Generator<Part> {
  const list = Array.isArray(arg.events) ? arg.events : [arg];
  for (const [i, value] of list.entries()) {
    if (isRecord(value)) yield { type: "sent", sessionId, value, path: Array.isArray(arg.events) ? `${path}.events[${i}]` : path };
  }
}

function* bundle(value: Record<string, unknown>, path: string): Generator<Part> {
  const at = (key: string) => (path ? `${path}.${key}` : key);
  if (isSessionObject(value)) yield { type: "session", value };
  else if (isThreadObject(value)) yield { type: "thread", value };
  else {
    const { session_id } = value;
    const thread = threadIdOf(value);
    if (thread !== null) yield { type: "thread", value: { ...value, id: thread } };
    else if (typeof session_id === "string" && Array.isArray(value.events)) yield { type: "session", value: { id: session_id } };
  }
  if (isRecord(value.session)) yield { type: "session", value: value.session };
  if (isRecord(value.thread)) yield { type: "thread", value: value.thread };
  if (Array.isArray(value.initial_events)) yield* sent({ events: value.initial_events }, null, path);
  for (const key of ["events", "data"] as const) if (Array.isArray(value[key])) yield* partsOf(value[key], at(key));
  if (!Array.isArray(value.threads)) return;
  for (const [i, thread] of value.threads.entries()) yield* partsOf(thread, `${at("threads")}[${i}]`);
  yield { type: "primary" };
}

/** `{"session_thread_id": "sthr_...", "events": [...]}` */
function threadIdOf(value: Record<string, unknown>): string | null {
  const id = value.session_thread_id ?? value.thread_id;
  return typeof id === "string" && id !== "" && Array.isArray(value.events) ? id : null;
}
