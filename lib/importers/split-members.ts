import { MAX_SESSION_BYTES } from "@/lib/domain/transcript";
import { Pieces, type RawRecord, type Splitter, type Stray } from "./raw-record";
import { NestingScanner } from "./scan-nesting";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Where the splitter stands among the members of the object, or among the elements of its list. */
type State = "before" | "key" | "colon" | "value" | "comma" | "element" | "next" | "after";

export type MemberSplitter = Splitter & {
  /** The last key read, and whether the list was reached or the first object closed. */
  where(): { key: string; inList: boolean; closed: boolean };
};

/**
 * Cuts one object into its members, of which the array `list` is cut into its elements: a file whose sessions stand in one list
 * among other members is read a session at a time; another object may follow. Elements have an `index`, every record the `key` of its member.
 */
export function splitMembers(list: string, offset: number, maxBytes = MAX_SESSION_BYTES): MemberSplitter {
  const pieces = new Pieces(maxBytes);
  const scanner = new NestingScanner();
  let position = offset;
  let state: State = "before";
  let inside: "between" | "closing" | "word" = "between";
  let start = 0;
  let index = 0;
  let key = "";
  let toldAfter = false;
  let closed = false;

  /** A byte outside of any value: what it means, and whether a value starts with it. */
  function between(byte: number): { starts: boolean; stray?: string } {
    const meaning = meaningOf(byte);
    closed ||= state === "after";
    return meaning;
  }

  function meaningOf(byte: number): { starts: boolean; stray?: string } {
    switch (state) {
      case "before":
        if (byte === OPEN_OBJECT) state = "key";
        return { starts: false };
      case "key":
        if (byte === CLOSE_OBJECT) state = "after";
        return { starts: byte !== CLOSE_OBJECT && byte !== COMMA };
      case "colon":
        state = "value";
        return byte === COLON ? { starts: false } : { starts: true, stray: "A colon is missing after a key." };
      case "value":
        if (byte === OPEN_ARRAY && key === list) {
          state = "element";
          return { starts: false };
        }
        if (byte !== COMMA && byte !== CLOSE_OBJECT) return { starts: true };
        state = byte === COMMA ? "key" : "after";
        return { starts: false, stray: "A value is missing after a key." };
      case "comma":
        if (byte === COMMA) state = "key";
        else if (byte === CLOSE_OBJECT) state = "after";
        else {
          state = "key";
          return { starts: true, stray: "A comma is missing between two members." };
        }
        return { starts: false };
      case "element":
        if (byte === COMMA) return { starts: false, stray: "An element is missing between two commas." };
        if (byte !== CLOSE_ARRAY) return { starts: true };
        state = "comma";
        return index > 0 ? { starts: false, stray: "The array ends after a comma: its last element is missing." } : { starts: false };
      case "next":
        if (byte === COMMA) state = "element";
        else if (byte === CLOSE_ARRAY) state = "comma";
        else {
          state = "element";
          return { starts: true, stray: "A comma is missing before this element." };
        }
        return { starts: false };
      case "after":
        // The next run of a file that holds several.
        if (byte === OPEN_OBJECT) state = "key";
        if (byte === OPEN_OBJECT || toldAfter) return { starts: false };
        toldAfter = true;
        return { starts: false, stray: "There is more text after the end of the object; it was not read." };
      default:
        return state satisfies never;
    }
  }

  const place = () => (state === "element" || state === "next" ? { index } : {});

  /** The value that ends at `end`: a record, or the key of the next one. */
  function finish(end: number, cut: boolean): RawRecord | null {
    const piece = pieces.take();
    const deepest = inside === "word" ? 0 : scanner.deepest;
    inside = "between";
    if (state === "key") {
      key = keyOf(piece.bytes);
      state = "colon";
      return null;
    }
    const record: RawRecord = { ...piece, start, end, ...place(), cut, deepest, key };
    if (state === "element") index++;
    state = state === "element" ? "next" : "comma";
    return record;
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
        if (byte === 32 || byte === 10 || byte === 13 || byte === 9) {
          i++;
          continue;
        }
        const at = place();
        const { starts, stray } = between(byte);
        if (stray) yield { stray, ...at };
        if (!starts) {
          i++;
          continue;
        }
        from = i;
        start = base + i;
        scanner.reset(byte === QUOTE);
        inside = byte === QUOTE || byte === OPEN_OBJECT || byte === OPEN_ARRAY ? "closing" : "word";
        if (byte === QUOTE || inside === "word") i++;
        continue;
      }
      if (inside === "word") {
        const byte = chunk[i]!;
        const goesOn = byte > 32 && byte !== COMMA && byte !== COLON && byte !== QUOTE && (byte | 0x20) !== 0x7d && (byte | 0x20) !== 0x7b;
        if (goesOn) {
          i++;
          continue;
        }
      } else {
        const end = scanner.scan(chunk, i);
        i = end < 0 ? size : end;
        if (end < 0) continue;
      }
      pieces.add(chunk.subarray(from, i));
      const record = finish(base + i, false);
      if (record) yield record;
    }
    if (inside !== "between") pieces.add(chunk.subarray(from));
  }

  function* end(): Generator<RawRecord | Stray> {
    if (inside !== "between" && state !== "key") {
      const record = finish(position, true);
      if (record) yield record;
    } else if (state !== "after") yield { stray: "The file ends before the object is closed", ...place(), cut: true };
  }

  return { push, end, where: () => ({ key, inList: state === "element" || state === "next" || index > 0, closed }) };
}

function keyOf(bytes: Buffer | null): string {
  try {
    return String(JSON.parse(bytes?.toString("utf8") ?? ""));
  } catch {
    return "";
  }
}
