"use client";

import { useMemo, useRef, useState } from "react";
import { numberedQuotes, proseNotes } from "@/components/review/numbered-quotes";
import { textOf } from "@/components/review/optimistic";
import { useQuoteLinks } from "@/components/review/use-quote-links";
import { type ChangeView, nextView, parseView, shownView, viewsOf } from "@/components/review/views";
import { useMediaQuery } from "@/components/ui/use-media-query";
import type { Change } from "@/lib/domain/views";

/** How the change in focus is shown: the view, which the address holds, and the quotes behind its words. */
export function useChangeView(change: Change | undefined, initialView: string | undefined) {
  const [chosen, setChosen] = useState(parseView(initialView));
  const [whole, setWhole] = useState(false);
  const wide = useMediaQuery("(min-width: 768px)");
  const pane = useRef<HTMLDivElement>(null);
  const text = change ? textOf(change) : null;
  const views = change ? viewsOf(change, text, wide) : [];
  const view = shownView(views, chosen);
  const quotes = useMemo(() => (change ? numberedQuotes(change.evidence, change.before, change.after) : []), [change]);
  // What a person wrote in its place, no quote was compared with.
  const notes = useMemo(() => (change && text === change.after ? proseNotes(quotes, text, change.findings) : []), [change, quotes, text]);
  useQuoteLinks(pane, change?.id);

  const choose = (next: ChangeView) => {
    setChosen(next);
    const url = new URL(location.href);
    url.searchParams.set("view", next);
    history.replaceState(history.state, "", url);
  };
  /** Goes to the words that a quote supports; they are marked in the prose. */
  const showWords = (number: number) => {
    if (view !== "prose") choose("prose");
    requestAnimationFrame(() => {
      const words = pane.current?.querySelector<HTMLElement>(`article [data-quotes~="${number}"]`);
      words?.setAttribute("tabindex", "-1");
      words?.focus();
    });
  };
  /** Shows the memory with nothing folded, or folds it again; answers what is shown then. Lines are folded in the prose alone. */
  const toggleWhole = (): boolean => {
    const next = !whole || view !== "prose";
    if (view !== "prose") choose("prose");
    setWhole(next);
    return next;
  };
  return { view, views, choose, whole, toggleWhole, next: () => choose(nextView(views, view)), quotes, notes, pane, showWords };
}
