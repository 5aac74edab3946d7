"use client";

import type { ReactNode } from "react";
import { ApplyDialog } from "@/components/review/apply-dialog";
import { KeySheet } from "@/components/review/key-sheet";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { count } from "@/components/ui/labels";
import type { ActionOutcome, ApplyInput, ApplyResult, Proposal } from "@/lib/domain/views";

export type DeskDialog = "apply" | "keys" | "queue" | "recent" | "reject-all" | "discard";

export type DeskDialogsProps = {
  open: DeskDialog | undefined;
  onOpen: (dialog: DeskDialog | undefined) => void;
  proposal: Proposal;
  /** The queue with its filter, where there is no room for it beside the change. */
  queue: ReactNode;
  apply: (input: ApplyInput) => Promise<ActionOutcome<ApplyResult>>;
  onApplied: (result: ApplyResult) => void;
  rejectAll: (reason: string) => Promise<ActionOutcome<Proposal>>;
  onRejected: (proposal: Proposal) => void;
  /** Decisions that the server refused and nobody has discarded. */
  untaken: number;
  /** Decisions that are to be given up, once that is confirmed. */
  discarding: { what: string; run: () => void } | undefined;
};

/** What the desk asks and shows on top of itself, one at a time. */
export function DeskDialogs({
  open,
  onOpen,
  proposal,
  queue,
  apply,
  onApplied,
  rejectAll,
  onRejected,
  untaken,
  discarding,
}: DeskDialogsProps) {
  return (
    <>
      <ApplyDialog
        open={open === "apply"}
        onOpenChange={(next) => onOpen(next ? "apply" : undefined)}
        proposal={proposal}
        untaken={untaken}
        apply={apply}
        onApplied={onApplied}
      />
      <KeySheet open={open === "keys"} onOpenChange={(next) => onOpen(next ? "keys" : undefined)} />
      <Dialog
        open={open === "queue"}
        onOpenChange={(next) => onOpen(next ? "queue" : undefined)}
        title={count(proposal.counts.total, "change")}
        size="sm"
      >
        <div className="-mx-5 [&_h2]:bg-surface">{queue}</div>
      </Dialog>
      <ConfirmDialog
        open={open === "reject-all"}
        onOpenChange={(next) => onOpen(next ? "reject-all" : undefined)}
        title="Reject the whole proposal?"
        consequence={`All ${count(proposal.counts.total, "change")} are rejected and the agent's memory stays as it is. The same words will not be proposed again without new evidence.`}
        confirm={`Reject ${count(proposal.counts.total, "change")}`}
        tone="danger"
        reason={{ label: "Why", required: true }}
        onConfirm={async (reason) => {
          const outcome = await rejectAll(reason);
          if (!outcome.ok) return outcome.message;
          onRejected(outcome.value);
          return undefined;
        }}
      />
      <ConfirmDialog
        open={open === "discard"}
        onOpenChange={(next) => onOpen(next ? "discard" : undefined)}
        title="Discard what was not saved?"
        consequence={`${discarding?.what ?? "It"} is kept nowhere but in this browser, and is gone then. The changes stay as the server has them.`}
        confirm="Discard"
        tone="danger"
        onConfirm={async () => {
          discarding?.run();
          return undefined;
        }}
      />
    </>
  );
}
