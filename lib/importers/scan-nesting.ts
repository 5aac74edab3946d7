/** Deeper than this nothing is read: no real session comes near it, and code after us may recurse. */
export const MAX_DEPTH = 200;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** So many bytes of a string are looked at one by one; from there on the native search is faster. */
const SHORT_STRING = 32;

/**
 * Follows the strings and brackets of JSON text piece by piece, without parsing it. `{` and `[` differ from each other, and so do
 * `}` and `]`, in the bit 0x20 alone, hence the two comparisons.
 */
export class NestingScanner {
  depth = 0;
  deepest = 0;
  inString = false;
  /** The piece before ended with a backslash: the next byte means nothing. */
  private escaped = false;

  reset(inString: boolean): void {
    this.depth = 0;
    this.deepest = 0;
    this.inString = inString;
    this.escaped = false;
  }

  /** Reads `bytes` from `at`. Gives the position after the bracket or quote that closes the outermost value, or -1 if none does. */
  scan(bytes: Buffer, at: number): number {
    let { depth, deepest } = this;
    const size = bytes.length;
    let i = this.escaped && at < size ? at + 1 : at;
    if (i > at) this.escaped = false;
    let found = -1;
    while (i < size) {
      if (this.inString) {
        i = this.endOfString(bytes, i);
        if (!this.inString && depth === 0) found = i;
      } else {
        const byte = bytes[i++]!;
        if (byte === QUOTE) this.inString = true;
        else if ((byte | 0x20) === 0x7b) {
          if (++depth > deepest) deepest = depth;
        } else if ((byte | 0x20) === 0x7d && --depth <= 0) found = i;
      }
      if (found >= 0) break;
    }
    this.depth = depth;
    this.deepest = deepest;
    return found;
  }

  /** From `i` inside a string to behind its closing quote, or to the end of the bytes. */
  private endOfString(bytes: Buffer, from: number): number {
    const size = bytes.length;
    const near = Math.min(size, from + SHORT_STRING);
    let i = from;
    while (i < near) {
      const byte = bytes[i++]!;
      if (byte === QUOTE) {
        this.inString = false;
        return i;
      }
      if (byte === BACKSLASH) i++;
    }
    if (i > size) this.escaped = true;
    if (i >= size) return size;
    const quote = bytes.indexOf(QUOTE, i);
    const end = quote < 0 ? size : quote;
    let slash = end;
    while (slash > i && bytes[slash - 1] === BACKSLASH) slash--;
    const escapes = (end - slash) % 2 === 1;
    if (quote < 0) this.escaped = escapes;
    else this.inString = escapes;
    return quote < 0 ? size : quote + 1;
  }
}

/** What is still open at the end of a piece of JSON text, and how deep it went. */
export function scanNesting(bytes: Buffer): { depth: number; deepest: number; inString: boolean } {
  const scanner = new NestingScanner();
  let at = 0;
  let deepest = 0;
  let extra = 0;
  while (at >= 0 && at < bytes.length) {
    at = scanner.scan(bytes, at);
    deepest = Math.max(deepest, scanner.deepest);
    if (at < 0) break;
    // More may follow what was closed: of several values the last counts, of closing brackets too many all do.
    extra += Math.min(0, scanner.depth);
    scanner.reset(false);
  }
  return { depth: scanner.depth + extra, deepest, inString: scanner.inString };
}

/** The same question for text that came inside a string: does it nest deeper than `MAX_DEPTH`? */
export function nestsTooDeep(text: string): boolean {
  return text.length > MAX_DEPTH && scanNesting(Buffer.from(text)).deepest > MAX_DEPTH;
}

/** The same for a parsed value; looks no deeper than it must. */
export function isTooDeep(value: unknown, levels = MAX_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const inner of value) if (typeof inner === "object" && isTooDeep(inner, levels - 1)) return true;
    return false;
  }
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === "object" && isTooDeep(inner, levels - 1)) return true;
  }
  return false;
}
