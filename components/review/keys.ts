/** Every key of the review desk. The handlers, the hints on the buttons and the help sheet are made from this one table. */
export const REVIEW_KEYS = [
  { action: "next", keys: ["j"], label: "Next change" },
  { action: "previous", keys: ["k"], label: "Previous change" },
  { action: "accept", keys: ["a"], label: "Accept, go on to the next" },
  { action: "reject", keys: ["r"], label: "Reject; 1-6 picks the reason, Enter gives none" },
  { action: "edit", keys: ["e"], label: "Edit; Ctrl+Enter saves, Esc leaves" },
  { action: "later", keys: ["s"], label: "Later" },
  { action: "clear", keys: ["c"], label: "Take the decision back" },
  { action: "view", keys: ["d"], label: "Switch between prose, unified and split" },
  { action: "evidence", keys: ["v"], label: "Go to the evidence" },
  { action: "help", keys: ["?"], label: "Show these keys" },
] as const;

export type ReviewAction = (typeof REVIEW_KEYS)[number]["action"];

const BY_KEY = new Map<string, ReviewAction>(REVIEW_KEYS.flatMap((k) => k.keys.map((key) => [key, k.action] as const)));

/** The action of a key press, if it has one here. Letters count in either case; presses with Ctrl, Alt or Meta belong to others. */
export function actionOfKey(event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }): ReviewAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  return BY_KEY.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

/** A key as it is printed on a hint. */
export const keyHint = (key: string) => key.toUpperCase();

/** The first key of an action, for the hint on its button. */
export function hintOf(action: ReviewAction): string {
  return keyHint(REVIEW_KEYS.find((k) => k.action === action)?.keys[0] ?? "");
}
