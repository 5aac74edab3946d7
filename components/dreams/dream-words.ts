import type { Tone } from "@/components/ui/badge";
import type { DreamPhase, DreamStatus } from "@/lib/domain/dream";
import type { Dream } from "@/lib/domain/views";

export const PHASE_WORDS: Record<DreamPhase, { title: string; does: string }> = {
  review: { title: "Review", does: "Reads the memory and the sessions" },
  extract: { title: "Extract", does: "Looks for what is worth remembering" },
  reconcile: { title: "Reconcile", does: "Compares it with what the agent believes" },
  prune: { title: "Prune", does: "Drops what is superseded or out of date" },
};

export const STATUS_WORDS: Record<DreamStatus, { word: string; tone: Tone }> = {
  queued: { word: "queued", tone: "night" },
  running: { word: "dreaming", tone: "night" },
  completed: { word: "proposed", tone: "dawn" },
  nothing_to_change: { word: "nothing to change", tone: "plain" },
  failed: { word: "failed", tone: "removed" },
  canceled: { word: "canceled", tone: "plain" },
};

/** What became of a candidate, by rule, as a sentence about the candidate; every rule that the engine and the gate give stands here. */
const RULES: Record<string, string> = {
  // It became a change.
  new: "Became a change: the memory says nothing about it yet",
  update: "Became a change: it updates a memory",
  merge: "Became a change: it merges memories that say nearly the same",
  rename: "Became a change: it moves a memory",
  delete: "Became a change: it removes a memory",
  "possible-contradiction": "Became a change: it may contradict a memory, so a person decides",
  "near-duplicate": "Says nearly the same as another, so one stands for both",
  pruned: "Became a change: the memory is past the date it names itself",
  "pruned-sentence": "Became a change: a sentence of the memory is past the date it names itself",
  "joined-open-change": "An open change says it already: the evidence went there",
  // What was said, and by whom.
  "below-support": "Seen in too few sessions",
  "no-usual-order": "No two steps or more were usual before it",
  "no-lift": "Within cases it did not tell sessions that succeeded from those that failed",
  "outcome-reason": "A reason given with the outcome: it stands in no session, so no memory rests on it",
  language: "Not in English: what was said in it is hardly understood",
  "one-person-of-many": "One customer asked for it; what holds for all needs at least two",
  "public-user": "A member of the public said it, and the public does not set the agent's rules",
  "external-text": "Not the user's own words: it stands in a tool's result or in pasted text",
  "instruction-like": "It tells the agent to set its rules aside or to be somebody else",
  correction: "Corrects the answer at hand, in one session alone",
  "task-at-hand": "About the task at hand, not meant to last",
  question: "A question, not a statement",
  hedged: "Said with doubt: perhaps, I think, I am not sure",
  particulars: "Carries one person's particulars",
  "phrase-not-shown": "The error's words could pass for an instruction, so they are not repeated",
  expired: "It is past the date it names itself",
  // What a model answered.
  "no-quote": "The model gave no quote for it",
  "quote-not-found": "The quote that the model gave stands nowhere in the session",
  "same-statement": "Says the same as another, so one stands for both and the evidence is joined",
  "older-statement": "A newer statement about the same thing holds",
  "lower-trust": "A statement of higher trust about the same thing holds",
  "not-chosen": "The model found it not worth remembering beside what the memory says",
  "not-processed": "The model gave no answer about it that could be used",
  "no-evidence": "The model asked for a change without a finding that speaks for it",
  "words-not-found": "The words that it should replace stand nowhere in the memory, or more than once",
  "overlapping-operation": "Another change of this dream touches the same words or memory",
  "prune-bound": "So many memories may not be removed at once",
  // Against what the memory says, and what was decided.
  "already-known": "The memory says it already",
  "older-than-memory": "Older than what the memory says",
  "note-against-memory": "An agent's note does not replace what the memory says there",
  "not-on-the-list": "The list has no such item to take off",
  "rejected-before": "Rejected before, and nothing new speaks for it",
  protected: "The memory is protected: only a person changes it",
  // Drafts that are no change.
  "same-as-another": "The same as another change of this dream, whose evidence it joined",
  "path-taken": "Another change of this dream goes to the same path",
  "path-conflict": "Its path lies above or below a memory that stays",
  "no-change": "It would change nothing",
  "no-text": "It has no text",
  "no-such-memory": "The memory it is about does not exist",
  "merge-without-sources": "None of the memories it merges exists",
  "of-different-people": "What two people say of themselves, or two customers' memories, are not made one",
  "merge-of-one": "Fewer than two of the memories it merges can be merged",
  "too-large": "Far longer than a memory may be",
  "invalid-path": "Its path is not one that a memory can have",
  "derived-index": "The index is made by the store itself",
  "not-a-change": "The engine's answer was not a change",
  "unknown-op": "The engine asked for something that a change cannot do",
  "unknown-kind": "The engine named a kind of memory that does not exist",
};

/** What comes of a session that could not be used; why stands beside it. */
export const UNPROCESSED_WORDS: Record<Dream["unprocessed"][number]["reason"], string> = {
  refused: "It counts as read",
  "too-long": "It counts as read",
  unparsable: "It counts as read",
  failed: "The next dream reads it again",
};

export const ruleWords = (rule: string) => RULES[rule] ?? rule.replaceAll("-", " ").replace(/^./, (c) => c.toUpperCase());
