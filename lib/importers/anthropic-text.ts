import { blockText } from "./content-blocks";
import { isRecord } from "./record";

/** What the words of a content block are, and whether they were written by neither the person nor the agent: a document, a search hit. */
export type Words = { text: string; isExternal: boolean };

/** The words of a content block of Anthropic's APIs, null for one without. Content that was withheld says so. */
export function wordsOfBlock(block: Record<string, unknown>): Words | null {
  switch (block.type) {
    case "document":
      return { text: [block.title, block.context, documentText(block)].filter(isText).join("\n"), isExternal: true };
    case "search_result":
      return { text: searchResult(block), isExternal: true };
    case "redacted":
      return { text: "[content withheld]", isExternal: true };
    default: {
      const text = blockText(block);
      return text === null ? null : { text, isExternal: false };
    }
  }
}

/** The words of a tool result's content: text as it is, blocks one per line; what has no words is its JSON, without opaque data. */
export function resultWords(content: unknown): string {
  if (typeof content === "string") return content;
  if (content === undefined || content === null) return "";
  const parts = Array.isArray(content) ? content : [content];
  return parts
    .map(partWords)
    .filter((part) => part !== "")
    .join("\n");
}

function partWords(part: unknown): string {
  if (typeof part === "string") return part;
  if (!isRecord(part)) return "";
  const words = wordsOfBlock(part);
  if (words) return words.text;
  if (part.type === "web_search_result") return [part.title, part.url, part.page_age].filter(isText).join(" ");
  if (part.type === "web_fetch_result") return [part.url, resultWords(part.content)].filter(isText).join("\n");
  if (isText(part.stdout) || isText(part.stderr)) return [part.stdout, part.stderr].filter(isText).join("\n");
  return JSON.stringify(part, (key, value) => (key.startsWith("encrypted_") ? undefined : value));
}

/** A result says that it is an error by its flag, or by the type of its content. Null where it says nothing. */
export function isErrorResult(block: Record<string, unknown>): boolean | null {
  if (typeof block.is_error === "boolean") return block.is_error;
  return isRecord(block.content) && typeof block.content.type === "string" && block.content.type.endsWith("_error") ? true : null;
}

function documentText(block: Record<string, unknown>): string | null {
  const { source } = block;
  return isRecord(source) && source.type === "content" ? resultWords(source.content) : blockText(block);
}

function searchResult(block: Record<string, unknown>): string {
  return [block.title, block.source, resultWords(block.content)].filter(isText).join("\n");
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
