import { createHash } from "node:crypto";
import { blocksOf } from "./request-rules";
import type { InputBlock, MessagesBody } from "./request-shape";

/** How many tokens a text is to a model. */
export type Tokenizer = (text: string, model: string) => number;

/**
 * Four UTF-16 units to a token, rounded up, for every model: the rule that consolidation pipelines are compared under. Real tokenizers give
 * English 3.5 to 4.5, code and other scripts fewer; those of the newest models about 30 % more tokens than this.
 */
export const FOUR_UNITS: Tokenizer = (text) => Math.ceil(text.length / 4);

/** A tokenizer with other units to a token, for tests of what must be counted per model. */
export const unitsPerToken =
  (units: number | ((model: string) => number)): Tokenizer =>
  (text, model) =>
    Math.ceil(text.length / (typeof units === "number" ? units : units(model)));

/** A block of the prompt in the order in which it is cached: output schema, tools, system, messages. */
export type PromptPart = {
  text: string;
  tokens: number;
  /** Of the prompt up to and with this block: its identity in the cache, and its length. */
  prefix: string;
  prefixTokens: number;
  /** Lifetime asked for by a breakpoint on this block. */
  ttl: "5m" | "1h" | null;
};

// Each message and each tool costs some tokens beside its text.
const FRAME_TOKENS = 3;
const MEDIA_TOKENS = 1_500;

type Piece = { text: string; extra: number; ttl: PromptPart["ttl"] };
type Marked = { cache_control?: MessagesBody["cache_control"] };
const ttlOf = (of: Marked): PromptPart["ttl"] => (of.cache_control ? (of.cache_control.ttl ?? "5m") : null);

/** The prompt of a request in blocks, with what each of them costs. */
export function promptParts(body: MessagesBody, count: Tokenizer): PromptPart[] {
  const schema = body.output_config?.format?.schema;
  const pieces: Piece[] = [
    ...(schema ? [{ text: JSON.stringify(schema), extra: FRAME_TOKENS, ttl: null }] : []),
    ...(body.tools ?? []).map(({ cache_control, ...tool }) => ({
      text: JSON.stringify(tool),
      extra: FRAME_TOKENS,
      ttl: ttlOf({ cache_control }),
    })),
    ...systemBlocks(body).map((block) => ({ text: block.text, extra: 0, ttl: ttlOf(block) })),
    ...body.messages.flatMap((message) =>
      blocksOf(message).map((block, i) => ({ ...blockPiece(block), text: `${i === 0 ? `${message.role}\n` : ""}${blockText(block)}` })),
    ),
  ];
  const last = pieces.at(-1);
  if (body.cache_control && last) last.ttl = ttlOf(body);
  // What changes how messages are read makes another prompt of them, and leaves tools and system as they were.
  const fromMessages = pieces.length - body.messages.flatMap(blocksOf).length;
  const salt = JSON.stringify([body.thinking, body.tool_choice, body.output_config?.effort]);
  const hash = createHash("sha256").update(body.model);
  let prefixTokens = 0;
  return pieces.map((piece, i) => {
    if (i === fromMessages) hash.update(salt);
    hash.update(`\0${piece.text}`);
    const tokens = count(piece.text, body.model) + piece.extra;
    prefixTokens += tokens;
    return { text: piece.text, tokens, prefix: hash.copy().digest("base64"), prefixTokens, ttl: piece.ttl };
  });
}

const systemBlocks = (body: MessagesBody): readonly (Marked & { text: string })[] => {
  if (body.system === undefined || body.system === "") return [];
  return typeof body.system === "string" ? [{ text: body.system }] : body.system;
};

function blockPiece(block: InputBlock): Omit<Piece, "text"> {
  const isMedia = block.type === "image" || (block.type === "document" && block.source.type !== "text" && block.source.type !== "content");
  return { extra: FRAME_TOKENS + (isMedia ? MEDIA_TOKENS : 0), ttl: "cache_control" in block ? ttlOf(block) : null };
}

/** What the model reads of a block. */
export function blockText(block: InputBlock): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "thinking":
      return block.thinking;
    case "redacted_thinking":
    case "image":
      return "";
    case "tool_use":
      return `${block.name} ${JSON.stringify(block.input)}`;
    case "search_result":
      return [block.title, ...block.content.map((part) => part.text)].join("\n");
    case "tool_result":
      return typeof block.content === "string" ? block.content : (block.content ?? []).map(blockText).join("\n");
    case "document": {
      const { type, data, content } = block.source as { type: string; data?: string; content?: string | { text?: string }[] };
      if (type === "text") return data ?? "";
      return typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("\n");
    }
    default:
      return block satisfies never;
  }
}

/** What the operator wrote: the system prompt as one text. */
export const systemText = (body: MessagesBody): string =>
  systemBlocks(body)
    .map((block) => block.text)
    .join("\n");

/** What the user turns say, as one text. */
export const userText = (body: MessagesBody): string =>
  body.messages
    .filter((message) => message.role === "user")
    .flatMap(blocksOf)
    .map(blockText)
    .join("\n");
