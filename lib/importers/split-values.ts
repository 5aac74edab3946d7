import { MAX_SESSION_BYTES } from "@/lib/domain/transcript";
import { Pieces, type RawRecord, type Splitter, type Stray } from "./raw-record";
import { NestingScanner } from "./scan-nesting";

const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Where the splitter stands: between values, in one that closes itself (brackets or quotes), in a bare word or number. */
type Inside = "between" | "closing" | "word";

/**
 * Cuts an upload into the elements of its one top-level array (`array`), or into the values that follow each other in it
 * (`sequence`: one pretty-printed object, or several). Follows strings, escapes and brackets byte by byte, so memory stays
 * bounded by one value; what is wrong inside a value is the parser's to say, what is wrong between them is a `Stray`.
 */
export function splitValues(
  shape: "array" | "sequence",
  offset: number,
  firstLine: number,
  maxBytes = MAX_SESSION_BYTES,
  /** Of an array: how many elements lie before `offset`, if it is right behind one. */
  behind = 0,
): Splitter {
  const pieces = new Pieces(maxBytes);
  let position = offset;
  let line = firstLine;
  let inside: Inside = "between";
  const scanner = new NestingScanner();
  let start = 0;
  let startLine = 0;
  let index = behind;
  // Of the array itself: before its bracket, expecting an element, expecting a comma, after its end.
  let state: "before" | "element" | "comma" | "after" = shape !== "array" ? "element" : behind > 0 ? "comma" : "before";
  let toldAfter = false;

  const place = () => (shape === "array" ? { index } : { line: startLine });

  function take(piece: Buffer) {
    pieces.add(piece);
    if (shape === "array") return;
    for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, at + 1)) line++;
  }

  function finish(end: number, cut: boolean): RawRecord {
    const record = { ...pieces.take(), start, end, ...place(), cut, deepest: inside === "word" ? 0 : scanner.deepest };
    inside = "between";
    index++;
    if (shape === "array") state = "comma";
    return record;
  }

  /** A byte outside of any value; true when a value starts with it. */
  function between(byte: number): boolean | Stray {
    if (shape === "sequence") return true;
    switch (state) {
      case "before":
        if (byte === OPEN_ARRAY) state = "element";
        return false;
      case "after": {
        if (toldAfter) return false;
        toldAfter = true;
        return { stray: "There is more text after the end of the array; it was not read.", index };
      }
      case "comma":
        if (byte === COMMA) state = "element";
        else if (byte === CLOSE_ARRAY) state = "after";
        else return true;
        return false;
      case "element":
        if (byte === COMMA) return { stray: "An element is missing between two commas.", index };
        if (byte !== CLOSE_ARRAY) return true;
        state = "after";
        return index > 0 ? { stray: "The array ends after a comma: its last element is missing.", index } : false;
      default:
        return state satisfies never;
    }
  }

  function* push(chunk: Buffer): Generator<RawRecord | Stray> {
    const base = position;
    position += chunk.length;
    const size = chunk.length;
    let from = 0;
    let i = 0;
    while (i < size) {
      if (inside === "between") {
        const byte = chunk[i]!;
        if (byte === LF) line++;
        if (byte === 32 || byte === LF || byte === 13 || byte === 9) {
          i++;
          continue;
        }
        const missingComma = shape === "array" && state === "comma" && byte !== COMMA && byte !== CLOSE_ARRAY;
        const begins = between(byte);
        if (typeof begins === "object") yield begins;
        if (begins !== true) {
          i++;
          continue;
        }
        if (missingComma) yield { stray: "A comma is missing before this element.", index };
        from = i;
        start = base + i;
        startLine = line;
        scanner.reset(byte === QUOTE);
        inside = byte === QUOTE || (byte | 0x20) === 0x7b ? "closing" : "word";
        if (byte === QUOTE || inside === "word") i++;
        continue;
      }
      if (inside === "word") {
        const byte = chunk[i]!;
        if (byte > 32 && byte !== COMMA && (byte | 0x20) !== 0x7d && (byte | 0x20) !== 0x7b && byte !== QUOTE) i++;
        else {
          take(chunk.subarray(from, i));
          yield finish(base + i, false);
        }
        continue;
      }
      const end = scanner.scan(chunk, i);
      i = end < 0 ? size : end;
      if (end < 0) continue;
      take(chunk.subarray(from, i));
      yield finish(base + i, false);
    }
    if (inside !== "between") take(chunk.subarray(from));
  }

  function* end(): Generator<RawRecord | Stray> {
    if (inside !== "between") yield finish(position, inside !== "word" || shape === "array");
    else if (shape === "array" && state !== "after") yield { stray: "The file ends before the array is closed", index, cut: true };
  }

  return { push, end };
}
