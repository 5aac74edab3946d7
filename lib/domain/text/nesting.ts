/** Deeper than this a value is kept as its text: what prints it again, and code after us, may recurse. */
const MAX_LEVELS = 200;

/** Does this JSON text nest deeper than values are taken apart? Brackets inside its strings do not count. */
export function nestsTooDeep(text: string): boolean {
  if (text.length <= MAX_LEVELS) return false;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === "\\") i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === "[" || c === "{") {
      if (++depth > MAX_LEVELS) return true;
    } else if (c === "]" || c === "}") depth--;
  }
  return false;
}
