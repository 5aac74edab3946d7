import type { Span } from "@/lib/domain/evidence";

/** How many former values a fact shows; the history of versions has them all. */
const MAX_FORMER = 20;
const SAID = /^The user said: “([\s\S]*)”$/u;

/** A memory of one statement, as this engine writes it. */
export type Wording = { statement: string; former: string[] };

/** First letter large, a stop at the end: nothing else of the user's words is changed. */
export function finished(sentence: string): string {
  const opened = sentence.replace(/^\p{Ll}/u, (c) => c.toUpperCase());
  return /[.!…]["'”’)]*$/u.test(opened) ? opened : `${opened.replace(/[,;:]+$/u, "")}.`;
}

/** The statement as it stands in a memory. What somebody says of themselves is quoted, so that "I" is not read as the agent or its reader. */
export const inMemory = (sentence: string, firstPerson: boolean): string =>
  firstPerson ? `The user said: “${finished(sentence).replaceAll("“", '"').replaceAll("”", '"')}”` : finished(sentence);

/** The user's own words in a line that `inMemory` wrote, or the line itself. */
export const spokenIn = (line: string): string => SAID.exec(line.trim())?.[1] ?? line.trim();

/** Text of a memory, and where the statement and each former value stand in it (UTF-16). */
export function render(line: string, former: readonly string[]): { text: string; statement: Span; former: Span[] } {
  const statement = { start: 0, end: line.length };
  if (former.length === 0) return { text: `${line}\n`, statement, former: [] };
  let text = `${line}\n\nBefore: `;
  const spans: Span[] = [];
  former.slice(0, MAX_FORMER).forEach((value, i) => {
    if (i > 0) text += "; ";
    const start = text.length;
    text += value.replace(/[.;\s]+$/u, "").replaceAll(";", ",");
    spans.push({ start, end: text.length });
  });
  return { text: `${text}.\n`, statement, former: spans };
}

/** Reads a text that `render` wrote; null for any other shape. */
export function parseWording(content: string): Wording | null {
  const m = /^([^\n]+)\n(?:\nBefore: ([^\n]+)\n)?$/u.exec(content);
  if (!m?.[1]) return null;
  const former = m[2] ? m[2].replace(/\.$/u, "").split("; ").filter(Boolean) : [];
  return { statement: m[1], former };
}
