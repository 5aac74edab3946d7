export type Yaml = string | Yaml[] | { [key: string]: Yaml };

type Line = { depth: number; text: string; number: number };

/**
 * Reads the plain part of YAML: mappings and lists by indentation, lists of strings in JSON's form, scalars as text. What it does not know it refuses with
 * the line, so that a file it reads is one that every reader of YAML reads the same.
 */
export function readYaml(text: string): Yaml {
  const lines = text.split("\n").flatMap((raw, i): Line[] => {
    if (/^\s*(#|$)/.test(raw)) return [];
    const depth = /^ */.exec(raw)?.[0].length ?? 0;
    if (depth % 2 === 1 || raw.includes("\t")) throw new Error(`line ${i + 1}: indentation is by two spaces`);
    return [{ depth, text: raw.trim(), number: i + 1 }];
  });
  const { value, next } = block(lines, 0, 0);
  if (next < lines.length) throw new Error(`line ${lines[next]?.number}: belongs to nothing`);
  return value;
}

function block(lines: Line[], at: number, depth: number): { value: Yaml; next: number } {
  return lines[at]?.text.startsWith("- ") ? list(lines, at, depth) : mapping(lines, at, depth);
}

function list(lines: Line[], at: number, depth: number): { value: Yaml[]; next: number } {
  const value: Yaml[] = [];
  let next = at;
  for (let line = lines[next]; line?.depth === depth && line.text.startsWith("- "); line = lines[++next])
    value.push(scalar(line, line.text.slice(2)));
  return { value, next };
}

function mapping(lines: Line[], at: number, depth: number): { value: Record<string, Yaml>; next: number } {
  const value: Record<string, Yaml> = {};
  let next = at;
  for (let line = lines[next]; line?.depth === depth; line = lines[next]) {
    const [, key, rest] = /^([\w.-]+):(?: (\S.*))?$/.exec(line.text) ?? [];
    if (!key) throw new Error(`line ${line.number}: not a key with a value: ${line.text}`);
    if (key in value) throw new Error(`line ${line.number}: ${key} is there twice`);
    next++;
    if (rest !== undefined) {
      value[key] = scalar(line, rest);
      continue;
    }
    const below = lines[next];
    if (!below || below.depth <= depth) value[key] = "";
    else ({ value: value[key], next } = block(lines, next, depth + 2));
  }
  return { value, next };
}

/** A scalar as text, or a list in JSON's form. */
function scalar(line: Line, text: string): Yaml {
  if (/^["[]/.test(text)) return JSON.parse(text) as Yaml;
  // Plain text may hold neither what would begin a comment nor what would begin another mapping.
  if (/^[{}\]&*!|>%@`']| #|: /.test(text)) throw new Error(`line ${line.number}: ${text} is not plain`);
  return text;
}
