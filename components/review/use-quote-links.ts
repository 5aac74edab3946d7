"use client";

import { type RefObject, useEffect } from "react";

/**
 * Lights the quotes behind the words that are pointed at or have the focus, and the words behind a quote. A number beside words leads to its quote.
 * `key` names what the region shows. One listener for the region and attributes on what stands there: nothing is drawn anew while a pointer moves over a text.
 */
export function useQuoteLinks(region: RefObject<HTMLElement | null>, key: string | undefined) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another element
  useEffect(() => {
    const root = region.current;
    if (!root) return;
    const put = (numbers: readonly string[]) => {
      for (const lit of root.querySelectorAll("[data-lit]")) lit.removeAttribute("data-lit");
      for (const n of numbers)
        for (const node of root.querySelectorAll(`[data-quotes~="${n}"],[data-quote="${n}"]`)) node.setAttribute("data-lit", "");
    };
    const numbersAt = (target: EventTarget | null): string[] => {
      const node = target instanceof Element ? target.closest<HTMLElement>("[data-quotes],[data-quote]") : null;
      return (node?.dataset.quotes ?? node?.dataset.quote ?? "").split(" ").filter(Boolean);
    };
    const onPoint = (event: Event) => put(numbersAt(event.target));
    const onFocus = (event: Event) => {
      const numbers = numbersAt(event.target);
      put(numbers);
      const inQuote = event.target instanceof Element && event.target.closest("[data-quote]");
      if (numbers[0] && !inQuote) root.querySelector(`[data-quote="${numbers[0]}"]`)?.scrollIntoView({ block: "nearest" });
    };
    const off = () => put([]);
    const onClick = (event: Event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLElement>('a[href^="#quote-"]') : null;
      const quote = link && root.querySelector<HTMLElement>(`[data-quote="${link.dataset.quotes}"]`);
      if (!quote) return;
      event.preventDefault();
      // Hidden on a small screen, where the quotes come as a sheet: the section's button opens it.
      if (quote.offsetParent === null) root.querySelector<HTMLElement>("[data-all-quotes]")?.click();
      else quote.focus();
    };
    root.addEventListener("pointerover", onPoint);
    root.addEventListener("pointerleave", off);
    root.addEventListener("focusin", onFocus);
    root.addEventListener("focusout", off);
    root.addEventListener("click", onClick);
    return () => {
      root.removeEventListener("pointerover", onPoint);
      root.removeEventListener("pointerleave", off);
      root.removeEventListener("focusin", onFocus);
      root.removeEventListener("focusout", off);
      root.removeEventListener("click", onClick);
    };
  }, [region, key]);
}
