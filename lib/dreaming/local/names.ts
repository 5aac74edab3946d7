import type { SessionEvent } from "@/lib/domain/transcript";

/** Text of a session that is searched for names: enough for a customer's record, never a whole log. */
const MAX_CHARS = 2_000_000;
const MAX_EVENT_CHARS = 100_000;

/**
 * Tells whether a capitalised word is somebody's or something's name in a session: it stands as the value of a field called name, or the user introduced
 * themselves with it. Answers are kept, so that many errors of one session cost one search a word.
 */
export function nameFinder(events: readonly SessionEvent[]): (word: string) => boolean {
  const answers = new Map<string, boolean>();
  return (word) => {
    const known = answers.get(word);
    if (known !== undefined) return known;
    const found = search(events, word.replace(/['’]s$/, ""));
    answers.set(word, found);
    return found;
  };
}

function search(events: readonly SessionEvent[], word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const introduced = new RegExp(
    `(?:[Nn]ame["']?\\s*:\\s*["'][^"'\\n]{0,60}|\\b(?:[Nn]ame is|[Ii] am|[Ii]['’]m|[Tt]his is|[Mm]r\\.?|[Mm]rs\\.?|[Mm]s\\.?|[Dd]r\\.?)\\s+(?:\\p{Lu}[\\p{L}'’-]*\\s+)?)(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`,
    "u",
  );
  let budget = MAX_CHARS;
  for (const event of events) {
    if (event.type === "system" || event.type === "thinking" || event.text.length > MAX_EVENT_CHARS) continue;
    budget -= event.text.length;
    if (budget < 0) return false;
    if (event.text.includes(word) && introduced.test(event.text)) return true;
  }
  return false;
}
