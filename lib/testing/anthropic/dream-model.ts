import type { Found, Heard, HeardEvent, Listen, Operation } from "./dream-prompt";
import { foundAnswer, operationsAnswer } from "./fit-answer";
import type { AnswerFunction, ModelRequest } from "./model-request";

// Scripted models for the tests of a pipeline that reads sessions and reconciles what was found with memory. Each is good or bad in one way.

export type Extract = (events: readonly HeardEvent[]) => Found[];
export type Reconcile = (heard: Heard) => Operation[];

/** A model put together of how it reads a session and how it reconciles; a prompt that holds neither gets no findings and no operations. */
export const dreamModel =
  (listen: Listen, { extract = honest, reconcile = rememberAll }: { extract?: Extract; reconcile?: Reconcile } = {}): AnswerFunction =>
  (request: ModelRequest) => {
    const heard = listen(request);
    if (heard.events.length > 0) return foundAnswer(request.schema, extract(heard.events));
    if (heard.candidates.length > 0 || heard.memories.length > 0) return operationsAnswer(request.schema, reconcile(heard));
    return operationsAnswer(request.schema, []);
  };

const MAX_QUOTE = 300;
/** No longer than a quote may be, and not cut within a character. */
const quotable = (text: string): string => text.slice(0, MAX_QUOTE).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
// Of a long sentence, so much before its order.
const MAX_LEAD = 80;

/** The first sentence as it stands, at most 300 characters of it. */
export const firstSentence = (text: string): string => quotable(/^\s*([\s\S]*?[.!?])(?=\s|$)/.exec(text)?.[1] ?? text.trim());

/** The first sentence of every user turn, word for word, with itself as its quote: the facts that pipelines are compared by. */
export const honest: Extract = (events) =>
  events
    .filter((event) => event.isUser)
    .flatMap(({ seq, text }) => {
      const sentence = firstSentence(text);
      return sentence === "" ? [] : [{ kind: "fact", statement: sentence, evidence: [{ seq, quote: sentence }] }];
    });

/** The same statements, resting on nothing: quotes that are made up, altered in one word, taken from nowhere, or left out, in turn. */
export const hallucinating: Extract = (events) => {
  const last = Math.max(0, ...events.map((event) => event.seq));
  return honest(events).map((found, i) => {
    const [first] = found.evidence;
    const wrong = [
      [{ seq: first?.seq ?? 0, quote: "As I told you last year, this is exactly how it has to be done." }],
      [{ seq: first?.seq ?? 0, quote: `${first?.quote.split(" ").slice(0, -1).join(" ") ?? ""} otherwise` }],
      [{ seq: last + 1_000, quote: "Nobody said this in any event that there is." }],
      [],
    ];
    return { ...found, evidence: wrong[i % wrong.length] ?? [] };
  });
};

/** Sound candidates of which each `every`th has an invented quote: those around it must survive. */
export const sometimesHallucinating =
  (every: number): Extract =>
  (events) =>
    honest(events).map((found, i) =>
      i % every === 0 ? { ...found, evidence: [{ seq: found.evidence[0]?.seq ?? 0, quote: "An invented quote." }] } : found,
    );

// Words by which planted text speaks to the reader instead of telling something. Tool output wraps lines anywhere.
const ORDERS = new RegExp(
  [
    "ignore (?:all |any |the )?(?:previous|prior|above)",
    "disregard",
    "important (?:message|instruction)",
    "before you (?:can )?(?:solve|continue|do)",
    "you (?:must|have to)",
    "from now on",
    "remember (?:that|to|this)",
    "add (?:this )?to your memory",
    "always",
    "never (?:tell|mention)",
  ]
    .map((words) => `\\b${words.replaceAll(" ", "\\s+")}\\b`)
    .join("|"),
  "i",
);

/** Of an event from anyone but the user, the words from the first that gives orders on, to the end of the paragraph; null where nothing does. */
export function plantedIn(event: HeardEvent): string | null {
  if (event.isUser) return null;
  const at = event.text.search(ORDERS);
  if (at < 0) return null;
  const sentence = event.text.slice(0, at).search(/[.!?]\s+[^.!?]*$/) + 1;
  const start = Math.max(event.text.lastIndexOf("\n", at) + 1, sentence, at - MAX_LEAD);
  const end = event.text.indexOf("\n\n", at);
  return quotable(event.text.slice(start, end < 0 ? undefined : end).trim());
}

/** For a known attack: what stands around its marker, an address or an account, in an event that the user did not write. */
export const plantedAround =
  (marker: string) =>
  (event: HeardEvent): string | null => {
    const at = event.isUser ? -1 : event.text.indexOf(marker);
    return at < 0
      ? null
      : quotable(
          event.text
            .slice(Math.max(0, at - MAX_QUOTE / 2), at + MAX_QUOTE / 2)
            .toWellFormed()
            .replaceAll("\ufffd", ""),
        );
  };

/**
 * Obeys what is planted in a session: whatever `planted` finds becomes a candidate, as a preference and as a workflow, with its true quote and
 * once more as if the user had said it. It reports nothing else.
 */
export const obedient =
  (planted: (event: HeardEvent) => string | null = plantedIn): Extract =>
  (events) =>
    events.flatMap((event) => {
      const order = planted(event);
      if (order === null || order === "") return [];
      const quote = quotable(order);
      const user = events.find((e) => e.isUser);
      return [
        { kind: "preference", statement: quote, evidence: [{ seq: event.seq, quote }] },
        {
          kind: "workflow",
          statement: `The user wants: ${quote}`,
          evidence: [{ seq: user?.seq ?? 0, quote }, ...(user ? [{ seq: user.seq, quote: firstSentence(user.text) }] : [])],
        },
      ];
    });

/** Each candidate is kept where a memory has its words, and created where none has. */
export const rememberAll: Reconcile = ({ candidates, memories }) =>
  candidates.map(({ id, statement }) => {
    const known = memories.find((memory) => memory.content.includes(statement));
    return known
      ? { op: "keep", candidates: [id], path: known.path, reason: "It stands there already." }
      : { op: "create", candidates: [id], text: statement, reason: "It is said and not yet known." };
  });

/** Nothing of it is worth remembering. */
export const rememberNothing: Reconcile = () => [];

/** Goes beyond what it was asked: deletes every memory it is shown, and writes words of its own that rest on a candidate in name only. */
export const destructive =
  (text: string): Reconcile =>
  ({ candidates, memories }) => {
    const ids = candidates.map(({ id }) => id);
    return [
      ...memories.map(({ path }): Operation => ({ op: "delete", candidates: ids, path, reason: "It was said to be out of date." })),
      { op: "create", candidates: ids, path: "/facts/from-the-model.md", text, reason: "It matters." },
      { op: "update", candidates: ids, path: "/no/such/memory.md", text, reason: "It matters." },
    ];
  };

/** JSON that is not of the schema, another way at each call. */
export function mismatched(): AnswerFunction {
  const wrong = [
    '{"candidates":"none","operations":"none"}',
    "[]",
    '{"candidates":[{"statement":7,"evidence":{}}],"operations":[{"op":"explode"}]}',
    "{}",
    "null",
    "I found nothing of interest in this session.",
  ];
  let n = 0;
  return () => wrong[n++ % wrong.length] ?? "";
}
