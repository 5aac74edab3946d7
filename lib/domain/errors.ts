/** What a caller is told. The edge maps `type` to a status once (lib/http/status.ts). */
export const ERROR_TYPES = [
  "invalid_request",
  "unauthorized",
  "forbidden",
  "not_found",
  "conflict",
  "too_large",
  "unsupported_format",
  "unprocessable",
  "rate_limited",
  "internal",
] as const;
export type ErrorType = (typeof ERROR_TYPES)[number];

/** A refusal: expected, safe to show. Anything else that is thrown is a bug, and its message never leaves the server. */
export class AppError extends Error {
  constructor(
    readonly type: ErrorType,
    message: string,
    /** JSON-serialisable, snake_case: what changed, which field, where. */
    readonly details?: unknown,
  ) {
    super(message);
    this.name = "AppError";
  }
}
