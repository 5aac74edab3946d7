import { isRecord } from "./record";

/** Block types that hold words for the reader. */
const TEXT_TYPES = new Set(["text", "input_text", "output_text"]);

/**
 * The words of one content block: its text, or `[image image/png, 34 kB]` for a picture, a file or a sound (OpenAI's and
 * Anthropic's writing of them). Null for a block that holds no words (a tool call, a thinking block, an unknown one).
 */
export function blockText(block: Record<string, unknown>): string | null {
  const { type } = block;
  if (typeof type !== "string") return null;
  if (TEXT_TYPES.has(type)) return typeof block.text === "string" ? block.text : null;
  switch (type) {
    case "refusal":
      return typeof block.refusal === "string" ? block.refusal : null;
    case "image":
    case "image_url":
    case "input_image":
      return attachment("image", block.source ?? block.image_url ?? block.image ?? block);
    case "file":
    case "input_file":
    case "document":
      return attachment("file", block.source ?? block.file ?? block);
    case "input_audio":
    case "audio":
      return attachment("audio", block.input_audio ?? block.audio ?? block);
    default:
      return null;
  }
}

/** `source` is a data URL, a link, or an object around one of them or around base64. */
function attachment(word: string, source: unknown): string {
  const fields = isRecord(source) ? source : { url: source };
  const inline = [fields.data, fields.file_data, fields.url, fields.image_url].find((value) => typeof value === "string");
  const data = typeof inline === "string" ? inline : "";
  const url = /^data:([\w.+/-]*)(?:;[^,]*)?,/.exec(data.slice(0, 200));
  const media = [url?.[1], fields.media_type, fields.mime_type, fields.format].find((value) => typeof value === "string" && value !== "");
  const kind = typeof media === "string" ? ` ${media.slice(0, 60)}` : "";
  if (typeof fields.text === "string") return fields.text;
  if (fields.type === "text" && data !== "") return data;
  if (!url && /^[a-z][a-z\d+.-]*:/i.test(data.slice(0, 40))) return `[${word}${kind} ${data.slice(0, 300)}]`;
  if (data === "") return `[${word}${kind}]`;
  const bytes = Math.floor(((data.length - (url?.[0].length ?? 0)) * 3) / 4);
  return `[${word}${kind}, ${Math.max(1, Math.round(bytes / 1000))} kB]`;
}
