import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import type { OutcomeResult } from "@/lib/domain/transcript";

const MARKS: Record<OutcomeResult, { draw: ReactNode; look: string; means: string }> = {
  succeeded: { draw: <path d="M2.5 6.5 5 9l4.5-6" />, look: "text-added", means: "The session reached its goal" },
  failed: { draw: <path d="m3 3 6 6M9 3 3 9" />, look: "text-removed", means: "The session did not reach its goal" },
  unknown: {
    draw: <path d="M4 4.2a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1M6 9.4v.2" />,
    look: "text-muted",
    means: "Nobody said how it ended; this is not a failure",
  },
  invalid: { draw: <path d="M2 6h8" />, look: "text-muted", means: "The session never really ran; no dream reads it" },
};

/** How a session ended: a mark and the word. */
export function OutcomeBadge({ result, score, className }: { result: OutcomeResult; score?: number | null; className?: string }) {
  const { draw, look, means } = MARKS[result];
  const partial = score !== undefined && score !== null && score > 0 && score < 1;
  return (
    <span title={means} className={cx("inline-flex items-baseline gap-1 text-12 whitespace-nowrap", look, className)}>
      <svg
        viewBox="0 0 12 12"
        width="11"
        height="11"
        aria-hidden="true"
        className="self-center"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {draw}
      </svg>
      {result}
      {partial ? <span className="tabular">{` (${score.toFixed(2)})`}</span> : null}
    </span>
  );
}
