import { canonicalJson } from "@/lib/domain/audit";
import { resultWords } from "./anthropic-text";
import { isRecord } from "./record";

/**
 * What makes a message the same when it comes back in the next call: its role and its words, calls and results. Cache marks,
 * citations and thinking, which a client may add or leave out, do not count; text and a list of one text block are the same.
 */
export function fingerprint(message: unknown): string {
  if (!isRecord(message)) return JSON.stringify(message) ?? "";
  const { role, content } = message;
  const blocks = Array.isArray(content) ? content : [content];
  return JSON.stringify([role, ...blocks.map(ofBlock).filter((part) => part !== null)]);
}

function ofBlock(block: unknown): unknown {
  if (!isRecord(block)) return typeof block === "string" ? ["text", block] : null;
  const { type } = block;
  if (type === "thinking" || type === "redacted_thinking") return null;
  if (type === "text") return ["text", block.text];
  if (typeof type === "string" && type.endsWith("tool_use")) return [type, block.id, block.name, canonicalJson(block.input ?? null)];
  if (typeof type === "string" && type.endsWith("tool_result")) return [type, block.tool_use_id, resultWords(block.content)];
  return [type, resultWords([block])];
}
