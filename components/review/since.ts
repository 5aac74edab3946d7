import type { Change } from "@/lib/domain/views";

/** What the words of a change are compared with when a person asks what is new to them. */
export type Baseline = { text: string | null; words: string; at?: string };

const DID: Record<NonNullable<Change["yours"]>["verdict"], string> = {
  accept: "accepted it",
  reject: "rejected it",
  edit: "wrote it",
  later: "put it off",
  clear: "took your decision back",
};

/**
 * How the change read when this person last decided on it; else when they looked at it in this tab (`looked`; undefined: never); else, where somebody
 * else has rewritten it, as it was proposed. Undefined when it reads the same.
 */
export function baselineOf(
  change: Pick<Change, "yours" | "after" | "decisions">,
  text: string | null,
  looked: string | null | undefined,
  me: string,
): Baseline | undefined {
  const { yours } = change;
  const mine = [change.decisions.at(-1), change.decisions.findLast((d) => d.verdict === "edit")].some((d) => d?.person_id === me);
  if (mine && !yours) return undefined;
  if (yours && yours.text !== text) return { text: yours.text, words: `since you ${DID[yours.verdict]}`, at: yours.at };
  if (looked !== undefined && looked !== text) return { text: looked, words: "since you looked at it" };
  if (looked === undefined && change.after !== text) return { text: change.after, words: "since it was proposed" };
  return undefined;
}
