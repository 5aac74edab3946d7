import type { MessagesBody } from "./request-shape";

/** One call of the model, as an answer and the faults see it. */
export type ModelRequest = {
  /** Counts the calls of this route from one. In a batch: its place among the server's calls, too. */
  n: number;
  /** The `x-api-key`. */
  key: string;
  /** How often the client has tried this call before, by its own word (`x-stainless-retry-count`). */
  retry: number;
  body: MessagesBody;
  /** System prompt and user turns as text. */
  system: string;
  user: string;
  /** The schema that the answer is asked to fit, or null. */
  schema: Record<string, unknown> | null;
  /** Within a batch: the request's `custom_id`. */
  customId: string | null;
};

export type OutputBlock =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string }
  | { type: "redacted_thinking"; data: string }
  | { type: "tool_use"; name: string; input: Record<string, unknown> };

/** What the model says: text, an object (sent as JSON), or blocks. */
export type Answer = string | readonly OutputBlock[] | Readonly<Record<string, unknown>>;

export type AnswerFunction = (request: ModelRequest) => Answer | Promise<Answer>;

export function answerBlocks(answer: Answer): OutputBlock[] {
  if (typeof answer === "string") return [{ type: "text", text: answer }];
  if (isBlocks(answer)) return [...answer];
  return [{ type: "text", text: JSON.stringify(answer) }];
}

// `Array.isArray` does not narrow a readonly array out of a union.
const isBlocks = (answer: Answer): answer is readonly OutputBlock[] => Array.isArray(answer);
