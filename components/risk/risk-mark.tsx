import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import type { Risk } from "@/lib/domain/proposal";

const SHAPES: Record<Risk, { draw: ReactNode; look: string }> = {
  high: { draw: <path d="M6 1 11.2 10.5H.8Z" fill="currentColor" />, look: "text-removed" },
  medium: { draw: <path d="M6 .8 11.2 6 6 11.2.8 6Z" fill="none" stroke="currentColor" strokeWidth="1.6" />, look: "text-dawn" },
  low: { draw: <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.5" />, look: "text-muted" },
};

/** Risk as shape and word first, colour second: a filled triangle, an open diamond, an open circle. */
export function RiskMark({ risk, word = true, className }: { risk: Risk; word?: boolean | "long"; className?: string }) {
  const { draw, look } = SHAPES[risk];
  return (
    <span className={cx("inline-flex items-baseline gap-1.5 text-12 whitespace-nowrap", look, className)}>
      <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true" className="shrink-0 self-center">
        {draw}
      </svg>
      {word ? (word === "long" ? `${risk} risk` : risk) : null}
    </span>
  );
}

/** "3 high, 9 medium, 38 low": only what is there. */
export function RiskCounts({ counts }: { counts: Record<Risk, number> }) {
  const present = (["high", "medium", "low"] as const).filter((r) => counts[r] > 0);
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
      {present.map((r) => (
        <span key={r} className="inline-flex items-baseline gap-1">
          <RiskMark risk={r} word={false} />
          <span className="tabular text-13">{`${counts[r]} ${r}`}</span>
        </span>
      ))}
    </span>
  );
}
