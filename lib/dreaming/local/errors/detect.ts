import type { SessionEvent } from "@/lib/domain/transcript";

/** The words of an error in a tool's answer. `text.slice(start, end)` of the event is what they were read from, verbatim. */
export type ToolError = { message: string; start: number; end: number };

/** A person who says no is not a tool that fails. */
const DECLINED =
  /\b(the user (doesn't|does not|didn't|did not) want|(rejected|declined|denied|cancell?ed|interrupted|aborted) by (the )?user|user (has )?(rejected|declined|denied|cancell?ed|interrupted)|tool use was rejected)\b/i;

/** Forms that are errors whatever the format's own flag says. */
const STRONG =
  /^(error\s*:|error (calling|executing|running|in|while)\b|exception\s*:|traceback \(most recent call last\)|(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(Error|Exception)\s*[:(]|exit code:? [1-9]|fatal\s*:)/i;
/** Forms that are errors where the format has no flag. */
const PLAIN =
  /^(errors?\b|exception\b|failed\b|failure\b|fatal\b|invalid\b|cannot\b|can't\b|could not\b|couldn't\b|unable to\b|not found\b|permission denied\b|access denied\b|unauthori[sz]ed\b|forbidden\b|bad request\b|internal server error\b|request timed out\b|time(d )?out\b|(http|status)( error)?( code)?:? ?[45]\d\d\b|[45]\d\d (client error|server error|bad request|unauthorized|forbidden|not found|conflict|unprocessable|too many|internal|bad gateway|service unavailable|gateway)\b)/i;
/** Where a result has no flag, a longer text that begins like an error is a document about one. */
const MAX_PLAIN_CHARS = 4_000;
const MAX_JSON_CHARS = 100_000;
const MAX_MESSAGE_CHARS = 1_000;

/** The error in a tool's answer, or null when it is none: a result, a refusal by the user, an empty search. */
export function toolError(event: SessionEvent): ToolError | null {
  if (event.type !== "tool_result") return null;
  const { text } = event;
  const opening = /^\s*(?:<tool_use_error>)?\s*/.exec(text.slice(0, 2_000))?.[0].length ?? 0;
  const head = text.slice(opening, opening + 400);
  if (head === "" || DECLINED.test(head)) return null;

  const json = jsonError(text);
  if (json) return json;
  const flag = event.tool?.isError;
  const strong = STRONG.test(head) || text.slice(0, opening).includes("<tool_use_error>");
  const plain = flag === undefined && text.length <= MAX_PLAIN_CHARS && PLAIN.test(head);
  return flag === true || strong || plain ? textError(text, opening) : null;
}

const span = (text: string, start: number, end: number): ToolError => {
  const raw = text
    .slice(start, Math.min(end, start + MAX_MESSAGE_CHARS))
    .replace(/\s*<\/tool_use_error>[\s\S]*$/, "")
    .trimEnd();
  return { message: raw, start, end: start + raw.length };
};

function textError(text: string, opening: number): ToolError {
  if (/^traceback/i.test(text.slice(opening, opening + 12))) {
    const end = text.trimEnd().length;
    const start = text.lastIndexOf("\n", end - 1) + 1;
    return span(text, Math.max(start, opening), end);
  }
  const exit = /^exit code:? [1-9]\d*\s*\n\s*/i.exec(text.slice(opening, opening + 200));
  if (exit) return span(text, lineWithError(text, opening + exit[0].length), text.length);
  return span(text, opening, text.length);
}

/** Start of the first line, of the first twenty after `from`, that speaks of an error; else `from`. */
function lineWithError(text: string, from: number): number {
  let start = from;
  for (let n = 0; n < 20 && start < text.length; n++) {
    const stop = text.indexOf("\n", start);
    const line = text.slice(start, stop < 0 ? text.length : stop);
    if (/\b(error|fatal|failed|not found|cannot|denied|illegal|invalid|no such|conflict)\b/i.test(line)) return start;
    if (stop < 0) break;
    start = stop + 1;
  }
  return from;
}

/** The error that a JSON answer reports about itself, at its top level only: what it says of its contents is not an error of the tool. */
function jsonError(text: string): ToolError | null {
  if (text.length > MAX_JSON_CHARS || !/^\s*\{/.test(text)) return null;
  if (!/["'](error|errors|isError|is_error|success|ok|status)["']\s*:/.test(text)) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const python = /^\s*\{\s*'error'\s*:\s*(['"])(.{1,500}?)\1\s*[,}]/s.exec(text);
    return python?.[2] ? located(text, python[2]) : null;
  }
  if (typeof value !== "object" || value === null) return null;
  const v = value as Record<string, unknown>;
  const reported =
    isReport(v.error) ||
    isReport(v.errors) ||
    v.isError === true ||
    v.is_error === true ||
    v.success === false ||
    v.ok === false ||
    (typeof v.status === "string" && /^error$/i.test(v.status));
  if (!reported) return null;
  const message = firstMessage([v.error, v.errors, v.message, v.detail, v.details, v.reason, v.msg, v.error_message, v.title]);
  return message === null ? { message: "", start: 0, end: Math.min(text.length, 200) } : located(text, message);
}

const isReport = (value: unknown): boolean =>
  value === true ||
  (typeof value === "string" && value.trim() !== "" && !/^(none|null|no|ok|false|0)$/i.test(value.trim())) ||
  (typeof value === "object" && value !== null && (Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0));

function firstMessage(values: readonly unknown[], depth = 0): string | null {
  if (depth > 4) return null;
  for (const value of values) {
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    if (typeof value !== "object" || value === null) continue;
    const inner = Array.isArray(value)
      ? value.slice(0, 1)
      : ["message", "detail", "reason", "description", "msg"].map((k) => (value as Record<string, unknown>)[k]);
    const found = firstMessage(inner, depth + 1);
    if (found) return found;
  }
  return null;
}

/** Where `message` stands in the raw JSON, escaped or not. */
function located(text: string, message: string): ToolError {
  const cut = message.slice(0, MAX_MESSAGE_CHARS).toWellFormed();
  for (const written of [cut, JSON.stringify(cut).slice(1, -1)]) {
    const start = text.indexOf(written);
    if (start >= 0) return { message: cut, start, end: start + written.length };
  }
  return { message: cut, start: 0, end: Math.min(text.length, 200) };
}
