import type { ErrorType } from "@/lib/domain/errors";

/** The one mapping of refusals to HTTP. */
export const STATUS: Record<ErrorType, number> = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_format: 415,
  unprocessable: 422,
  rate_limited: 429,
  internal: 500,
};
