/** Moves the focus to the next or previous quote of the evidence; from outside to the first or last. Quotes behind "Show more" stay where they are. */
export function focusQuote(evidence: HTMLElement | null, step: 1 | -1) {
  const quotes = [...(evidence?.querySelectorAll<HTMLElement>("[data-quote]") ?? [])].filter((q) => q.offsetParent !== null);
  if (quotes.length === 0) return evidence?.focus();
  const at = quotes.findIndex((q) => q.contains(document.activeElement));
  const to = at < 0 ? (step === 1 ? 0 : quotes.length - 1) : Math.min(Math.max(at + step, 0), quotes.length - 1);
  const quote = quotes[to];
  if (!quote) return;
  if (!quote.hasAttribute("tabindex")) quote.tabIndex = -1;
  quote.focus();
  quote.scrollIntoView({ block: "nearest" });
}
