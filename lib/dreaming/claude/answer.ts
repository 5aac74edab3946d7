import type Anthropic from "@anthropic-ai/sdk";
import type { Tokens } from "@/lib/dreaming/claude/prices";
import { type Question, readAnswer } from "@/lib/dreaming/claude/request";

/** `failed`: the API did not answer this one, another time it may. The others will not change by asking again. */
export type Answer<T> =
  | { kind: "answer"; value: T }
  | { kind: "refused"; why: string }
  | { kind: "too-long"; why: string }
  | { kind: "unparsable"; why: string }
  | { kind: "failed"; why: string };

/** What a whole message says: an answer, or why there is none. `stop_reason` is looked at before the text. */
export function judge<T>(message: Anthropic.Message, question: Pick<Question<T>, "schema">): Answer<T> {
  if (message.stop_reason === "refusal") {
    const category = message.stop_details?.type === "refusal" ? message.stop_details.category : null;
    return { kind: "refused", why: `the model refused it${category ? ` (${category})` : ""}` };
  }
  if (message.stop_reason === "max_tokens") return { kind: "too-long", why: "the answer was longer than a request may give" };
  if (message.stop_reason === "model_context_window_exceeded") return { kind: "too-long", why: "it is longer than the model can read" };
  const read = readAnswer(message, question.schema);
  return read.ok ? { kind: "answer", value: read.value } : { kind: "unparsable", why: read.why };
}

/** Gateways leave fields out, or the whole. */
export function tokensOf(usage: Partial<Anthropic.Usage> | null | undefined): Tokens {
  return {
    input_tokens: usage?.input_tokens ?? 0,
    output_tokens: usage?.output_tokens ?? 0,
    cache_read_input_tokens: usage?.cache_read_input_tokens ?? 0,
    cache_creation_input_tokens: usage?.cache_creation_input_tokens ?? 0,
    cache_creation_1h_tokens: usage?.cache_creation?.ephemeral_1h_input_tokens ?? 0,
  };
}
