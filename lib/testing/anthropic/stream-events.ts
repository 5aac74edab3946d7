import type { ContentBlock, Message, RawMessageStreamEvent } from "@anthropic-ai/sdk/resources/messages";

/** A server-sent event and the output tokens that have been said with it. */
export type TimedEvent = { event: RawMessageStreamEvent | { type: "ping" }; tokens: number };

const PIECE_UNITS = 80;

/** The events of a message in the order of the API: start, for each block start, deltas and stop, then delta and stop of the message. */
export function* streamEvents(message: Message): Generator<TimedEvent> {
  const { usage, content, stop_reason, stop_sequence, stop_details } = message;
  const begun: Message = {
    ...message,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: { ...usage, output_tokens: 1, output_tokens_details: null },
  };
  yield { event: { type: "message_start", message: begun }, tokens: 0 };
  const units = content.reduce((sum, block) => sum + pieces(block).join("").length, 0);
  const tokensPerUnit = units === 0 ? 0 : usage.output_tokens / units;
  for (const [index, block] of content.entries()) {
    yield { event: { type: "content_block_start", index, content_block: emptied(block) }, tokens: 0 };
    if (index === 0) yield { event: { type: "ping" }, tokens: 0 };
    for (const piece of pieces(block))
      yield { event: { type: "content_block_delta", index, delta: delta(block, piece) }, tokens: piece.length * tokensPerUnit };
    if (block.type === "thinking")
      yield { event: { type: "content_block_delta", index, delta: { type: "signature_delta", signature: block.signature } }, tokens: 0 };
    yield { event: { type: "content_block_stop", index }, tokens: 0 };
  }
  const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens_details, server_tool_use } =
    usage;
  yield {
    event: {
      type: "message_delta",
      delta: { stop_reason, stop_sequence, stop_details, container: null },
      usage: {
        input_tokens,
        output_tokens,
        cache_creation_input_tokens,
        cache_read_input_tokens,
        output_tokens_details,
        server_tool_use,
      },
    },
    tokens: 0,
  };
  yield { event: { type: "message_stop" }, tokens: 0 };
}

type Started = Extract<RawMessageStreamEvent, { type: "content_block_start" }>["content_block"];
type Delta = Extract<RawMessageStreamEvent, { type: "content_block_delta" }>["delta"];

function pieces(block: ContentBlock): string[] {
  const whole =
    block.type === "text"
      ? block.text
      : block.type === "thinking"
        ? block.thinking
        : block.type === "tool_use"
          ? JSON.stringify(block.input)
          : "";
  const cut: string[] = [];
  // By code points, so that no piece ends within a surrogate pair.
  let piece = "";
  for (const point of whole) {
    piece += point;
    if (piece.length >= PIECE_UNITS) {
      cut.push(piece);
      piece = "";
    }
  }
  return piece === "" ? cut : [...cut, piece];
}

function emptied(block: ContentBlock): Started {
  if (block.type === "text") return { ...block, text: "" };
  if (block.type === "thinking") return { ...block, thinking: "", signature: "" };
  return block.type === "tool_use" ? { ...block, input: {} } : (block as Started);
}

function delta(block: ContentBlock, piece: string): Delta {
  if (block.type === "thinking") return { type: "thinking_delta", thinking: piece };
  return block.type === "tool_use" ? { type: "input_json_delta", partial_json: piece } : { type: "text_delta", text: piece };
}

/** One event on the wire. */
export const sse = (event: { type: string }): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
