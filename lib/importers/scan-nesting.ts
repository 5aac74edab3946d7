/** Deeper than this nothing is read: no real session comes near it, and code after us may recurse. */
export const MAX_DEPTH = 200;

/** What is still open at the end of a piece of JSON text, and how deep it went. */
export type Nesting = { depth: number; deepest: number; inString: boolean };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Follows strings and brackets of `bytes[from, to)` without parsing. `{` and `[` differ from each other, and so do `}` and `]`,
 * in the bit 0x20 alone, hence the two comparisons.
 */
export function scanNesting(bytes: Buffer, from = 0, to = bytes.length): Nesting {
  let depth = 0;
  let deepest = 0;
  let i = from;
  while (i < to) {
    const byte = bytes[i++]!;
    if (byte === QUOTE) {
      i = endOfString(bytes, i, to);
      if (i < 0) return { depth, deepest, inString: true };
    } else if ((byte | 0x20) === 0x7b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if ((byte | 0x20) === 0x7d) {
      depth--;
    }
  }
  return { depth, deepest, inString: false };
}

/** Position after the closing quote of a string whose inside starts at `i`, or -1 when it is not closed before `to`. */
function endOfString(bytes: Buffer, i: number, to: number): number {
  while (i < to) {
    const byte = bytes[i++]!;
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH) i++;
  }
  return -1;
}

/** The same question for text that came inside a string: does it nest deeper than `MAX_DEPTH`? */
export function nestsTooDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH) return false;
  return scanNesting(Buffer.from(text)).deepest > MAX_DEPTH;
}
