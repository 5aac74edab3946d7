import { blockText } from "./content-blocks";
import { isRecord } from "./record";

/** The words of a tool result's content: text as it is, blocks one per line. */
export function resultText(content: unknown): string {
  if (typeof content === "string") return content;
  if (content === undefined || content === null) return "";
  if (!Array.isArray(content)) return isRecord(content) ? (blockText(content) ?? JSON.stringify(content)) : JSON.stringify(content);
  const parts = content.map((block) =>
    typeof block === "string" ? block : isRecord(block) ? (blockText(block) ?? JSON.stringify(block)) : "",
  );
  return parts.filter((part) => part !== "").join("\n");
}
