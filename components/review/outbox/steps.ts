import type { Decision, DecisionInput } from "@/lib/domain/views";

/** What somebody did at the desk: the decisions, and those that take them back. */
export type Step = {
  /** The sending's. */
  id: string;
  at: string;
  did: readonly DecisionInput[];
  back: readonly DecisionInput[];
  batch?: { rule: string };
};

export type StepLog = { done: readonly Step[]; undone: readonly Step[] };

export const NO_STEPS: StepLog = { done: [], undone: [] };

type Past = Pick<Decision, "verdict" | "content" | "comment" | "reason_code" | "person_id">;

/** My word that still counts: a `clear` takes everyone's, another person's edit takes my accept. */
function standing(past: readonly Past[], me: string): Past | undefined {
  let mine: Past | undefined;
  for (const d of past) {
    if (d.verdict === "clear") mine = undefined;
    else if (d.person_id === me) mine = d;
    else if (d.verdict === "edit" && mine && mine.verdict !== "reject" && mine.verdict !== "later") mine = undefined;
  }
  return mine;
}

/** The text that stands, and whose it is; undefined while it is the drafted one. */
function editOf(past: readonly Past[]): Past | undefined {
  const edit = past.findLast((d) => d.verdict === "edit" || d.verdict === "clear");
  return edit?.verdict === "edit" ? edit : undefined;
}

/**
 * The decisions that bring back what stood before `did`: the earlier verdict, or one that takes mine away and leaves the others' words. None where
 * nothing of mine stood. What others accepted is not said again in their name: an edit or a clear has ended it for good.
 */
export function backOf(past: readonly Past[], did: DecisionInput, me: string): DecisionInput[] {
  const { change_id } = did;
  const mine = standing(past, me);
  const again = (d: Past): DecisionInput => ({
    change_id,
    verdict: d.verdict,
    ...(d.content === undefined ? {} : { content: d.content }),
    ...(d.comment === undefined ? {} : { comment: d.comment }),
    ...(d.reason_code === undefined ? {} : { reason_code: d.reason_code }),
  });
  if (did.verdict !== "edit" && did.verdict !== "clear") {
    // Said again, an edit would clear what others accepted since; while its text stands, accepting it is the same word.
    if (mine) return [mine.verdict === "edit" ? { change_id, verdict: "accept" } : again(mine)];
    const since = past.slice(past.findLastIndex((d) => d.verdict === "clear") + 1);
    return [{ change_id, verdict: since.length > 0 ? "later" : "clear" }];
  }
  const edit = editOf(past);
  const words = edit?.person_id === me ? [again(edit)] : did.verdict === "edit" ? [{ change_id, verdict: "clear" as const }] : [];
  return mine && mine !== edit ? [...words, again(mine)] : words;
}

export const done = (log: StepLog, step: Step): StepLog => ({ done: [...log.done, step], undone: [] });

/** Takes one step out; it can be done again. */
export function takenBack(log: StepLog, id: string): StepLog {
  const step = log.done.find((s) => s.id === id);
  return step ? { done: log.done.filter((s) => s.id !== id), undone: [...log.undone, step] } : log;
}

/** A refused step never was. */
export const without = (log: StepLog, ids: ReadonlySet<string>): StepLog => ({
  done: log.done.filter((s) => !ids.has(s.id)),
  undone: log.undone.filter((s) => !ids.has(s.id)),
});

/** Whether a step can be taken back by itself: nothing that it decided was decided again since. */
export function isLatest(log: StepLog, step: Step): boolean {
  const later = log.done.slice(log.done.indexOf(step) + 1);
  return !later.some((s) => s.did.some((d) => step.did.some((mine) => mine.change_id === d.change_id)));
}
