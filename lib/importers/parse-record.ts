import { isUtf8 } from "node:buffer";
import { MAX_SESSION_BYTES } from "@/lib/domain/transcript";
import { JsonSource } from "./json-source";
import type { RawRecord } from "./raw-record";
import { isTooDeep, MAX_DEPTH, scanNesting } from "./scan-nesting";

export type ParsedRecord =
  | { ok: true; value: unknown; source: JsonSource }
  /** `cut`: the file ended in the middle of it. `beginning`: to guess the format from. */
  | { ok: false; cut: boolean; message: string; beginning: Buffer };

/** How much of a broken record is looked at for a guess. */
const GUESS_BYTES = 256 * 1024;

/** Records above this size are followed bracket by bracket before they are parsed. */
const LOOKED_AT_FIRST = 256 * 1024;

const NOTHING = Buffer.alloc(0);

/** Parses one record; never throws, whatever the bytes are. `what` names it in messages: "line", "element". */
export function parseRecord(raw: RawRecord, what: string): ParsedRecord {
  const { bytes } = raw;
  if (bytes === null)
    return failed(
      false,
      `This ${what} is larger than ${MAX_SESSION_BYTES / 2 ** 20} MiB, the limit of a session.`,
      raw.beginning ?? NOTHING,
    );
  // A splitter that follows brackets cuts only in the middle of a value; of a line that is to be seen. Parsing what nests deep
  // costs memory, not stack: only large records have to be looked at before.
  const nesting = raw.deepest === undefined && (raw.cut || bytes.length > LOOKED_AT_FIRST) ? scanNesting(bytes) : null;
  if ((nesting?.deepest ?? raw.deepest ?? 0) > MAX_DEPTH) return failed(false, tooDeep(what), bytes);
  if (raw.cut && (nesting === null || nesting.inString || nesting.depth > 0)) return failed(true, cutIn(what), bytes);
  if (!isUtf8(bytes)) return failed(false, `This ${what} is not UTF-8 text.`, bytes);
  const text = bytes.toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    if (nesting === null && raw.deepest === undefined && isTooDeep(value)) return failed(false, tooDeep(what), bytes);
    return { ok: true, value, source: new JsonSource(text) };
  } catch (error) {
    const reason = (error as SyntaxError).message;
    if (raw.cut && reason === "Unexpected end of JSON input") return failed(true, cutIn(what), bytes);
    return failed(false, `This ${what} is not valid JSON (${withoutExcerpt(reason)}).`, bytes);
  }
}

function tooDeep(what: string): string {
  return `This ${what} nests values more than ${MAX_DEPTH} levels deep.`;
}

function cutIn(what: string): string {
  return `The file ends in the middle of this ${what}`;
}

function failed(cut: boolean, message: string, bytes: Buffer): ParsedRecord {
  return { ok: false, cut, message, beginning: bytes.subarray(0, GUESS_BYTES) };
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
