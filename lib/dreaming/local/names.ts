import type { SessionEvent } from "@/lib/domain/transcript";

/** Text of a session that is searched for names: enough for a customer's record, never a whole log. */
const MAX_CHARS = 2_000_000;
const MAX_EVENT_CHARS = 100_000;

const NAME_FIELD = /[Nn]ame["']?\s*:\s*["']([^"'\n]{1,80})/gu;
const INTRODUCED =
  /\b(?:[Nn]ame is|[Ii] am|[Ii]['’]m|[Tt]his is|[Mm]r\.?|[Mm]rs\.?|[Mm]s\.?|[Dd]r\.?)\s+(\p{Lu}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]*)?)/gu;
const WORD = /\p{L}[\p{L}'’-]*/gu;

/**
 * Tells whether a capitalised word is somebody's or something's name in a session: it stands in the value of a field called name, or the user introduced
 * themselves with it. The session is read once, when first asked.
 */
export function nameFinder(events: readonly SessionEvent[]): (word: string) => boolean {
  let names: Set<string> | null = null;
  return (word) => {
    names ??= namesIn(events);
    return names.has(word.replace(/['’]s$/, ""));
  };
}

function namesIn(events: readonly SessionEvent[]): Set<string> {
  const names = new Set<string>();
  let budget = MAX_CHARS;
  for (const event of events) {
    if (event.type === "system" || event.type === "thinking" || event.text.length > MAX_EVENT_CHARS) continue;
    budget -= event.text.length;
    if (budget < 0) break;
    for (const pattern of [NAME_FIELD, INTRODUCED])
      for (const m of event.text.matchAll(pattern)) for (const [word] of (m[1] ?? "").matchAll(WORD)) names.add(word.replace(/['’]s$/, ""));
  }
  return names;
}
