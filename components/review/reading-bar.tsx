import { ChevronDown, ChevronUp } from "lucide-react";
import { IconButton } from "@/components/ui/button";

type Props = {
  /** Why nothing can be decided here; undefined where the proposal is closed, which its headline says. */
  why: string | undefined;
  /** "Change 3 of 12". */
  position: string;
  onMove: (step: 1 | -1) => void;
};

/** Stands in the decisions' place where there is nothing to decide: the way from change to change. */
export function ReadingBar({ why, position, onMove }: Props) {
  return (
    <section
      data-dock
      data-print="hide"
      aria-label="Reading"
      className="z-20 flex flex-wrap items-center gap-2 border-t border-line bg-ground px-4 py-2.5 text-13 text-muted max-lg:sticky max-lg:bottom-0 max-md:px-3 max-md:pb-[calc(0.625rem+env(safe-area-inset-bottom))]"
    >
      {why ? <p className="min-w-0 max-md:basis-full">{why}</p> : null}
      <span className="tabular ml-auto whitespace-nowrap">{position}</span>
      <IconButton label="Previous change" icon={<ChevronUp size={18} aria-hidden />} onClick={() => onMove(-1)} />
      <IconButton label="Next change" icon={<ChevronDown size={18} aria-hidden />} onClick={() => onMove(1)} />
    </section>
  );
}
