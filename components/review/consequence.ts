import { spellHidden } from "@/components/diff/visible-text";
import { sentenceTexts } from "@/lib/domain/text/sentences";
import type { Change } from "@/lib/domain/views";

const MAX_TITLE = 170;

type Told = Pick<Change, "op" | "kind" | "path" | "new_path" | "before" | "after" | "sources">;

const WILL: Record<"create" | "update", Record<Change["kind"], string>> = {
  create: {
    fact: "The agent will believe",
    preference: "The agent will follow",
    workflow: "The agent will work like this",
    mistake: "The agent will avoid a mistake",
    insight: "The agent will take into account",
    index: "The agent will read a new index",
  },
  update: {
    fact: "The agent will believe from now on",
    preference: "The agent will follow from now on",
    workflow: "The agent will work differently",
    mistake: "The agent will know more about a mistake",
    insight: "The agent will take into account from now on",
    index: "The agent will read another index",
  },
};

/** What the agent will do differently: the lead ("The agent will believe") and the words themselves, taken from the change. */
export function consequence(change: Told): { lead: string; title: string } {
  switch (change.op) {
    case "create":
      return { lead: WILL.create[change.kind], title: firstSentence(change.after ?? "") || change.path };
    case "update":
      return { lead: WILL.update[change.kind], title: newSentence(change.before ?? "", change.after ?? "") || change.path };
    case "merge":
      return {
        lead: `The agent will read one memory instead of ${change.sources?.length ?? "several"}`,
        title: firstSentence(change.after ?? "") || change.path,
      };
    case "rename":
      return { lead: "The agent will find the same words under another path", title: change.new_path ?? change.path };
    case "delete":
      return { lead: "The agent will forget", title: firstSentence(change.before ?? "") || change.path };
    default:
      return change.op satisfies never;
  }
}

/** The title inside a spoken sentence, which ends by itself. */
export const spoken = (change: Told): string => consequence(change).title.replace(/[.。]$/, "");

/** The first sentence that is no heading; the heading where there is nothing else. Markdown marks are left out. */
export function firstSentence(text: string): string {
  const all = sentenceTexts(text);
  return plain(all.find((s) => !isFurniture(s)) ?? all[0] ?? "");
}

/** The first sentence of `after` that `before` does not have; when words were only taken away, the first sentence of `after`. */
function newSentence(before: string, after: string): string {
  const known = new Set(sentenceTexts(before).map(plain));
  const fresh = sentenceTexts(after).find((s) => !isFurniture(s) && !known.has(plain(s)));
  return fresh ? plain(fresh) : firstSentence(after);
}

const isFurniture = (sentence: string) => /^(#{1,6}\s|---|===|```|~~~|\|)/.test(sentence.trim());

function plain(sentence: string): string {
  // Hidden characters are spelled out: a direction override in a title would turn around the words after it.
  const bare = spellHidden(sentence)
    .replace(/^\s*(#{1,6}|[-*+•]|\d{1,3}[.)]|>)\s+/, "")
    .replace(/(\*\*|__|`)/g, "")
    .replace(/\s+/g, " ")
    .trim();
  if (bare.length <= MAX_TITLE) return bare;
  const cut = bare.slice(0, MAX_TITLE);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), MAX_TITLE - 30))}…`;
}
