import type { SessionEvent } from "@/lib/domain/transcript";

/** The words of an error in a tool's answer. `text.slice(start, end)` of the event is what they were read from, verbatim. */
export type ToolError = { message: string; start: number; end: number };

/** A person who says no is not a tool that fails. */
const DECLINED =
  /\b(the user (doesn't|does not|didn't|did not) want|(rejected|declined|denied|cancell?ed|interrupted|aborted) by (the )?user|user (has )?(rejected|declined|denied|cancell?ed|interrupted)|tool use was rejected)\b/i;

/** "Error:" in other languages. */
const ERROR_ELSEWHERE = "fehler|erreur|errore?|erro|fout|fel|błąd|chyba|hiba|virhe|feil|fejl|ошибка|помилка|エラー|错误|錯誤|오류|hata|lỗi";
/** Forms that are errors whatever the format's own flag says. */
const STRONG =
  /^(error\s*:|error (calling|executing|running|in|while)\b|exception\s*:|traceback \(most recent call last\)|(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(Error|Exception)\s*[:(]|exit code:? [1-9]|fatal\s*:)/i;
const STRONG_ELSEWHERE = new RegExp(`^(?:${ERROR_ELSEWHERE})\\s*[:：]`, "iu");
/** "status: failed", with what went wrong on a line of its own. */
const STATUS_LINE = /^(?:status|state|result)\s*[:=]\s*["']?(?:failed|failure|error|rejected|refused|denied)["']?\s*(?:$|[\n,;|])/i;
const REASON_LINE = /^[ \t]*(?:reason|message|error|detail|details|cause|description)\s*[:=][ \t]*(\S.*)$/im;
/** The first line of an answer over HTTP that was refused. */
const HTTP_LINE =
  /^(?:HTTP(?:\/[\d.]+)?\s+|(?:http )?status(?: code)?\s*:?\s*)?[45]\d\d(?:\s+[A-Z][A-Za-z-]+(?: [A-Za-z-]+){0,3})?[ \t]*(?:$|\r?\n|[:;]\s*\{)/;
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
  const strong = STRONG.test(head) || STRONG_ELSEWHERE.test(head) || text.slice(0, opening).includes("<tool_use_error>");
  const plain =
    flag === undefined && text.length <= MAX_PLAIN_CHARS && (PLAIN.test(head) || HTTP_LINE.test(head) || STATUS_LINE.test(head));
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
  if (STATUS_LINE.test(text.slice(opening, opening + 200))) {
    const reason = REASON_LINE.exec(text.slice(opening, opening + MAX_MESSAGE_CHARS));
    if (reason?.[1])
      return span(text, opening + reason.index + reason[0].length - reason[1].length, opening + reason.index + reason[0].length);
  }
  const body = HTTP_LINE.test(text.slice(opening, opening + 400)) ? bodyOf(text, opening) : null;
  if (body) return body;
  const exit = /^exit code:? [1-9]\d*\s*\n\s*/i.exec(text.slice(opening, opening + 200));
  if (exit) return span(text, lineWithError(text, opening + exit[0].length), text.length);
  return span(text, opening, text.length);
}

/** What the body after a status line says, when it is JSON that reports an error or says anything at all. */
function bodyOf(text: string, opening: number): ToolError | null {
  const at = text.indexOf("{", opening);
  if (at < 0 || at > opening + 400 || text.length > MAX_JSON_CHARS) return null;
  const value = parsedJson(text.slice(at));
  const message = value === null ? null : messageOf(value);
  return message === null ? null : located(text, message);
}

function parsedJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
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
  if (!/["'](error|errors|isError|is_error|success|ok|status|statusCode|status_code|code|state|result)["']\s*:/.test(text)) return null;
  const v = parsedJson(text);
  if (v === null) {
    const python = /^\s*\{\s*'error'\s*:\s*(['"])(.{1,500}?)\1\s*[,}]/s.exec(text);
    return python?.[2] ? located(text, python[2]) : null;
  }
  const reported =
    isReport(v.error) ||
    isReport(v.errors) ||
    v.isError === true ||
    v.is_error === true ||
    v.success === false ||
    v.ok === false ||
    [v.status, v.state, v.result].some((status) => typeof status === "string" && /^(?:error|exception)$/i.test(status)) ||
    (saysWhy(v) && [v.status, v.state, v.result].some((status) => typeof status === "string" && FAILED.test(status))) ||
    (saysWhy(v) && [v.status, v.code, v.statusCode, v.status_code].some(isHttpError));
  if (!reported) return null;
  const message = messageOf(v);
  return message === null ? { message: "", start: 0, end: Math.min(text.length, 200) } : located(text, message);
}

/** Of a tool's own answer; a record that it looked up ("status": "failed") has no message beside it. */
const FAILED = /^(?:failed|failure|fail|rejected|refused|denied|invalid|unauthorized|forbidden|not[ _-]?found|timeout|timed[ _-]?out)$/i;
const saysWhy = (v: Record<string, unknown>) =>
  [v.message, v.detail, v.details, v.error_message, v.errorMessage, v.error_description, v.title].some(
    (value) => typeof value === "string" && value.trim() !== "",
  );
const isHttpError = (value: unknown): boolean => /^[45]\d\d$/.test(String(value));

/** What the answer says is wrong: words before codes ("rate_limited"), the particular before the general ("One or more validation errors"). */
function messageOf(v: Record<string, unknown>): string | null {
  const said = [
    v.error,
    v.errors,
    v.message,
    v.detail,
    v.details,
    v.reason,
    v.msg,
    v.error_message,
    v.errorMessage,
    v.error_description,
    v.title,
  ];
  const rest = [v.description, v.content, v.text, v.cause, v.code];
  const found = [...said, ...rest].map((value) => firstMessage([value])).filter((text) => text !== null);
  return found.find((text) => /\p{L}\s+\p{L}/u.test(text)) ?? found[0] ?? null;
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
    const named = value as Record<string, unknown>;
    const inner = Array.isArray(value)
      ? value.slice(0, 1)
      : [named.message, named.detail, named.reason, named.description, named.msg, named.error, named.text];
    // {"serial": ["The serial field is required."]}: errors by field.
    const byField = Array.isArray(value) ? [] : Object.values(named).filter((item) => Array.isArray(item) && typeof item[0] === "string");
    const found = firstMessage(inner, depth + 1) ?? firstMessage(byField.slice(0, 1), depth + 1);
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
