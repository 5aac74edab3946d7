import type { ErrorType } from "@anthropic-ai/sdk/resources/shared";

// The kinds of refusal this server gives, with the status that the API gives them. `request_too_large` is not in the SDK's union.
const STATUS = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
} as const satisfies Partial<Record<ErrorType | "request_too_large", number>>;

export type ApiErrorType = keyof typeof STATUS;

export type ErrorBody = {
  type: "error";
  error: { type: ApiErrorType; message: string; details?: Record<string, unknown> };
  request_id: string | null;
};

/** A refusal as the API words it. Thrown by whatever looks at a request, made into a response in one place. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: ApiErrorType;
  readonly details: Record<string, unknown> | undefined;
  readonly headers: Record<string, string>;

  constructor(
    type: ApiErrorType,
    message: string,
    over: { status?: number; details?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.type = type;
    this.status = over.status ?? STATUS[type];
    this.details = over.details;
    this.headers = over.headers ?? {};
  }

  body(requestId: string | null): ErrorBody {
    const error = { type: this.type, message: this.message, ...(this.details ? { details: this.details } : {}) };
    return { type: "error", error, request_id: requestId };
  }
}

/** The refusal most checks end in: 400. */
export const invalid = (message: string): ApiError => new ApiError("invalid_request_error", message);

/** The error type that belongs to a status, for faults given by status alone. */
export function typeOfStatus(status: number): ApiErrorType {
  const known = (Object.keys(STATUS) as ApiErrorType[]).find((type) => STATUS[type] === status);
  return known ?? (status >= 500 ? "api_error" : "invalid_request_error");
}
