import type { Refused } from "@/components/review/outbox/outbox";
import { sendingWords } from "@/components/review/sending-words";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import type { Proposal } from "@/lib/domain/views";

/** So many are told one by one; what is behind them mostly has the same reason. */
const TOLD = 3;

export type RefusedNoticeProps = {
  proposal: Proposal;
  refused: readonly Refused[];
  onShow: (changeId: string) => void;
  onRetry: (refused: Refused) => void;
  onDiscard: (refused: readonly Refused[]) => void;
};

/** Decisions that the server did not take: which, why, and what to do. They stay until somebody says so. */
export function RefusedNotice({ proposal, refused, onShow, onRetry, onDiscard }: RefusedNoticeProps) {
  const behind = refused.slice(TOLD);
  // Closed, it takes nothing any more: trying again would only say so again.
  const open = proposal.status === "open";
  return (
    <div className="space-y-2">
      {refused.slice(0, TOLD).map((r) => {
        const id = r.decisions[0]?.change_id;
        const words = r.decisions[0]?.content ?? r.decisions[0]?.comment;
        return (
          <Alert key={r.id} tone="problem" title={r.message}>
            <p className="[overflow-wrap:anywhere]">{`${sendingWords(r, proposal.changes)} was not saved; the change stands as it was before.`}</p>
            {words ? (
              <details className="mt-1">
                <summary className="rounded-sm text-ink">What you wrote</summary>
                <p className="mt-1 max-h-40 overflow-y-auto border-l-2 border-edge pl-2 whitespace-pre-wrap text-ink">{words}</p>
              </details>
            ) : null}
            <div className="mt-2 flex flex-wrap gap-2">
              {open ? (
                <Button size="sm" onClick={() => onRetry(r)}>
                  Try again
                </Button>
              ) : null}
              <Button size="sm" onClick={() => onDiscard([r])}>
                {r.decisions.length === 1 ? "Discard this decision" : "Discard these decisions"}
              </Button>
              {id && proposal.changes.some((c) => c.id === id) ? (
                <Button size="sm" variant="quiet" onClick={() => onShow(id)}>
                  Show it
                </Button>
              ) : null}
            </div>
          </Alert>
        );
      })}
      {behind.length > 0 ? (
        <p className="flex flex-wrap items-center gap-2 text-13">
          {`${count(behind.length, "more decision")} ${behind.length === 1 ? "was" : "were"} not saved.`}
          <Button size="sm" onClick={() => onDiscard(refused)}>{`Discard all ${refused.length}`}</Button>
        </p>
      ) : null}
    </div>
  );
}
