import type { Policy } from "@/lib/domain/policy";

type Mode = Policy["mode"];

/** What each setting means for what the agent will believe, in a sentence. */
export const MODE_WORDS: Record<Mode, { title: string; means: string }> = {
  review: { title: "Review everything", means: "Nothing that a dream proposes reaches the agent before a person accepts it." },
  "auto-clean": {
    title: "Apply what is clean",
    means: "Changes without a warning or a block apply by themselves when the dream ends; the rest waits for a person.",
  },
  auto: {
    title: "Apply all but what is blocked",
    means: "Changes apply by themselves even with a warning; only what a check blocks waits for a person.",
  },
};

export const AGENT_WRITES_WORDS: Record<Policy["agent_writes"], { title: string; means: string }> = {
  note: {
    title: "Keep it as a note",
    means: "What the agent writes becomes a note in its sessions. A dream may learn from it; the memory does not change.",
  },
  gated: {
    title: "Let it pass the checks",
    means: "What the agent writes becomes a version at once if no check warns or blocks, else a proposal that waits.",
  },
};

export const APPROVALS_WORDS: Record<"1" | "2" | "3", string> = {
  "1": "One person's accept is enough.",
  "2": "Two different people have to accept the same text.",
  "3": "Three different people have to accept the same text.",
};

/** "A dream that removes more than 25 % of the memories (and more than three) has its removals blocked." */
export function removedShareSentence(percent: number): string {
  if (percent >= 100) return "A dream may remove every memory without being held back for it.";
  return `When a dream, or the dreams of seven days, would remove more than ${percent} % of the memories and more than three, its removals are blocked.`;
}
