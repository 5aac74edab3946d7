import type { DreamSession } from "@/lib/domain/dream";
import { leavesOf } from "@/lib/dreaming/local/calls";

/** What belongs to one customer, under the names that the records of the benchmark give it. */
const PERSONAL =
  /^(?:user_id|order_id|reservation_id|payment_method_id|payment_id|first_name|last_name|email|address1|address2|zip|dob|phone|certificate_id|gift_card_id|credit_card_id)$/;
const MIN_LENGTH = 3;

/** Every personal value that calls hand over or results tell, as it stands there. */
export function personalValues(sessions: readonly DreamSession[]): Set<string> {
  const values = new Set<string>();
  for (const { events, user } of sessions) {
    if (user) values.add(user);
    for (const event of events) {
      const leaves =
        event.type === "tool_call" ? leavesOf(event.tool?.input) : event.type === "tool_result" ? leavesOf(parsed(event.text)) : [];
      for (const leaf of leaves)
        if (PERSONAL.test(leaf.name) && leaf.value.length >= MIN_LENGTH && leaf.value !== "null") values.add(leaf.value);
    }
  }
  return values;
}

/** Those of `values` that stand in a text as words of their own. */
export function valuesIn(text: string, values: ReadonlySet<string>): string[] {
  const found = [...values].filter(
    (value) => text.includes(value) && new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(value)}(?![\\p{L}\\p{N}_])`, "u").test(text),
  );
  return [...found, ...(text.match(/[\w.+-]+@[\w-]+\.\w+|#W\d+/g) ?? [])];
}

const escaped = (value: string) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
