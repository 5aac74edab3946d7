import { isRecord } from "./record";

/** How many messages are looked at. */
const LOOKED_AT = 200;

/** A run of tau2-bench: its messages, and how it was graded or ended. */
export function isSimulation(value: unknown): boolean {
  if (!isRecord(value) || !("task_id" in value) || !("messages" in value || "ticks" in value)) return false;
  return "reward_info" in value || "termination_reason" in value;
}

/** Fields that only a `chat` conversation has around its messages. */
const CHAT_FIELDS = ["title", "created_at", "ended_at", "parent_id", "user", "task", "outcome", "reward", "success"];

/**
 * Is this conversation one of Anthropic's Messages API and not of OpenAI's chat? Its `system` stands beside the messages, its tools
 * have an `input_schema`, an answer of type `message` stands beside it, or its tool calls and results are blocks of content; and no
 * message is in OpenAI's writing. Plain words with neither are `chat`.
 */
export function isMessagesApi(value: unknown): boolean {
  const messages = Array.isArray(value) ? value : isRecord(value) ? value.messages : null;
  if (!Array.isArray(messages)) return false;
  const around = isRecord(value) ? value : {};
  let blocks = false;
  for (const message of messages.slice(0, LOOKED_AT)) {
    if (!isRecord(message) || typeof message.role !== "string") continue;
    const mark = markOf(message, around);
    if (mark === "openai") return false;
    blocks ||= mark === "anthropic";
  }
  if (isAround(around) && messages.some((message) => isRecord(message) && typeof message.role === "string")) return true;
  return blocks && !CHAT_FIELDS.some((key) => around[key] !== undefined && around[key] !== null);
}

function isAround(call: Record<string, unknown>): boolean {
  const { system, tools, response } = call;
  if (typeof call.anthropic_version === "string") return true;
  if (typeof system === "string" || (Array.isArray(system) && system.length > 0 && system.every(isRecord))) return true;
  if (isRecord(response) && response.type === "message" && Array.isArray(response.content)) return true;
  return Array.isArray(tools) && tools.some((tool) => isRecord(tool) && (isRecord(tool.input_schema) || isServerTool(tool.type)));
}

/** `memory_20250818`, `web_search_20250305`, ... */
function isServerTool(type: unknown): boolean {
  return typeof type === "string" && /^[a-z_]+_20\d{6}$/.test(type);
}

const ANTHROPIC_BLOCKS =
  /^(?:tool_use|server_tool_use|mcp_tool_use|\w*tool_result|redacted_thinking|search_result|container_upload|compaction)$/;
const OPENAI_BLOCKS = new Set<unknown>([
  "image_url",
  "input_image",
  "input_text",
  "output_text",
  "input_audio",
  "input_file",
  "file",
  "refusal",
]);

function markOf(message: Record<string, unknown>, around: Record<string, unknown>): "openai" | "anthropic" | null {
  const { role, content } = message;
  if (role === "tool" || role === "developer" || role === "function" || Array.isArray(message.tool_calls)) return "openai";
  if (role === "system" && around.system === undefined) return "openai";
  if (!Array.isArray(content)) return null;
  let mark: "anthropic" | null = null;
  for (const block of content) {
    if (!isRecord(block)) continue;
    if (OPENAI_BLOCKS.has(block.type)) return "openai";
    if (typeof block.type !== "string") continue;
    if (ANTHROPIC_BLOCKS.test(block.type) || (block.type === "thinking" && typeof block.signature === "string")) mark = "anthropic";
    if ((block.type === "image" || block.type === "document") && isRecord(block.source)) mark = "anthropic";
  }
  return mark;
}
