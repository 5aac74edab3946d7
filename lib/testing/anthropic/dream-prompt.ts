import type { ModelRequest } from "./model-request";

// What a scripted model understands of a prompt. How a pipeline words its prompts is the test's to know: it hands in a `Listen`.

export type HeardEvent = {
  seq: number;
  /** As the prompt says it. */
  who: string;
  /** Whether it is the served person's own words. */
  isUser: boolean;
  /** Whether it comes from outside: a tool's result, a page, a file. */
  isExternal: boolean;
  text: string;
};
export type HeardCandidate = { id: number | string; statement: string };
export type HeardMemory = { path: string; content: string };

/** A prompt is about a session, or about candidates and the memories they belong with. */
export type Heard = { events: readonly HeardEvent[]; candidates: readonly HeardCandidate[]; memories: readonly HeardMemory[] };
export type Listen = (request: ModelRequest) => Heard;

/** What the model finds in a session. */
export type Found = { kind: string; statement: string; evidence: readonly { seq: number; quote: string }[] };

/** What the model wants done with candidates. `text`, `replaces` and `sources` only where the operation has them. */
export type Operation = {
  op: "create" | "update" | "keep" | "delete" | "merge";
  candidates: readonly (number | string)[];
  path?: string;
  text?: string;
  replaces?: string;
  sources?: readonly string[];
  reason: string;
};
