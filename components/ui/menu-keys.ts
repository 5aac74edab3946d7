/** Where a key leads in a list of `count` items of which `at` has the focus (-1: none); undefined: the key moves nothing. */
export function itemOfKey(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, count - 1);
    case "ArrowUp":
      return at < 0 ? count - 1 : Math.max(at - 1, 0);
    case "Home":
    case "PageUp":
      return 0;
    case "End":
    case "PageDown":
      return count - 1;
    default:
      return undefined;
  }
}

/** The item that begins with what was typed, looked for after `at` and round; one letter pressed again and again goes from one to the next. */
export function itemOfLetters(labels: readonly string[], at: number, typed: string): number | undefined {
  const letters = [...typed.toLowerCase()];
  const search = letters.every((l) => l === letters[0]) ? (letters[0] ?? "") : letters.join("");
  if (!search) return undefined;
  // More letters of the word whose item has the focus already leave it there.
  const from = letters.length > 1 && search.length > 1 ? Math.max(at, 0) : at + 1;
  const turned = labels.map((_, i) => (from + i) % labels.length);
  return turned.find((i) => labels[i]?.trim().toLowerCase().startsWith(search));
}
