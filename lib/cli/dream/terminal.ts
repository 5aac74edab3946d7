import { hiddenCharacters } from "@/lib/domain/text/hidden";

/**
 * Untrusted text for a terminal: control characters, escape sequences, bidirectional overrides and whatever else a reader would not see stand as
 * `\u001b`; only tabs and line feeds stay.
 */
export function visible(text: string): string {
  let shown = "";
  let at = 0;
  for (const { start, end } of hiddenCharacters(text)) {
    shown += text.slice(at, start) + escaped(text.slice(start, end));
    at = end;
  }
  return (shown + text.slice(at)).replace(/[\r\u0085\u2028\u2029]|\p{Surrogate}/gu, escaped);
}

const escaped = (text: string) =>
  [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
    })
    .join("");

/** On one line: line ends and tabs become spaces. */
export const oneLine = (text: string) => visible(text.replace(/\s+/g, " ").trim());

/** At most `max` characters, with an ellipsis where something is cut. */
export function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`;
}

/** Words in lines of at most `width`; the first begins with `first`, the others with as many spaces. A longer word stands alone. */
export function wrap(text: string, width: number, first = ""): string {
  const indent = " ".repeat([...first].length);
  const lines: string[] = [];
  let line = first;
  let length = indent.length;
  for (const word of text.split(/ +/)) {
    const size = [...word].length;
    if (length > indent.length && length + 1 + size > width) {
      lines.push(line);
      line = indent + word;
      length = indent.length + size;
    } else {
      const gap = length > indent.length ? 1 : 0;
      line += " ".repeat(gap) + word;
      length += gap + size;
    }
  }
  return [...lines, line].join("\n");
}

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";
/** Colours or leaves text as it is. */
export type Paint = (style: Style, text: string) => string;

const CODES: Record<Style, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

const painted: Paint = (style, text) => `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m`;
export const plain: Paint = (_style, text) => text;

/** Colours on a terminal that takes them, unless NO_COLOR is set to anything. */
export function paintFor(stream: { isTTY?: boolean }, env: Record<string, string | undefined>): Paint {
  return stream.isTTY && !env.NO_COLOR && env.TERM !== "dumb" ? painted : plain;
}

/** Columns to write in: the terminal's, within what reads well; 100 where there is none. */
export function widthOf(stream: { isTTY?: boolean; columns?: number }): number {
  return stream.isTTY && stream.columns ? Math.max(40, Math.min(stream.columns, 120)) : 100;
}

/** JSON in which nothing acts on a terminal; it reads back as what it was. */
export function jsonDocument(value: unknown): string {
  const inert = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;
  return JSON.stringify(value, null, 2).replace(inert, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
