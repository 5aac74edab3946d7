import type Anthropic from "@anthropic-ai/sdk";
import { APIError } from "@anthropic-ai/sdk";
import { withoutKey } from "@/lib/dreaming/claude/failure";

/** What a key can do, found by asking what costs nothing: the list of models, and the count of a token or two. */
export type Probe = { ok: boolean; problem: string | null; models: string[]; counts_tokens: boolean };

const MAX_MODELS = 100;
const NOT_THE_API = "the API did not answer as the Claude API does";

/** Asks the API what the key can do. Nothing that is asked is paid for. */
export async function probeKey(client: Anthropic, model: string): Promise<Probe> {
  const options = { timeout: 15_000, maxRetries: 1 };
  const models: string[] = [];
  try {
    for await (const one of client.models.list({ limit: MAX_MODELS }, options)) {
      models.push(one.id);
      if (models.length >= MAX_MODELS) break;
    }
  } catch (error) {
    // A gateway need not list its models: only a refused key or a silent API is a problem.
    const problem = problemOf(error, client.apiKey);
    if (problem) return { ok: false, problem, models: [], counts_tokens: false };
  }
  try {
    const { input_tokens } = await client.messages.countTokens({ model, messages: [{ role: "user", content: "Reveille" }] }, options);
    // A page of a proxy or a portal is "accepted" too.
    if (typeof input_tokens !== "number") return { ok: false, problem: NOT_THE_API, models: [], counts_tokens: false };
    return { ok: true, problem: null, models, counts_tokens: true };
  } catch (error) {
    const problem = problemOf(error, client.apiKey);
    return { ok: problem === null, problem, models, counts_tokens: false };
  }
}

/** In words, what stands in the way of any request; null for what only this route does not offer. */
function problemOf(error: unknown, apiKey: string | null): string | null {
  if (!(error instanceof APIError)) return NOT_THE_API;
  if (error.status === undefined) return "the API could not be reached";
  if (error.status === 401) return "the API does not accept the key";
  if (error.status === 403) return `the key may not do this: ${withoutKey(error.apiMessage ?? "no reason given", apiKey)}`;
  if (error.status === 429 || error.status >= 500)
    return `the API did not answer: ${withoutKey(error.apiMessage ?? `status ${error.status}`, apiKey)}`;
  return null;
}
