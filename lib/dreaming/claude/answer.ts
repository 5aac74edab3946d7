import { roughTokens } from "@/lib/domain/claude-models";
import type { Tokens } from "@/lib/dreaming/claude/prices";
import { type Question, readAnswer } from "@/lib/dreaming/claude/request";
import type { Reply } from "@/lib/dreaming/claude/stream";

/** `failed`: the API did not answer this one, another time it may. The others will not change by asking again. */
export type Answer<T> =
  | { kind: "answer"; value: T }
  | { kind: "refused"; why: string }
  | { kind: "too-long"; why: string }
  | { kind: "unparsable"; why: string }
  | { kind: "failed"; why: string };

/** What a whole message says: an answer, or why there is none. `stop_reason` is looked at before the text. */
export function judge<T>(message: Omit<Reply, "usage">, question: Pick<Question<T>, "schema">): Answer<T> {
  if (message.stop_reason === "refusal") {
    const category = message.stop_details?.type === "refusal" ? message.stop_details.category : null;
    return { kind: "refused", why: `the model refused it${category ? ` (${category})` : ""}` };
  }
  if (message.stop_reason === "max_tokens") return { kind: "too-long", why: "the answer was longer than a request may give" };
  if (message.stop_reason === "model_context_window_exceeded") return { kind: "too-long", why: "it is longer than the model can read" };
  const read = readAnswer(message, question.schema);
  return read.ok ? { kind: "answer", value: read.value } : { kind: "unparsable", why: read.why };
}

/** A refusal before anything was said is not on the bill. */
export const isFree = (reply: Omit<Reply, "usage">): boolean => reply.stop_reason === "refusal" && reply.content.length === 0;

type Counts = { input: number; output: number };

/** What an answer cost where nobody has counted it: a gateway left `usage` out, or the stream broke off before the count of its output. */
export function roughly(question: Pick<Question<unknown>, "system" | "user">, reply: Reply, brokenOff: boolean): Counts {
  const said = roughTokens(reply.content.reduce((sum, block) => sum + (block.text?.length ?? 0), 0));
  const counted = reply.usage?.output_tokens ?? null;
  return {
    input: roughTokens(question.system.length + question.user.length),
    output: brokenOff ? Math.max(said, counted ?? 0) : (counted ?? said),
  };
}

/** Gateways leave fields out, or the whole: then the rough count stands in. */
export function tokensOf(usage: Reply["usage"], rough: Counts): Tokens {
  return {
    input_tokens: usage?.input_tokens ?? rough.input,
    output_tokens: rough.output,
    cache_read_input_tokens: usage?.cache_read_input_tokens ?? 0,
    cache_creation_input_tokens: usage?.cache_creation_input_tokens ?? 0,
    cache_creation_1h_tokens: usage?.cache_creation?.ephemeral_1h_input_tokens ?? 0,
  };
}
