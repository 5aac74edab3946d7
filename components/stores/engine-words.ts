import type { RadioOption } from "@/components/stores/radio-choice";
import { usd } from "@/components/ui/labels";
import { type ClaudeSettings, type Effort, type PriceList, priceNameOf } from "@/lib/domain/claude";
import { capabilitiesOf } from "@/lib/domain/claude-models";
import type { Store } from "@/lib/domain/views";

/** The settings for Claude of a store that dreams with it. */
export const claudeOf = (store: Store): ClaudeSettings | undefined => (store.engine === "claude" ? store.claude : undefined);

export const ENGINE_OPTIONS: readonly RadioOption<"local" | "claude">[] = [
  {
    value: "local",
    title: "Local",
    means:
      "Works by fixed rules on this server: no key, no cost, nothing is sent, and the same sessions give the same changes. It matches words and not meaning.",
  },
  {
    value: "claude",
    title: "Claude",
    means:
      "Models at Anthropic read the sessions and compare them with the memory. Sessions are sent with secrets masked; each dream costs money, within the caps below. Quotes are still looked up by this server, and the same checks run.",
  },
];

export const MODE_OPTIONS: readonly RadioOption<ClaudeSettings["mode"]>[] = [
  { value: "live", title: "At once", means: "A dream takes minutes." },
  {
    value: "batch",
    title: "In batches",
    means:
      "Sessions are read through Message Batches at half the price. A dream can take up to a day; comparing with the memory stays at full price.",
  },
];

export const EFFORT_OPTIONS: readonly { value: Effort | "default"; label: string }[] = [
  { value: "default", label: "The model's own default" },
  { value: "low", label: "Low" },
  { value: "medium", label: "Medium" },
  { value: "high", label: "High" },
  { value: "xhigh", label: "Very high" },
  { value: "max", label: "The most" },
];

/** "$0.10 in and $0.50 out for a million tokens", or what follows from there being no price. */
export function priceWords(model: string, prices: PriceList | null): string {
  if (!prices) return "The price file cannot be read: Settings, Claude says why.";
  const name = priceNameOf(
    prices.models.map((m) => m.model),
    model,
  );
  const price = prices.models.find((m) => m.model === name);
  if (!price) return "No price known: its cost is not counted, and while a cap is set a dream with it is refused.";
  const long = price.long
    ? `, ${usd(price.long.input)} and ${usd(price.long.output)} for prompts above ${price.long.above.toLocaleString("en")}`
    : "";
  return `${usd(price.input)} in and ${usd(price.output)} out for a million tokens${long} (checked on ${prices.checked_on}).`;
}

/** What follows from a model that the capability table does not have; null for one that it has. */
export const unknownModelWords = (model: string): string | null =>
  capabilitiesOf(model).known
    ? null
    : "This installation does not know this model. It is asked with the least that every model takes; if it does not exist, the dream fails and says so.";

/** What the effort leads to with these models. */
export function effortWords(effort: Effort | null, models: readonly string[]): string {
  if (effort === null) return "Each model thinks as much as it does unless told.";
  const without = [...new Set(models)].filter((m) => !capabilitiesOf(m).efforts.includes(effort));
  const more = "More effort means more output tokens, which are paid for.";
  return without.length === 0 ? more : `${more} It is not sent to ${without.join(" and ")}, which is not known to take it.`;
}
