import { ApiError, invalid } from "./api-error";
import type { FakeModel } from "./models";
import { checkOutputSchema } from "./output-schema";
import type { InputBlock, InputMessage, MessagesBody } from "./request-shape";

export const blocksOf = (message: InputMessage): readonly InputBlock[] =>
  typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;

/** Refuses what has the right shape and is still no request: contents, pairs of tool use and result, breakpoints, formats. */
export function checkRequest(body: MessagesBody): void {
  if (body.messages[0]?.role === "assistant") throw invalid('messages: first message must use the "user" role');
  for (const [i, message] of body.messages.entries()) checkContent(message, i, i === body.messages.length - 1);
  checkToolResults(body.messages);
  if (Array.isArray(body.system)) for (const block of body.system) checkText(block.text, "system", block.cache_control);
  checkBreakpoints(body);
  const strict = (body.tools ?? []).filter((tool) => tool.strict).length;
  if (strict > 20) throw invalid(`tools: at most 20 strict tools are supported, got ${strict}`);
  if (body.tool_choice && body.tool_choice.type !== "none" && !body.tools?.length)
    throw invalid("tool_choice: may only be specified while providing tools");
  if (body.output_config?.format) {
    checkOutputSchema(body.output_config.format.schema);
    const cites = body.messages
      .flatMap(blocksOf)
      .some((b) => (b.type === "document" || b.type === "search_result") && b.citations?.enabled);
    if (cites) throw invalid("output_config.format: citations are not compatible with structured outputs");
    if (body.messages.at(-1)?.role === "assistant") throw invalid("output_config.format: prefilling assistant messages is not supported");
  }
}

function checkContent(message: InputMessage, index: number, isLast: boolean): void {
  const blocks = blocksOf(message);
  if ((blocks.length === 0 || message.content === "") && !(isLast && message.role === "assistant"))
    throw invalid(`messages.${index}: all messages must have non-empty content except for the optional final assistant message`);
  for (const block of blocks) {
    if (block.type === "text" && message.content !== "") checkText(block.text, "messages", block.cache_control);
    const wrong = message.role === "assistant" ? ["tool_result", "image", "document"] : ["tool_use", "thinking", "redacted_thinking"];
    if (wrong.includes(block.type))
      throw invalid(`messages.${index}: \`${block.type}\` blocks are not permitted in ${message.role} messages`);
  }
  const last = blocks.at(-1);
  if (isLast && message.role === "assistant" && last?.type === "text" && /\s$/.test(last.text))
    throw invalid("messages: final assistant content cannot end with trailing whitespace");
}

function checkText(text: string, where: string, cacheControl: unknown): void {
  if (text === "" && cacheControl) throw invalid(`${where}: cache_control cannot be set for empty text blocks`);
  if (text === "") throw invalid(`${where}: text content blocks must be non-empty`);
  if (text.trim() === "") throw invalid(`${where}: text content blocks must contain non-whitespace text`);
}

function checkToolResults(messages: readonly InputMessage[]): void {
  let open: string[] = [];
  for (const [i, message] of messages.entries()) {
    const blocks = blocksOf(message);
    const answered = blocks.flatMap((b) => (b.type === "tool_result" ? [b.tool_use_id] : []));
    const stray = answered.find((id) => !open.includes(id));
    if (stray !== undefined)
      throw invalid(
        `messages.${i}.content: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      );
    const missing = open.filter((id) => !answered.includes(id));
    if (missing.length > 0)
      throw invalid(`messages.${i}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(", ")}`);
    open = blocks.flatMap((b) => (b.type === "tool_use" ? [b.id] : []));
  }
}

const MAX_BREAKPOINTS = 4;

function checkBreakpoints(body: MessagesBody): void {
  const marked = [
    ...(body.tools ?? []).map((tool) => tool.cache_control),
    ...(Array.isArray(body.system) ? body.system.map((block) => block.cache_control) : []),
    ...body.messages.flatMap(blocksOf).map((block) => ("cache_control" in block ? block.cache_control : null)),
    body.cache_control,
  ].flatMap((control) => (control ? [control.ttl ?? "5m"] : []));
  if (marked.length > MAX_BREAKPOINTS)
    throw invalid(`A maximum of ${MAX_BREAKPOINTS} blocks with cache_control may be provided. Found ${marked.length}.`);
  if (marked.some((ttl, i) => ttl === "1h" && marked[i - 1] === "5m"))
    throw invalid("cache_control: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block");
}

/** Refuses what this one model does not take. */
export function checkModel(model: FakeModel, body: MessagesBody): void {
  const name = model.id;
  if (model.lifecycle === "retired") throw new ApiError("not_found_error", `model: ${name}`);
  if (body.max_tokens > model.maxOutputTokens)
    throw invalid(
      `max_tokens: ${body.max_tokens} > ${model.maxOutputTokens}, which is the maximum allowed number of output tokens for ${name}`,
    );
  if (!model.sampling)
    for (const key of ["temperature", "top_p", "top_k"] as const) {
      const isDefault = body[key] === undefined || (key !== "top_k" && body[key] === 1);
      if (!isDefault) throw invalid(`${key}: only the default value is supported for ${name}`);
    }
  const { thinking, output_config: output, tool_choice: choice } = body;
  if (thinking && !model.thinking.includes(thinking.type))
    throw invalid(
      `thinking.type: "thinking.type.${thinking.type}" is not supported for ${name}, use ${model.thinking.map((t) => `"${t}"`).join(" or ")}${model.efforts.length > 0 ? " and output_config.effort to control thinking behavior" : ""}.`,
    );
  if (thinking?.type === "enabled" && thinking.budget_tokens >= body.max_tokens)
    throw invalid("thinking.budget_tokens: `max_tokens` must be greater than `thinking.budget_tokens`");
  if (output?.effort && !model.efforts.includes(output.effort))
    throw invalid(`output_config.effort: '${output.effort}' is not supported for ${name}`);
  const isForced = choice?.type === "any" || choice?.type === "tool";
  if (isForced && !model.forcedToolChoice) throw invalid(`tool_choice: forced tool use is not supported for ${name}`);
  if (isForced && thinks(model, body)) throw invalid("thinking: may not be enabled when tool_choice forces tool use");
  if (body.messages.at(-1)?.role === "assistant" && !model.prefill)
    throw invalid("This model does not support assistant message prefill. The conversation must end with a user message.");
}

/** Whether an answer starts with a thinking block. */
export function thinks(model: FakeModel, body: MessagesBody): boolean {
  if (body.thinking === undefined) return model.thinksUnasked;
  return body.thinking.type === "adaptive" || body.thinking.type === "enabled";
}
