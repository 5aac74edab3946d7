"use client";

import { useCallback, useDeferredValue, useState } from "react";
import { useLines } from "@/components/diff/lines";
import { ProseDiff } from "@/components/diff/prose-diff";
import type { ProseNote } from "@/components/diff/prose-notes";
import { cx } from "@/components/ui/class-names";

export type DiffViewMode = "prose" | "unified" | "split";

export type DiffViewProps = {
  id: string;
  before: string | null;
  after: string | null;
  view: DiffViewMode;
  label: string;
  /** Drawn in the prose diff. */
  notes?: readonly ProseNote[];
  /** The prose diff folds nothing. */
  unfolded?: boolean;
};

/** The prose diff, or the line view where one is asked for and there are two texts to compare. Printed is always the prose. */
export function DiffView({ id, before, after, view, label, notes, unfolded }: DiffViewProps) {
  const lined = view !== "prose" && before !== null && after !== null;
  const Lines = useLines(lined);
  // While the viewer is fetched, the prose stands in its place; from then on its rows come with the change itself.
  const [ready, setReady] = useState(Lines !== undefined);
  const onReady = useCallback(() => setReady(true), []);
  const covered = lined && ready;
  // For the printer alone, so after what is looked at.
  const drawn = useDeferredValue(true, false) || !covered;
  return (
    <div className="grid">
      {drawn ? (
        <div className={cx("min-w-0 [grid-area:1/1]", covered && "hidden print:block")}>
          <ProseDiff before={before} after={after} unfolded={unfolded} {...(notes ? { notes } : {})} />
        </div>
      ) : null}
      {Lines && before !== null && after !== null ? (
        <div className={cx("min-w-0 [grid-area:1/1] print:hidden", !covered && "invisible")}>
          <Lines id={id} before={before} after={after} split={view === "split"} label={label} {...(ready ? {} : { onReady })} />
        </div>
      ) : null}
    </div>
  );
}
