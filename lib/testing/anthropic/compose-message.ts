import type { ContentBlock, Message, StopReason, Usage } from "@anthropic-ai/sdk/resources/messages";
import type { Fault } from "./faults";
import { type Answer, answerBlocks, type OutputBlock } from "./model-request";
import type { FakeModel } from "./models";
import type { Tokenizer } from "./prompt";
import type { CacheUse } from "./prompt-cache";
import { thinks } from "./request-rules";
import type { MessagesBody } from "./request-shape";

type Composed = {
  body: MessagesBody;
  model: FakeModel;
  answer: Answer;
  faults: readonly Fault[];
  cache: CacheUse;
  count: Tokenizer;
  id: string;
  tier: "standard" | "batch";
};

const THOUGHT = "The request asks for an answer; the material is in the prompt.";

/** The message that an answer becomes: thinking first where the model thinks, cut where it must stop, with its usage. */
export function composeMessage({ body, model, answer, faults, cache, count, id, tier }: Composed): Message {
  const said = faults.findLast((fault) => fault.kind === "say");
  const asked = faults.findLast((fault) => fault.kind === "think");
  const blocks = answerBlocks(said ? said.answer : answer);
  const stop = faults.findLast((fault) => fault.kind === "stop");
  const refusedAtOnce = stop?.reason === "refusal" && stop.keep === 0;
  const hasThought = blocks.some((block) => block.type === "thinking");
  if (!refusedAtOnce && !hasThought && (asked || thinks(model, body)))
    blocks.unshift({ type: "thinking", thinking: asked?.text ?? THOUGHT });

  const input = cache.readTokens + cache.write5mTokens + cache.write1hTokens + cache.plainTokens;
  const cut = stop ? cutByShare(blocks, stop.keep, stop.reason) : cutByLimits(blocks, body, model.maxInputTokens - input, count);
  const thinkingTokens = tokensOf(cut.blocks.filter(isThinking), body.model, count);
  const outputTokens = tokensOf(cut.blocks, body.model, count);
  const usage: Usage = {
    input_tokens: cache.plainTokens,
    cache_creation_input_tokens: cache.write5mTokens + cache.write1hTokens,
    cache_read_input_tokens: cache.readTokens,
    cache_creation: { ephemeral_5m_input_tokens: cache.write5mTokens, ephemeral_1h_input_tokens: cache.write1hTokens },
    output_tokens: outputTokens,
    output_tokens_details: thinkingTokens > 0 ? { thinking_tokens: thinkingTokens } : null,
    server_tool_use: null,
    service_tier: tier,
    inference_geo: "global",
    speed: "standard",
  };
  const display = body.thinking && "display" in body.thinking ? (body.thinking.display ?? model.display) : model.display;
  return {
    id,
    type: "message",
    role: "assistant",
    model: model.id,
    content: cut.blocks.map((block, i) => contentBlock(block, `${id}_${i}`, asked ? "summarized" : display)),
    stop_reason: cut.reason,
    stop_sequence: cut.sequence,
    stop_details: stop?.details ?? null,
    container: null,
    diagnostics: null,
    usage,
  };
}

const isThinking = (block: OutputBlock): boolean => block.type === "thinking" || block.type === "redacted_thinking";

const textOf = (block: OutputBlock): string => {
  if (block.type === "text") return block.text;
  if (block.type === "thinking") return block.thinking;
  return block.type === "redacted_thinking" ? block.data : JSON.stringify(block.input);
};

const tokensOf = (blocks: readonly OutputBlock[], model: string, count: Tokenizer): number =>
  blocks.reduce((sum, block) => sum + count(textOf(block), model), 0);

type Cut = { blocks: OutputBlock[]; reason: StopReason; sequence: string | null };

function cutByShare(blocks: readonly OutputBlock[], keep: number, reason: StopReason): Cut {
  const cut = blocks.map((block) =>
    block.type === "text" ? { ...block, text: block.text.slice(0, Math.floor(block.text.length * keep)) } : block,
  );
  return { blocks: cut.filter((block) => block.type !== "text" || block.text !== ""), reason, sequence: null };
}

function cutByLimits(blocks: readonly OutputBlock[], body: MessagesBody, room: number, count: Tokenizer): Cut {
  // Fills the cache and says nothing.
  if (body.max_tokens === 0) return { blocks: [], reason: "max_tokens", sequence: null };
  let left = Math.min(body.max_tokens, room);
  const kept: OutputBlock[] = [];
  for (const block of blocks) {
    const sequence = block.type === "text" ? firstStop(block.text, body.stop_sequences ?? []) : null;
    const whole = block.type === "text" && sequence ? { ...block, text: block.text.slice(0, block.text.indexOf(sequence)) } : block;
    const tokens = count(textOf(whole), body.model);
    if (tokens > left) {
      const share = left / tokens;
      if (whole.type === "text" && left > 0) kept.push({ ...whole, text: whole.text.slice(0, Math.floor(whole.text.length * share)) });
      if (whole.type === "thinking" && left > 0)
        kept.push({ ...whole, thinking: whole.thinking.slice(0, Math.floor(whole.thinking.length * share)) });
      return { blocks: kept, reason: room < body.max_tokens ? "model_context_window_exceeded" : "max_tokens", sequence: null };
    }
    kept.push(whole);
    left -= tokens;
    if (sequence) return { blocks: kept, reason: "stop_sequence", sequence };
  }
  return { blocks: kept, reason: kept.some((block) => block.type === "tool_use") ? "tool_use" : "end_turn", sequence: null };
}

const firstStop = (text: string, sequences: readonly string[]): string | null =>
  sequences.filter((sequence) => text.includes(sequence)).sort((a, b) => text.indexOf(a) - text.indexOf(b))[0] ?? null;

function contentBlock(block: OutputBlock, id: string, display: "summarized" | "omitted"): ContentBlock {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text, citations: null };
    case "thinking":
      return {
        type: "thinking",
        thinking: display === "omitted" ? "" : block.thinking,
        signature: Buffer.from(`signed:${id}`).toString("base64"),
      };
    case "redacted_thinking":
      return { type: "redacted_thinking", data: block.data };
    case "tool_use":
      return { type: "tool_use", id: `toolu_${id}`, name: block.name, input: block.input, caller: { type: "direct" } };
    default:
      return block satisfies never;
  }
}
