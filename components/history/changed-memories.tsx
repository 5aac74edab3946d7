import type { ReactNode } from "react";
import { isLong } from "@/components/diff/line-window";
import { LongDiff } from "@/components/diff/long-diff";
import { ProseDiff } from "@/components/diff/prose-diff";
import { Badge, type Tone } from "@/components/ui/badge";
import type { RollbackChange } from "@/lib/domain/views";

type Words = { word: Record<"future" | "past", string>; tone: Tone };
const OPS: Record<RollbackChange["op"], Words> = {
  create: { word: { future: "comes back", past: "new" }, tone: "added" },
  update: { word: { future: "changes", past: "changed" }, tone: "plain" },
  rename: { word: { future: "is renamed", past: "renamed" }, tone: "plain" },
  delete: { word: { future: "goes", past: "removed" }, tone: "removed" },
};

type Props = {
  changes: readonly RollbackChange[];
  label: string;
  /** What a rollback would do (`future`, the default), or what a version did. */
  tense?: "future" | "past";
};

/** One line a memory, its difference one press away. */
export function ChangedMemories({ changes, label, tense = "future" }: Props) {
  return (
    <ul aria-label={label} className="divide-y divide-line border-y border-line">
      {changes.map((c) => (
        <li key={`${c.op}:${c.path}`}>
          <Difference change={c} summary={<Summary change={c} tense={tense} />} />
        </li>
      ))}
    </ul>
  );
}

function Difference({ change: c, summary }: { change: RollbackChange; summary: ReactNode }) {
  const same = c.op === "rename" && c.before === c.after;
  if (!same && c.before !== null && c.after !== null && isLong(c.before, c.after))
    return <LongDiff summary={summary} before={c.before} after={c.after} label={`Difference in ${c.path}`} />;
  return (
    <details className="group">
      {summary}
      <div className="pt-1 pb-4 pl-5">
        {same ? <p className="text-13 text-muted">The words stay as they are.</p> : <ProseDiff before={c.before} after={c.after} />}
      </div>
    </details>
  );
}

function Summary({ change: c, tense }: { change: RollbackChange; tense: "future" | "past" }) {
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
