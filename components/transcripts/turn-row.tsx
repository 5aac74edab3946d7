import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import { ExactTime } from "@/components/ui/relative-time";

/** A turn: who and when at the left, the words at the right; one above the other on a phone. */
export function TurnRow({
  id,
  row,
  who,
  at,
  children,
  quiet,
}: {
  id?: string;
  /** Its number in the list. */
  row: number;
  who: ReactNode;
  at?: string;
  children: ReactNode;
  quiet?: boolean;
}) {
  return (
    <li
      id={id}
      data-row={row}
      className={cx(
        "grid scroll-mt-20 gap-x-6 gap-y-1 border-b border-line in-data-skips:[contain-intrinsic-size:auto_90px] in-data-skips:drawn-late md:grid-cols-[104px_minmax(0,1fr)]",
        "target:bg-dawn-ground data-[target=true]:bg-dawn-ground",
        quiet ? "py-1.5" : "py-4",
      )}
    >
      <div className="flex flex-wrap items-baseline gap-x-3 text-13 md:flex-col md:gap-0.5">
        {who}
        {at ? <ExactTime at={at} className="text-12 text-muted" /> : null}
      </div>
      <div className="min-w-0">{children}</div>
    </li>
  );
}
