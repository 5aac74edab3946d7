import { read, type Told } from "@/lib/dreaming/local/facts/relate";
import { type Slot, slotOfLine } from "@/lib/dreaming/local/facts/slot";
import { spokenIn } from "@/lib/dreaming/local/facts/wording";
import { plainSentence, sentencesOf } from "@/lib/dreaming/local/statements/sentences";

/** One statement of an existing memory: a sentence or a list item, and where it stands in the content (UTF-16, half open). */
export type MemoryLine = {
  start: number;
  end: number;
  told: Told;
  /** "Label: value": where the value stands. */
  label: { slot: Slot; valueStart: number } | null;
};

const SKIPPED =
  /^(?:---\n[\s\S]*?\n---(?:\n|$))|(?:^|\n)[ \t]*(```|~~~)[\s\S]*?(?:\n[ \t]*\1[^\n]*|$)|^[ \t]*#{1,6}[ \t].*$|^[ \t]*\|.*$|^[ \t]*(?:<!--[\s\S]*?-->)|^Before: .*$/gm;
/** Memories longer than this are read to here only: a note of that size is a document, not statements. */
const MAX_READ = 20_000;

function line(content: string, start: number, end: number): MemoryLine | null {
  const text = content.slice(start, end);
  const plain = spokenIn(plainSentence(text).replace(/(?:\*\*|__)/g, ""));
  if ((plain.match(/[\p{L}\p{N}]+/gu) ?? []).length < 2) return null;
  const found = slotOfLine(plain);
  const told = read(plain);
  if (!found?.label) return { start, end, told, label: null };
  const value = content.indexOf(":", start) + 1;
  const valueStart = value + (/^[\s*_]*/.exec(content.slice(value, end))?.[0].length ?? 0);
  return { start, end, told: { ...told, slot: found.slot }, label: { slot: found.slot, valueStart } };
}

/**
 * The statements of a memory's content: front matter, headings, code, tables and former values are none. With `wanted`, only those whose text it
 * accepts: reading one closely costs more than looking at its words.
 */
export function linesOfMemory(content: string, wanted: (text: string) => boolean = () => true): MemoryLine[] {
  const blank = content.slice(0, MAX_READ).replace(SKIPPED, (skipped) => skipped.replace(/[^\n]/g, " "));
  const found: MemoryLine[] = [];
  for (const sentence of sentencesOf(blank)) {
    if (!wanted(sentence.text)) continue;
    const made = line(content, sentence.start, sentence.end);
    if (made) found.push(made);
  }
  return found;
}
