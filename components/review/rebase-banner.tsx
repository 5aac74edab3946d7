"use client";

import Link from "next/link";
import { useKeyHint } from "@/components/review/key-choice";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { count, listed } from "@/components/ui/labels";
import type { Proposal } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** How many of what moved are named; the rest is counted. */
const NAMED = 3;

export type RebaseBannerProps = {
  proposal: Proposal;
  mayDecide: boolean;
  pending: boolean;
  /** What the last press did, in a sentence; or why it did nothing. */
  said: { ok: boolean; text: string } | undefined;
  onRebase: () => void;
  onShow: (changeId: string) => void;
  onDismiss: () => void;
};

/** Whether a proposal can be brought up to date: something it reads or writes is not what it was. */
export const isBehind = (p: Proposal) => (p.status === "open" || p.status === "superseded") && (p.moved?.length ?? 0) > 0;

/** Says that the head moved under the proposal, what of it matters here, and brings it up to date. */
export function RebaseBanner({ proposal, mayDecide, pending, said, onRebase, onShow, onDismiss }: RebaseBannerProps) {
  const hintOf = useKeyHint();
  const behind = isBehind(proposal);
  if (!behind && !said) return null;
  const waits = proposal.changes.filter((c) => c.conflict);
  const moved = [...new Map((proposal.moved ?? []).map((m) => [m.path, m])).values()];
  return (
    <div className="space-y-2 border-b border-line px-6 py-3 max-md:px-4">
      {behind ? (
        <Alert
          tone="warn"
          title={`The memory moved to version ${proposal.head_version} since this was proposed`}
          action={
            mayDecide ? (
              <Button size="sm" variant="primary" shortcut={hintOf("rebase")} pending={pending} onClick={onRebase}>
                Bring up to date
              </Button>
            ) : undefined
          }
        >
          {listed(moved.slice(0, NAMED).map((m) => `${m.path} ${m.kind === "deleted" ? "was removed" : "changed"}`))}
          {moved.length > NAMED ? `, and ${count(moved.length - NAMED, "more memory", "more memories")}` : ""}.{" "}
          {"Nothing is overwritten: what still fits keeps its decisions, the rest asks you again. "}
          <Link href={paths.version(proposal.store_id, proposal.head_version)} className="text-ink underline underline-offset-2">
            {`See version ${proposal.head_version}`}
          </Link>
        </Alert>
      ) : null}
      {said ? (
        <Alert
          tone={said.ok ? "done" : "problem"}
          title={said.text}
          action={
            <Button size="sm" variant="quiet" onClick={onDismiss}>
              Dismiss
            </Button>
          }
        >
          {said.ok && waits[0] ? (
            <button type="button" onClick={() => onShow(waits[0]?.id ?? "")} className="rounded-sm text-ink underline underline-offset-2">
              {waits.length === 1 ? "Show the conflict" : "Show the first conflict"}
            </button>
          ) : undefined}
        </Alert>
      ) : null}
    </div>
  );
}
