/** Keys whose value is kept exactly as it was written. */
const KEPT_KEYS = new Set(["input", "arguments"]);

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The text of one parsed JSON value, for the values of which the exact writing counts (a tool call's input): parsing and
 * printing again would change `1.0`, long numbers, spaces and escapes.
 */
export class JsonSource {
  private cursor = 0;
  private slices: Map<string, string> | null = null;

  constructor(readonly text: string) {}

  /** The text of the value at `path`, whose last key is `key`. Ask in the order of the text: then one pass is enough. */
  exactly(key: string, value: unknown, path: string): string {
    const printed = JSON.stringify(value) ?? "null";
    if (this.slices === null) {
      const wanted = `"${key}":${printed}`;
      const at = this.text.indexOf(wanted, this.cursor);
      if (at >= 0) {
        this.cursor = at + wanted.length;
        return printed;
      }
      this.slices = keptSlices(this.text);
    }
    return this.slices.get(path) ?? printed;
  }
}

type Frame = { isArray: boolean; index: number; key: string; keptFrom: number };

/** Path -> text of every value under a kept key, in one pass over valid JSON. Of a repeated key the last one wins, as in parsing. */
function keptSlices(text: string): Map<string, string> {
  const slices = new Map<string, string>();
  const stack: Frame[] = [];
  let i = 0;
  const keep = (frame: Frame, end: number) => {
    if (frame.keptFrom < 0) return;
    // A slice of a long string would keep all of it in memory, so this is a copy.
    let last = end;
    while (isSpace(text.charCodeAt(last - 1))) last--;
    slices.set(pathOf(stack), Buffer.from(text.slice(frame.keptFrom, last)).toString());
    frame.keptFrom = -1;
  };
  while (i < text.length) {
    const frame = stack.at(-1);
    switch (text.charCodeAt(i)) {
      case QUOTE: {
        const end = endOfString(text, i);
        let next = skipSpace(text, end);
        if (frame && !frame.isArray && text.charCodeAt(next) === COLON) {
          frame.key = keyOf(text.slice(i + 1, end - 1));
          next = skipSpace(text, next + 1);
          frame.keptFrom = KEPT_KEYS.has(frame.key) ? next : -1;
        }
        i = next;
        break;
      }
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        stack.push({ isArray: text.charCodeAt(i) === OPEN_ARRAY, index: 0, key: "", keptFrom: -1 });
        i++;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY: {
        if (frame) keep(frame, i);
        stack.pop();
        i++;
        const outer = stack.at(-1);
        if (outer) keep(outer, i);
        break;
      }
      case COMMA:
        if (frame) {
          keep(frame, i);
          if (frame.isArray) frame.index++;
        }
        i++;
        break;
      default:
        i++;
    }
  }
  return slices;
}

function keyOf(inside: string): string {
  return inside.includes("\\") ? (JSON.parse(`"${inside}"`) as string) : inside;
}

function endOfString(text: string, from: number): number {
  let i = from + 1;
  for (let code = text.charCodeAt(i); code !== QUOTE && i < text.length; code = text.charCodeAt(i)) i += code === BACKSLASH ? 2 : 1;
  return i + 1;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function skipSpace(text: string, from: number): number {
  let i = from;
  while (isSpace(text.charCodeAt(i))) i++;
  return i;
}

/** `messages[3].tool_calls[0].function.arguments` */
function pathOf(stack: readonly Frame[]): string {
  return stack.reduce((path, frame) => (frame.isArray ? `${path}[${frame.index}]` : path ? `${path}.${frame.key}` : frame.key), "");
}
