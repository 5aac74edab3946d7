import { type Habits, isStep, type Step } from "@/lib/dreaming/local/habits";

/** Share of the succeeded sessions in which a step came before the tool. */
const USUAL = 0.9;
/** What a memory tells already stays while it is not spoken against: one odd session is no reason to rewrite it. */
const STILL_USUAL = 0.7;
const USUAL_YES = 0.8;
/** Share of them in which all steps of the line came before it. */
const TOGETHER = 0.85;
/** Two steps have an order when so many sessions had it. */
const ORDERED = 0.8;

/** As a step it has no tool. */
export const YES = "the user's yes";

/** One thing that came before the tool: another tool, or the user's yes. */
export type Item = { name: string; words: string };

/** A tool's name as it stands in a text. */
export const code = (tool: string) => `\`${tool}\``;

/** The step of a session that an item names. */
export const stepOf = (h: Habits, tool: string, item: string): Step | undefined => (item === YES ? h.yes.get(tool) : h.first.get(item));

/** Place of an item's first time before the tool's first call; null when it did not come before it. */
export function placeOf(h: Habits, tool: string, item: string): number | null {
  const end = h.first.get(tool)?.at ?? -1;
  const at = stepOf(h, tool, item)?.at ?? end;
  return at < end ? at : null;
}

/** The steps that most of the sessions had before the tool, in the order in which they usually came. */
export function usualBefore(tool: string, succeeded: readonly Habits[], told: string): Item[] {
  const names = new Set(succeeded.flatMap((h) => [...h.first.keys()]));
  names.delete(tool);
  const items = [...names]
    .filter(isStep)
    .sort()
    .map((name): Item => ({ name, words: code(name) }));
  const usual = [...items, { name: YES, words: YES }]
    .map((item) => ({ ...item, held: new Set(succeeded.filter((h) => placeOf(h, tool, item.name) !== null)) }))
    .filter(
      ({ name, words, held }) => held.size >= succeeded.length * (told.includes(words) ? STILL_USUAL : name === YES ? USUAL_YES : USUAL),
    )
    .sort((a, b) => b.held.size - a.held.size || (a.name < b.name ? -1 : 1));
  // The commonest first: what would make the whole line untrue of too many sessions is left out of it.
  const kept: Item[] = [];
  let together: readonly Habits[] = succeeded;
  for (const { name, words, held } of usual) {
    const rest = together.filter((h) => held.has(h));
    if (rest.length < succeeded.length * (told.includes(words) ? STILL_USUAL : TOGETHER)) continue;
    kept.push({ name, words });
    together = rest;
  }
  const mean = new Map(kept.map(({ name }) => [name, meanOf(succeeded.flatMap((h) => placeOf(h, tool, name) ?? []))]));
  return kept.sort((a, b) => (mean.get(a.name) ?? 0) - (mean.get(b.name) ?? 0) || (a.name < b.name ? -1 : 1));
}

const meanOf = (list: readonly number[]) => list.reduce((sum, n) => sum + n, 0) / Math.max(1, list.length);

/** "`a`, then `b` and `c`, then the user's yes": "then" only where that was the order. */
export function inWords(tool: string, items: readonly Item[], succeeded: readonly Habits[]): string {
  return items
    .map((item, i) => {
      const before = items[i - 1];
      if (!before) return item.words;
      const both = succeeded.flatMap((h) => {
        const [x, y] = [placeOf(h, tool, before.name), placeOf(h, tool, item.name)];
        return x === null || y === null ? [] : [x < y];
      });
      return `${both.filter(Boolean).length >= both.length * ORDERED ? ", then " : " and "}${item.words}`;
    })
    .join("");
}
