import type { Change } from "@/lib/domain/views";

export const CHANGE_VIEWS = ["prose", "unified", "split", "source", "rendered"] as const;
export type ChangeView = (typeof CHANGE_VIEWS)[number];

export const VIEW_WORDS: Record<ChangeView, string> = {
  prose: "Prose",
  unified: "Unified",
  split: "Split",
  source: "Source",
  rendered: "Rendered",
};

/** The view that an address asks for, if it is one. */
export const parseView = (value: string | undefined | null): ChangeView | undefined => CHANGE_VIEWS.find((v) => v === value);

/** The views that show something of this change: lines need two different texts, and two columns need room for both. */
export function viewsOf(change: Pick<Change, "op" | "before">, text: string | null, wide: boolean): ChangeView[] {
  const lined = change.op !== "rename" && change.before !== null && text !== null && change.before !== text;
  return CHANGE_VIEWS.filter((v) => (v === "unified" ? lined : v === "split" ? lined && wide : true));
}

/** What is shown: what was asked for where that is possible, else the nearest. Prose shows the quotes behind the words, so it comes first. */
export function shownView(views: readonly ChangeView[], asked: ChangeView = "prose"): ChangeView {
  if (views.includes(asked)) return asked;
  return asked === "split" && views.includes("unified") ? "unified" : "prose";
}

/** The next one in a round. */
export const nextView = (views: readonly ChangeView[], view: ChangeView): ChangeView =>
  views[(views.indexOf(view) + 1) % views.length] ?? "prose";
