/** One line of a list. `counts` are the numbers as they were said, those taken off below zero; empty where nobody gave one. */
export type ListItem = { name: string; counts: number[] };

/** "Potato" and "potatoes" are one item. */
export const itemKey = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/(?<=(?:s|x|ch|sh|o))es$|(?<=[^su])s$/u, "");

export const headingOf = (name: string): string =>
  name === "" ? "# The list" : `# ${name.replace(/^\p{Ll}/u, (c) => c.toUpperCase())} list`;

/** The numbers stand as they were said and are not added up: a sum is a number that nobody gave, and its reader can add. */
export function lineOf({ name, counts }: ListItem): string {
  const [first, ...rest] = counts;
  if (first === undefined) return `- ${name}`;
  return `- ${name}: ${first}${rest.map((n) => (n < 0 ? ` - ${-n}` : ` + ${n}`)).join("")}`;
}

const LINE = /^- (.+?)(?:: (\d+(?: [+-] \d+)*))?$/u;

/** Reads a list that `lineOf` wrote; null for any other text. */
export function readList(content: string): ListItem[] | null {
  const [heading, blank, ...lines] = content.trimEnd().split("\n");
  if (!heading?.startsWith("# ") || blank !== "" || lines.length === 0) return null;
  const items: ListItem[] = [];
  for (const line of lines) {
    const match = LINE.exec(line);
    if (!match?.[1]) return null;
    items.push({
      name: match[1],
      counts: (match[2] ?? "")
        .split(/ (?=[+-])/)
        .filter(Boolean)
        .map((n) => Number(n.replace("+ ", "").replace("- ", "-"))),
    });
  }
  return items;
}

export const totalOf = ({ counts }: ListItem): number => counts.reduce((sum, n) => sum + n, 0);
