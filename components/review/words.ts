import type { Tone } from "@/components/ui/badge";
import { count, listed } from "@/components/ui/labels";
import type { ChangeState } from "@/lib/domain/proposal";
import type { Change, Support } from "@/lib/domain/views";

export const STATE_WORDS: Record<ChangeState, { word: string; tone: Tone }> = {
  undecided: { word: "waiting", tone: "night" },
  needs_second: { word: "needs one more person", tone: "night" },
  accepted: { word: "accepted", tone: "dawn" },
  edited: { word: "edited", tone: "dawn" },
  rejected: { word: "rejected", tone: "plain" },
  later: { word: "later", tone: "plain" },
  conflict: { word: "moved meanwhile", tone: "conflict" },
  blocked: { word: "blocked", tone: "night" },
};

export const OP_WORDS: Record<Change["op"], string> = {
  create: "new",
  update: "change",
  merge: "merge",
  rename: "rename",
  delete: "remove",
};

/** "Seen in 5 sessions (4 cases, 5 users): 4 succeeded, 1 failed." */
export function supportSentence(s: Support): string {
  if (s.sessions === 0) return "No session is quoted.";
  const breadth = [
    s.cases > 0 && s.cases !== s.sessions ? count(s.cases, "case") : "",
    s.users > 1 ? count(s.users, "user") : "",
    s.tasks > 1 ? count(s.tasks, "task") : "",
  ].filter(Boolean);
  const ends = [
    s.succeeded > 0 ? `${s.succeeded} succeeded` : "",
    s.failed > 0 ? `${s.failed} failed` : "",
    s.unknown > 0 ? `${s.unknown} with no known outcome` : "",
  ].filter(Boolean);
  return `Seen in ${count(s.sessions, "session")}${breadth.length > 0 ? ` (${breadth.join(", ")})` : ""}${
    ends.length > 0 ? `: ${listed(ends)}` : ""
  }.`;
}

/** "High risk: removes a memory; rests on one session." The reasons come as sentences of their own. */
export function riskSentence({ risk, risk_reasons }: Pick<Change, "risk" | "risk_reasons">): string {
  const parts = risk_reasons.map((r) =>
    r
      .trim()
      .replace(/\.$/, "")
      .replace(/^\p{Lu}(?=\p{Ll}|\s)/u, (c) => c.toLowerCase()),
  );
  return `${risk.charAt(0).toUpperCase()}${risk.slice(1)} risk: ${parts.join("; ")}.`;
}

/** The words of the button that applies: the effect. */
export function applyLabel(accepted: number): string {
  return accepted === 0 ? "Close without a new version" : `Apply ${count(accepted, "change")}`;
}
