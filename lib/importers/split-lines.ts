import { MAX_SESSION_BYTES } from "@/lib/domain/transcript";
import { Pieces, type RawRecord, type Splitter } from "./raw-record";

/**
 * Cuts an upload at byte 10, which in UTF-8 is never part of another character. Blank lines count but give no record.
 * `offset` and `line` say where the first byte fed stands in the upload.
 */
export function splitLines(offset: number, line: number, maxBytes = MAX_SESSION_BYTES): Splitter {
  const pieces = new Pieces(maxBytes);
  let start = offset;
  let position = offset;
  let number = line;

  function finish(end: number, ended: boolean): RawRecord | null {
    const { bytes, beginning } = pieces.take();
    const record = { bytes, beginning, start, end, line: number, cut: ended };
    start = end;
    number++;
    return bytes && isBlank(bytes) ? null : record;
  }

  return {
    *push(chunk) {
      const base = position;
      position += chunk.length;
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        pieces.add(chunk.subarray(from, at + 1));
        from = at + 1;
        const record = finish(base + from, false);
        if (record) yield record;
      }
      pieces.add(chunk.subarray(from));
    },
    *end() {
      if (start === position) return;
      const record = finish(position, true);
      if (record) yield record;
    },
  };
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) return false;
  return true;
}
