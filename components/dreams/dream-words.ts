import type { Tone } from "@/components/ui/badge";
import type { DreamPhase, DreamStatus } from "@/lib/domain/dream";

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

/** Rules that turned a candidate down, as sentences about the candidate; an unknown rule is shown by its name. */
const RULES: Record<string, string> = {
  "below-support": "Seen in too few sessions",
  "older-than-memory": "Older than what the memory says",
  "rejected-before": "Rejected before, and nothing new speaks for it",
  "already-known": "The memory says it already",
  duplicate: "Says the same as another candidate",
  "one-off": "A request about one task, not a lasting instruction",
  personal: "Carries one customer's particulars",
  proposed: "Became a change",
};

export const ruleWords = (rule: string) => RULES[rule] ?? `${rule.replaceAll("-", " ").replace(/^./, (c) => c.toUpperCase())}`;
