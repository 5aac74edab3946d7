"use client";

import { consequence } from "@/components/review/consequence";
import { isLatest, type Step, type StepLog } from "@/components/review/outbox/steps";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { count } from "@/components/ui/labels";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Change } from "@/lib/domain/views";

export type RecentDecisionsProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  changes: readonly Change[];
  steps: StepLog;
  onUndo: (id: string) => void;
  onShow: (changeId: string) => void;
};

const REACH = 10;
const DID = { accept: "Accepted", reject: "Rejected", edit: "Edited", later: "Put off", clear: "Taken back" };

/** The last ten decisions of this person, newest first, each with its way back. */
export function RecentDecisions({ open, onOpenChange, changes, steps, onUndo, onShow }: RecentDecisionsProps) {
  const last = steps.done.slice(-REACH).reverse();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Your last ten decisions" size="md">
      {last.length === 0 ? (
        <p className="text-13 text-muted">You have not decided anything here yet. What you decide can be taken back until it is applied.</p>
      ) : (
        <ol className="divide-y divide-line border-y border-line">
          {last.map((step) => (
            <Row key={step.id} step={step} changes={changes} latest={isLatest(steps, step)} onUndo={onUndo} onShow={onShow} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

type RowProps = Pick<RecentDecisionsProps, "changes" | "onUndo" | "onShow"> & { step: Step; latest: boolean };

function Row({ step, changes, latest, onUndo, onShow }: RowProps) {
  const [first] = step.did;
  const change = changes.find((c) => c.id === first?.change_id);
  const title = change ? consequence(change).title : "A change that is no longer here";
  const did = first ? DID[first.verdict] : "";
  return (
    <li className="flex items-center gap-3 py-2 text-13">
      <div className="min-w-0 grow">
        <p>
          <span className="font-strong">{step.did.length > 1 ? `${did} a group of ${count(step.did.length, "change")}` : did}</span>
          {", "}
          <RelativeTime at={step.at} className="text-muted" />
        </p>
        <button
          type="button"
          className="block max-w-full truncate rounded-sm text-left hover:underline"
          onClick={() => onShow(first?.change_id ?? "")}
        >
          {title}
        </button>
      </div>
      {latest ? (
        <Button size="sm" onClick={() => onUndo(step.id)} aria-label={`Undo: ${did} ${title}`}>
          Undo
        </Button>
      ) : (
        <span className="shrink-0 text-muted">decided again since</span>
      )}
    </li>
  );
}
