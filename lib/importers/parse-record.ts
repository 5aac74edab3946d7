import { isUtf8 } from "node:buffer";
import { MAX_SESSION_BYTES } from "@/lib/domain/transcript";
import { JsonSource } from "./json-source";
import type { RawRecord } from "./raw-record";
import { MAX_DEPTH, scanNesting } from "./scan-nesting";

export type ParsedRecord =
  | { ok: true; value: unknown; source: JsonSource }
  /** `cut`: the file ended in the middle of it. `text`: its beginning, to guess the format from. */
  | { ok: false; cut: boolean; message: string; text: string };

/** How much of a broken record is looked at for a guess. */
const GUESS_BYTES = 256 * 1024;

/** Parses one record; never throws, whatever the bytes are. `what` names it in messages: "line", "element". */
export function parseRecord(raw: RawRecord, what: string): ParsedRecord {
  const { bytes } = raw;
  if (bytes === null) return failed(false, `This ${what} is larger than ${MAX_SESSION_BYTES / 2 ** 20} MiB, the limit of a session.`);
  const guess = () => bytes.toString("utf8", 0, GUESS_BYTES);
  const cutMessage = `The file ends in the middle of this ${what}`;
  const nesting = raw.deepest === undefined ? scanNesting(bytes) : null;
  if ((raw.deepest ?? nesting?.deepest ?? 0) > MAX_DEPTH) {
    return failed(false, `This ${what} nests values more than ${MAX_DEPTH} levels deep.`, guess());
  }
  const open = nesting !== null && (nesting.inString || nesting.depth > 0);
  if (raw.cut && (open || nesting === null)) return failed(true, cutMessage, guess());
  if (!isUtf8(bytes)) return failed(false, `This ${what} is not UTF-8 text.`, guess());
  const text = bytes.toString("utf8");
  try {
    return { ok: true, value: JSON.parse(text), source: new JsonSource(text) };
  } catch (error) {
    const reason = (error as SyntaxError).message;
    if (raw.cut && reason === "Unexpected end of JSON input") return failed(true, cutMessage, guess());
    return failed(false, `This ${what} is not valid JSON (${withoutExcerpt(reason)}).`, guess());
  }
}

function failed(cut: boolean, message: string, text = ""): ParsedRecord {
  return { ok: false, cut, message, text };
}

/** The parser's message without the piece of the file that it quotes. */
function withoutExcerpt(reason: string): string {
  return reason
    .replace(/, (\.\.\.)?".*$/s, "")
    .replace(/ in JSON at position (\d+).*$/s, " at character $1")
    .replace(/ after JSON at position (\d+).*$/s, " after its end, at character $1")
    .replaceAll("\u0000", "\uFFFD")
    .toWellFormed();
}
