"use client";

import { useState } from "react";
import { consequence } from "@/components/review/consequence";
import { applyLabel, OP_WORDS } from "@/components/review/words";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { count } from "@/components/ui/labels";
import type { ActionOutcome, ApplyConflict, ApplyInput, ApplyResult, Change, Proposal } from "@/lib/domain/views";

export type ApplyDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  proposal: Proposal;
  /** Decisions that the server refused: no part of what is applied. */
  untaken: number;
  apply: (input: ApplyInput) => Promise<ActionOutcome<ApplyResult>>;
  onApplied: (result: ApplyResult) => void;
};

/** What will become true, in words, before it does: counts from the decisions, sentences from the changes. */
export function ApplyDialog({ open, onOpenChange, proposal, untaken, apply, onApplied }: ApplyDialogProps) {
  const [undecided, setUndecided] = useState<ApplyInput["undecided"]>("leave");
  const [message, setMessage] = useState("");
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<{ message: string; conflicts?: ApplyConflict[] }>();
  const accepted = proposal.changes.filter((c) => c.state === "accepted" || c.state === "edited");
  const rejected = proposal.changes.filter((c) => c.state === "rejected");
  const open_ = proposal.changes.length - accepted.length - rejected.length;

  const run = async () => {
    setPending(true);
    const outcome = await apply({ undecided, ...(message.trim() ? { message: message.trim() } : {}) }).catch(
      (): ActionOutcome<ApplyResult> => ({
        ok: false,
        message: "The server could not be reached. Look at the history before you try again.",
      }),
    );
    setPending(false);
    if (!outcome.ok) return setRefusal(outcome);
    setRefusal(undefined);
    onOpenChange(false);
    onApplied(outcome.value);
  };

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      onCtrlEnter={pending ? undefined : run}
      title={applyLabel(accepted.length)}
      description={summary(accepted.length, rejected.length, open_, undecided, proposal.head_version)}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Go on reviewing</Button>
          <Button variant="dawn" pending={pending} onClick={run}>
            {applyLabel(accepted.length)}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {refusal ? <Refusal {...refusal} /> : null}
        {untaken > 0 ? (
          <Alert tone="warn" title={`${count(untaken, "decision")} of yours ${untaken === 1 ? "was" : "were"} not taken`}>
            What is applied goes without {untaken === 1 ? "it" : "them"}. Close this to try again or to discard.
          </Alert>
        ) : null}
        {accepted.length > 0 ? (
          <ul
            aria-label="What the agent will do differently"
            className="max-h-[36vh] divide-y divide-line overflow-y-auto border-y border-line"
          >
            {accepted.map((c) => (
              <Line key={c.id} change={c} />
            ))}
          </ul>
        ) : null}
        {open_ > 0 ? (
          <fieldset className="text-13">
            <legend className="mb-1 font-strong">{count(open_, "change")} not decided</legend>
            <Choice
              value="leave"
              current={undecided}
              onPick={setUndecided}
              label={`Leave ${open_ === 1 ? "it open, in a proposal of its own" : "them open, in a proposal of their own"}`}
            />
            <Choice value="reject" current={undecided} onPick={setUndecided} label={`Reject ${open_ === 1 ? "it" : "them"}`} />
          </fieldset>
        ) : null}
        {accepted.length > 0 ? (
          <Field label="A line for the history" hint="Optional">
            <Input value={message} onChange={(e) => setMessage(e.target.value)} maxLength={200} />
          </Field>
        ) : null}
      </div>
    </Dialog>
  );
}

function summary(accepted: number, rejected: number, open: number, undecided: "leave" | "reject", head: number): string {
  const parts = [
    accepted > 0
      ? `${count(accepted, "change")} ${accepted === 1 ? "becomes" : "become"} version ${head + 1}, which the agent loads with its next session.`
      : "Nothing is accepted, so the agent's memory stays as it is.",
    rejected > 0 ? `${rejected} ${rejected === 1 ? "is" : "are"} rejected.` : "",
    open > 0
      ? `${open} ${undecided === "leave" ? (open === 1 ? "stays open." : "stay open.") : open === 1 ? "is rejected, too." : "are rejected, too."}`
      : "",
  ];
  return parts.filter(Boolean).join(" ");
}

function Line({ change }: { change: Change }) {
  const told = consequence(change);
  return (
    <li className="flex gap-3 py-2 text-13">
      <span className="w-14 shrink-0 text-muted">{OP_WORDS[change.op]}</span>
      <span className="min-w-0">
        {told.title}
        {change.state === "edited" ? <span className="text-dawn"> (edited)</span> : null}
        <code className="block text-12 break-all text-muted">{change.new_path ?? change.path}</code>
      </span>
    </li>
  );
}

function Choice({
  value,
  current,
  onPick,
  label,
}: {
  value: ApplyInput["undecided"];
  current: string;
  onPick: (v: ApplyInput["undecided"]) => void;
  label: string;
}) {
  return (
    <label className="flex min-h-7 items-center gap-2">
      <input
        type="radio"
        name="undecided"
        className="size-4 accent-(--c-solid)"
        checked={current === value}
        onChange={() => onPick(value)}
      />
      {label}
    </label>
  );
}

const CONFLICT: Record<ApplyConflict["kind"], string> = {
  moved: "was changed since this was proposed",
  deleted: "was removed since this was proposed",
  path: "cannot stand beside the other paths",
  limit: "would go over a limit",
};

function Refusal({ message, conflicts }: { message: string; conflicts?: ApplyConflict[] }) {
  return (
    <Alert tone="conflict" title={message}>
      Nothing was applied; your decisions are kept.
      {conflicts && conflicts.length > 0 ? (
        <ul className="mt-1.5 space-y-0.5 text-ink">
          {conflicts.map((c) => (
            <li key={c.change_id}>
              <code className="break-all">{c.path}</code> {CONFLICT[c.kind]}.
            </li>
          ))}
        </ul>
      ) : null}
    </Alert>
  );
}
