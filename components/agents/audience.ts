import type { Audience } from "@/lib/domain/views";

/** Whom an agent serves decides what their words may teach it. */
export const AUDIENCE_WORDS: Record<Audience, { title: string; means: string }> = {
  team: {
    title: "Your team",
    means:
      "A coding agent, an internal tool. The people it serves may teach it: what they ask for can become what it does for all of them.",
  },
  public: {
    title: "The public",
    means:
      "A support agent that strangers talk to. What one of them says counts for that person alone; for everybody else it is treated as words from outside.",
  },
};
