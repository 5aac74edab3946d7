import Anthropic, { APIConnectionError, APIError, APIUserAbortError } from "@anthropic-ai/sdk";
import type { Question, Without } from "@/lib/dreaming/claude/request";
import { NO_EVENTS } from "@/lib/dreaming/claude/stream";

/** A pause that the API asks for and that is longer than this is not waited for. */
const MAX_RETRY_AFTER_MS = 120_000;
export type Failure = {
  why: string;
  final: boolean;
  afterMs: number | null;
  stop: string | null;
  /** The rate limit, which is no failure of the request. */
  limited: boolean;
  tooLong: boolean;
};

/** What a failure means: whether it passes, when to try again, or that nothing more should be sent. */
export function judgeFailure(error: unknown, apiKey: string | null): Failure {
  const no = { afterMs: null, stop: null, limited: false, tooLong: false };
  const passes = (why: string, afterMs: number | null = null): Failure =>
    afterMs !== null && afterMs > MAX_RETRY_AFTER_MS
      ? stop(
          `The Claude API asks to wait ${Math.ceil(afterMs / 60_000)} minutes (${why}). Start the dream again then: what was read is kept.`,
        )
      : { ...no, why, final: false, afterMs };
  const final = (why: string): Failure => ({ ...no, why, final: true });
  const stop = (why: string): Failure => ({ ...no, why, final: true, stop: why });
  if (error instanceof APIUserAbortError || !(error instanceof APIError)) {
    // A stream that ends in the middle is told apart from a bug by what the SDK calls its errors.
    if (error instanceof Anthropic.AnthropicError)
      return passes(error.message === NO_EVENTS ? NO_EVENTS : "the connection broke off in the middle of the answer");
    throw error;
  }
  if (error instanceof APIConnectionError) return passes("the API could not be reached");
  const said = withoutKey(error.apiMessage ?? `status ${error.status ?? "unknown"}, no reason given`, apiKey).replace(/\.$/, "");
  const again = error.headers?.get("x-should-retry") ?? null;
  // An error in the middle of a stream has a type and no status of its own.
  switch (error.status ?? STATUS_OF_TYPE[error.type ?? ""]) {
    case 401:
      return stop(`The Claude API does not accept the key: ${said}. Give it another one (Settings, Claude).`);
    case 402:
      return stop(`The Claude API says that the account cannot pay: ${said}.`);
    case 403:
      return stop(`The Claude API says that the key may not do this: ${said}.`);
    case 404:
      return stop(
        /\bmodel\b/i.test(said)
          ? `The Claude API does not know the model: ${said}. Choose another one in the store's settings.`
          : `The Claude API does not have what was asked for: ${said}. Look at ANTHROPIC_BASE_URL and the model's name.`,
      );
    case 429: {
      if (SPENT.test(error.errorCode ?? "") || /spend(?:ing)? (?:limit|cap)/i.test(said))
        return stop(`The account's spending limit at Anthropic is reached: ${said}. Raise it there; what was read is kept.`);
      if (again === "false")
        return stop(`The Claude API says not to try again (rate limit): ${said}. Start the dream again later: what was read is kept.`);
      return { ...passes("the rate limit was reached", retryAfterMs(error)), limited: true };
    }
    case 413:
      return { ...final("the request is larger than the API takes"), tooLong: true };
    case 400:
      if (/credit balance is too low/i.test(said)) return stop(`The Claude API says that the account cannot pay: ${said}.`);
      if (/prompt is too long|context (?:window|length)/i.test(said))
        return { ...final("it is longer than the model can read"), tooLong: true };
      return again === "true" ? passes(said, retryAfterMs(error)) : final(said);
    default:
      if (again === "false") return final(said);
      if (again === "true" || error.status === undefined || error.status >= 500 || error.status === 408 || error.status === 409)
        return passes(said, retryAfterMs(error));
      return final(said);
  }
}

/** The account's own, its contract's or its parent's. */
const SPENT = /(?:^|_)spend_limit_reached$/;

const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  rate_limit_error: 429,
};

/** What an API says is shown to people: a key that it repeats is not. */
export const withoutKey = (text: string, apiKey: string | null): string =>
  (apiKey ? text.replaceAll(apiKey, "[key]") : text).replace(/sk-ant-[\w-]+/g, "[key]");

/** How long the API asks to wait. "0" says nothing: then the usual pauses hold. */
function retryAfterMs(error: APIError): number | null {
  const ms = Number(error.headers?.get("retry-after-ms") ?? Number.NaN);
  if (error.headers?.has("retry-after-ms") && Number.isFinite(ms) && ms > 0) return ms;
  const after = error.headers?.get("retry-after");
  if (!after) return null;
  const seconds = Number(after);
  const until = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(after) - Date.now();
  return Number.isFinite(until) && until > 0 ? until : null;
}

/** What to leave out of a request whose parameter the model does not take; null when the API refused something else. */
export function refusedParameter(question: Question<unknown>, without: Without, error: unknown): Without | null {
  // The words of the API alone: the body may say "schema" of anything.
  return error instanceof APIError && error.status === 400 ? refusedIn(question, without, error.apiMessage ?? "") : null;
}

/** The same, of what the API said about a request of a batch. */
export function refusedIn(question: Question<unknown>, without: Without, said: string): Without | null {
  if (!without.effort && question.effort !== null && /\beffort\b/i.test(said)) return { ...without, effort: true };
  if (!without.format && /output_config|output[_ ]format|json_schema|structured[_ ]outputs?|\bgrammar\b/i.test(said))
    return { ...without, format: true };
  const most = Number(/max_tokens: \d+ > (\d+)/.exec(said)?.[1] ?? 0);
  if (most > 0 && (without.most === null || most < without.most)) return { ...without, most };
  return null;
}
