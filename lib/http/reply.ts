import { AppError, type ErrorType } from "@/lib/domain/errors";
import { STATUS } from "@/lib/http/status";

/** JSON answer. `undefined` as body gives an empty answer (204, 304). */
export function reply(status: number, json?: unknown, headers?: HeadersInit): Response {
  const sent = new Headers(headers);
  if (!sent.has("cache-control")) sent.set("cache-control", sent.has("etag") ? "private, no-cache" : "no-store");
  if (json === undefined) return new Response(null, { status, headers: sent });
  sent.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify(json), { status, headers: sent });
}

export function errorReply(
  status: number,
  error: { type: ErrorType; message: string; details?: unknown },
  headers?: HeadersInit,
): Response {
  return reply(status, { error }, headers);
}

/** What a caller is told of something thrown: an AppError in its own words, anything else as 500 with the request id and nothing more. */
export function refusalReply(thrown: unknown, requestId: string): Response {
  if (!(thrown instanceof AppError)) {
    return errorReply(500, { type: "internal", message: "Something went wrong on the server.", details: { request_id: requestId } });
  }
  const headers = new Headers();
  if (thrown.type === "unauthorized") headers.set("www-authenticate", 'Bearer realm="reveille"');
  const retryAfter = retryAfterSeconds(thrown.details) ?? (thrown.type === "rate_limited" ? 60 : null);
  if (retryAfter !== null) headers.set("retry-after", String(retryAfter));
  const details = thrown.details === undefined ? {} : { details: thrown.details };
  return errorReply(STATUS[thrown.type], { type: thrown.type, message: thrown.message, ...details }, headers);
}

/** `details.retry_after` of a refusal that says when to come again, in seconds. */
function retryAfterSeconds(details: unknown): number | null {
  const given = (details as { retry_after?: unknown } | undefined)?.retry_after;
  return typeof given === "number" && given > 0 ? Math.ceil(given) : null;
}
