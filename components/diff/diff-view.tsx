"use client";

import dynamic from "next/dynamic";
import { useCallback, useState } from "react";
import { ProseDiff } from "@/components/diff/prose-diff";
import type { ProseNote } from "@/components/diff/prose-notes";
import { cx } from "@/components/ui/class-names";

// The viewer renders an empty table on the server; the prose diff stands in its place until its rows are there.
const ChangeDiff = dynamic(() => import("@/components/diff/change-diff").then((m) => m.ChangeDiff), { ssr: false });

export type DiffViewMode = "prose" | "unified" | "split";

export type DiffViewProps = {
  id: string;
  before: string | null;
  after: string | null;
  view: DiffViewMode;
  label: string;
  /** Drawn in the prose diff. */
  notes?: readonly ProseNote[];
};

/** The prose diff, and over it, in the same place, the line view where one is asked for and there are two texts to compare. */
export function DiffView({ id, before, after, view, label, notes }: DiffViewProps) {
  const key = `${id}:${view}`;
  const [ready, setReady] = useState<string>();
  const onReady = useCallback(() => setReady(key), [key]);
  const lined = view !== "prose" && before !== null && after !== null;
  const covered = lined && ready === key;
  return (
    <div className="grid">
      <div className={cx("min-w-0 [grid-area:1/1]", covered && "invisible print:visible")} aria-hidden={covered || undefined}>
        <ProseDiff before={before} after={after} {...(notes ? { notes } : {})} />
      </div>
      {lined ? (
        <div className={cx("min-w-0 [grid-area:1/1] print:hidden", !covered && "invisible")}>
          <ChangeDiff id={id} before={before} after={after} split={view === "split"} label={label} onReady={onReady} />
        </div>
      ) : null}
    </div>
  );
}
