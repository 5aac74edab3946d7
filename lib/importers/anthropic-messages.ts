import { createHash } from "node:crypto";
import type { ImportedSession, Outcome, SessionEvent } from "@/lib/domain/transcript";
import { type Call, callOf, isCall } from "./anthropic-call";
import { readApiMessage, readContent } from "./anthropic-content";
import { fingerprint } from "./anthropic-fingerprint";
import { cleanText, shortLine, smallMetadata } from "./clean";
import { EventList } from "./event-list";
import { type Detection, type FormatReader, problemOf, type ReadResult, type SourceRecord, type TranscriptFormat } from "./format";
import type { JsonSource } from "./json-source";
import { readOutcome } from "./outcome";
import { readTimeWithoutZone } from "./read-time";
import { isRecord, kindOf, optionalLabel, Refusal, textOr } from "./record";

const MAX_TITLE = 300;

/** Calls of Anthropic's Messages API: each repeats the conversation so far, and the last one of a conversation is its session. */
export const anthropicMessages: TranscriptFormat = {
  name: "anthropic-messages",
  sentence:
    "Conversations of Anthropic's Messages API: `{system, messages}`, or logged `{request, response}` pairs, as JSON or one per line.",
  hints: [/^\s*[[{]/, /"messages"\s*:\s*\[|"content"\s*:\s*\[/, /"(?:tool_use|tool_result|input_schema|anthropic_version)"/],
  detect,
  open: anthropicReader,
};

function detect(value: unknown): Detection {
  if (isCall(value)) return { verdict: "yes" };
  if (!isRecord(value) && !Array.isArray(value)) {
    return { verdict: "no", why: `a conversation is an object with \`messages\`, or a \`request\` that has them, not ${kindOf(value)}` };
  }
  const call = callOf(value);
  if (!call || call.messages.length === 0) return { verdict: "no", why: "it has no list `messages`, nor a `request` that has one" };
  return { verdict: "no", why: "nothing in it is the Messages API's own: no `system` beside the messages, no tool blocks, no answer" };
}

/** A conversation that a later call may carry on. */
type Open = { session: ImportedSession; times: (string | null)[]; key: string; group: string | null; bytes: number; order: number };

/** Conversations that may go on stay open to the end; beyond this much the one idle for longest is closed. */
const LIMITS = { openBytes: 24 * 2 ** 20, open: 2000 };

/** `limits` are smaller in tests. */
export function anthropicReader(limits = LIMITS): FormatReader {
  /** By the hash over all messages so far, in the order of their last use. */
  const open = new Map<string, Open>();
  let openBytes = 0;
  let seen = 0;

  /** The open conversation that this one carries on. */
  function earlier(keys: readonly string[], group: string | null): Open | null {
    for (let i = keys.length - 1; i >= 0; i--) {
      const found = open.get(keys[i]!);
      if (found && (found.group === null || group === null || found.group === group)) return found;
    }
    return null;
  }

  function release(one: Open): void {
    open.delete(one.key);
    openBytes -= one.bytes;
  }

  function add(record: SourceRecord): ReadResult[] {
    const call = callOf(record.value);
    if (!call) {
      const message = `A conversation must be an object with \`messages\`, or one with a \`request\` that has them, not ${kindOf(record.value)}.`;
      return [{ problem: problemOf(new Refusal("", message), record) }];
    }
    const whole = call.response ? [...call.messages, { ...call.response, role: "assistant" }] : call.messages;
    const keys = chainOf(whole);
    try {
      const group = optionalLabel(call.around.conversation_id ?? call.around.session_id, "conversation_id");
      const before = earlier(keys, group);
      const times = timesOf(call, before?.times ?? []);
      const session = readCall(call, times, before?.session ?? null, record.source);
      session.raw = joined(before?.session.raw ?? [], record);
      if (before) release(before);
      const order = before?.order ?? seen++;
      const last = whole.at(-1);
      const isWhole = !call.response && call.error === null && isRecord(last) && last.role === "assistant";
      if (isWhole) return [{ session }];
      const one = { session, times, key: keys.at(-1) ?? "", group, bytes: record.end - record.start, order };
      const displaced = open.get(one.key);
      if (displaced) release(displaced);
      open.set(one.key, one);
      openBytes += one.bytes;
      return displaced ? [{ session: displaced.session }, ...closeIdle()] : closeIdle();
    } catch (error) {
      return [{ problem: problemOf(error, record) }];
    }
  }

  function closeIdle(): ReadResult[] {
    const results: ReadResult[] = [];
    for (const one of open.values()) {
      if ((openBytes <= limits.openBytes && open.size <= limits.open) || open.size === 1) break;
      release(one);
      results.push({ session: one.session });
    }
    return results;
  }

  function end(): ReadResult[] {
    return [...open.values()].sort((a, b) => a.order - b.order).map(({ session }) => ({ session }));
  }

  return { add, end };
}

/** For each message the hash over it and all before it. */
function chainOf(messages: readonly unknown[]): string[] {
  let last = "";
  return messages.map((message) => {
    last = createHash("sha256").update(last).update(fingerprint(message)).digest("base64");
    return last;
  });
}

/** When each message was said: its own time, what an earlier call knew, and for the newest the time of this call. */
function timesOf(call: Call, known: readonly (string | null)[]): (string | null)[] {
  const { around, request } = call;
  const asked = firstTime(around.request_time, around.started_at, around.timestamp, around.created_at, around.time, request.timestamp);
  const answered = firstTime(around.response_time, around.completed_at, around.ended_at, call.response?.created_at) ?? asked;
  // Without an answer a call is a conversation as it stood then, or one written down whole: only its end is of that time.
  const isPair = call.response !== null || call.error !== null;
  const times = call.messages.map((message, i) => {
    const own = isRecord(message) ? firstTime(message.created_at, message.timestamp) : null;
    return own ?? known[i] ?? (isPair && i === call.messages.length - 1 ? asked : null);
  });
  return call.response ? [...times, answered] : times;
}

function firstTime(...values: unknown[]): string | null {
  for (const value of values) {
    const text =
      typeof value === "number" && value > 0 && value < 1e14 ? new Date(value > 1e11 ? value : value * 1000).toISOString() : value;
    const time = readTimeWithoutZone(text);
    if (time !== null) return time;
  }
  return null;
}

/** The session as this call leaves it; ids, system and title are those of the call that began it. Throws `Refusal`. */
function readCall(call: Call, times: readonly (string | null)[], before: ImportedSession | null, source: JsonSource): ImportedSession {
  const { around, request, response } = call;
  const list = new EventList();
  const system = request.system ?? null;
  if (before) for (const { text, at, trust } of leadingSystem(before)) list.add("system", text, "system", at, trust);
  else if (system !== null) readContent(system, "system", call.path.replace(/messages$/, "system"), list, source, null);
  call.messages.forEach((message, i) => {
    readApiMessage(message, `${call.path}[${i}]`, list, source, times[i] ?? null);
  });
  if (response) readContent(response.content, "assistant", `${call.responsePath}.content`, list, source, times.at(-1) ?? null);
  if (list.events.length === 0)
    throw new Refusal(call.path, "The conversation has no events: no message has text, a tool call or a tool result.");
  const inner = isRecord(request.metadata) ? request.metadata : {};
  const outer = isRecord(around.metadata) ? around.metadata : {};
  const metadata = {
    ...outer,
    model: textOr(response?.model, null) ?? textOr(request.model, null),
    stop_reason: textOr(response?.stop_reason, null),
    error: call.error,
  };
  return {
    externalId: before?.externalId ?? idOf(call),
    title: before?.title ?? (typeof around.title === "string" ? shortLine(around.title, MAX_TITLE) : null) ?? list.title(),
    user: optionalLabel(around.user, "user") ?? optionalLabel(inner.user_id ?? outer.user_id, "metadata.user_id") ?? before?.user ?? null,
    task: optionalLabel(around.task, "task") ?? before?.task ?? null,
    parentExternalId: optionalLabel(around.parent_id, "parent_id") ?? before?.parentExternalId ?? null,
    startedAt: earliest(
      before?.startedAt ?? null,
      call.response ? list.startedAt : (firstTime(around.created_at, around.started_at) ?? list.startedAt),
    ),
    endedAt: call.response ? list.endedAt : (firstTime(around.ended_at) ?? list.endedAt),
    outcome:
      readOutcome(around === request ? around : isRecord(around.outcome) ? { outcome: around.outcome } : { reward: around.reward }) ??
      neverAnswered(call) ??
      given(before?.outcome),
    metadata: smallMetadata(Object.fromEntries(Object.entries(metadata).filter(([, field]) => field !== null))),
    events: list.events,
    raw: [],
  };
}

/** The conversation's own id, else that of its first answer: a log that grows keeps both. */
function idOf(call: Call): string | null {
  const { around, request, response } = call;
  const own = optionalLabel(around.conversation_id, "conversation_id") ?? optionalLabel(around.session_id, "session_id");
  if (own !== null) return own;
  // The `id` beside a request is that of one call.
  const id = around === request || around.custom_id !== undefined ? optionalLabel(around.custom_id ?? around.id, "id") : null;
  return id ?? optionalLabel(response?.id, "response.id");
}

/** A call that only ever failed is a session that never ran. */
function neverAnswered(call: Call): Outcome | null {
  if (call.error === null || call.messages.some((message) => isRecord(message) && message.role === "assistant")) return null;
  return { result: "invalid", score: null, note: cleanText(`The call failed: ${call.error.slice(0, 1000)}`) };
}

/** What stood before the first message, so that a conversation grows at its end only: a prompt with today's date in it changes daily. */
function leadingSystem({ events }: ImportedSession): SessionEvent[] {
  const end = events.findIndex((event) => event.type !== "system");
  return end < 0 ? events : events.slice(0, end);
}

function given(outcome: Outcome | null | undefined): Outcome | null {
  return outcome && outcome.result !== "invalid" ? outcome : null;
}

function earliest(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a;
}

function joined(raw: readonly { start: number; end: number }[], { start, end }: SourceRecord): { start: number; end: number }[] {
  const last = raw.at(-1);
  return last && last.end === start ? [...raw.slice(0, -1), { start: last.start, end }] : [...raw, { start, end }];
}
