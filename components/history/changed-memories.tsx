"use client";

import { type ReactNode, useCallback } from "react";
import { isLong } from "@/components/diff/line-window";
import { LongDiff } from "@/components/diff/long-diff";
import { ProseDiff } from "@/components/diff/prose-diff";
import { LateDifference, type LoadTexts } from "@/components/history/late-difference";
import { Badge, type Tone } from "@/components/ui/badge";
import { count } from "@/components/ui/labels";
import { useRowWindow } from "@/components/ui/use-row-window";
import { DrawAll, Windowed } from "@/components/ui/windowed";
import type { RollbackChange } from "@/lib/domain/views";

type Words = { word: Record<"future" | "past", string>; tone: Tone };
const OPS: Record<RollbackChange["op"], Words> = {
  create: { word: { future: "comes back", past: "new" }, tone: "added" },
  update: { word: { future: "changes", past: "changed" }, tone: "plain" },
  rename: { word: { future: "is renamed", past: "renamed" }, tone: "plain" },
  delete: { word: { future: "goes", past: "removed" }, tone: "removed" },
};

/** Of more than so many, a difference is made when it is opened. */
const MOST_AT_ONCE = 20;
const ROW_PX = 37;

/** A change whose texts may be left out: then `load` has them. */
export type ListedChange = Omit<RollbackChange, "before" | "after"> & Partial<Pick<RollbackChange, "before" | "after">>;

type Props = {
  changes: readonly ListedChange[];
  label: string;
  /** What a rollback would do (`future`, the default), or what a version did. */
  tense?: "future" | "past";
  load?: LoadTexts;
};

/** One line a memory, its difference one press away. */
export function ChangedMemories({ changes, label, tense = "future", load }: Props) {
  const keyOf = useCallback((i: number) => `${changes[i]?.op}:${changes[i]?.path}`, [changes]);
  const heightOf = useCallback(() => ROW_PX, []);
  const view = useRowWindow<HTMLUListElement>({ count: changes.length, keyOf, heightOf });
  const late = changes.length > MOST_AT_ONCE;
  return (
    <>
      <DrawAll view={view} what={count(changes.length, "row")} />
      <ul ref={view.container} onFocus={view.onFocus} aria-label={label} className="border-t border-line">
        <Windowed
          view={view}
          row={(i) => {
            const c = changes[i];
            if (!c) return null;
            return (
              <li key={`${c.op}:${c.path}`} data-row={i} className="border-b border-line">
                <Difference change={c} summary={<Summary change={c} tense={tense} />} late={late} load={load} />
              </li>
            );
          }}
        />
      </ul>
    </>
  );
}

type DifferenceProps = { change: ListedChange; summary: ReactNode; late: boolean; load: LoadTexts | undefined };

function Difference({ change: c, summary, late, load }: DifferenceProps) {
  const { before, after } = c;
  if (before === undefined || after === undefined || late)
    return (
      <LateDifference {...{ summary, load }} path={c.path} texts={before === undefined || after === undefined ? null : { before, after }} />
    );
  const same = c.op === "rename" && before === after;
  if (!same && before !== null && after !== null && isLong(before, after))
    return <LongDiff summary={summary} before={before} after={after} label={`Difference in ${c.path}`} />;
  return (
    <details className="group">
      {summary}
      <div className="pt-1 pb-4 pl-5">
        {same ? <p className="text-13 text-muted">The words stay as they are.</p> : <ProseDiff before={before} after={after} />}
      </div>
    </details>
  );
}

function Summary({ change: c, tense }: { change: ListedChange; tense: "future" | "past" }) {
  return (
    <summary className="flex min-h-9 items-center gap-3 py-1 text-13 hover:bg-sunken">
      <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
        ▸
      </span>
      <code className="min-w-0 text-12 break-all">{c.new_path ? `${c.path} → ${c.new_path}` : c.path}</code>
      <Badge tone={OPS[c.op].tone} className="ml-auto">
        {OPS[c.op].word[tense]}
      </Badge>
    </summary>
  );
}
