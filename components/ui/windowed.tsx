import type { ReactNode } from "react";
import type { RowWindow } from "@/components/ui/use-row-window";

type Props = {
  view: Pick<RowWindow, "segments">;
  /** One row, with its number as `data-row` and its own key: it may move to the edge of a run and must stay the same element. */
  row: (row: number) => ReactNode;
};

/** The rows of a list that are drawn, and the room of the others, side by side as its items. */
export function Windowed({ view, row }: Props) {
  return view.segments.flatMap((s, i): ReactNode[] => {
    if (s.kind === "rows") return Array.from({ length: s.to - s.from }, (_, n) => row(s.from + n));
    // biome-ignore lint/suspicious/noArrayIndexKey: room has no identity but where it stands
    return [<li key={`room ${i}`} aria-hidden="true" data-room style={{ height: s.px }} />];
  });
}

/** What stands above a list of which not all is drawn. */
export function DrawAll({ view, what }: { view: Pick<RowWindow, "whole" | "drawAll">; what: string }) {
  if (view.whole) return null;
  return (
    <button
      type="button"
      onClick={view.drawAll}
      title="Rows are drawn as they come near. All at once, they can be searched as a page; Ctrl F and printing see to that by themselves."
      className="my-1 min-h-6 rounded-sm text-13 text-muted underline decoration-edge underline-offset-2 hover:text-ink"
      data-print="hide"
    >
      {`Draw all ${what}`}
    </button>
  );
}
