import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { useKeyHint } from "@/components/review/key-choice";
import { minutesToReview, waitingByRisk } from "@/components/review/order";
import { applyLabel } from "@/components/review/words";
import { RiskCounts } from "@/components/risk/risk-mark";
import { Button, IconButton } from "@/components/ui/button";
import { DropdownMenu } from "@/components/ui/dropdown-menu";
import { count } from "@/components/ui/labels";
import { MenuItem } from "@/components/ui/menu-items";
import type { Proposal } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export type DeskHeaderProps = {
  proposal: Proposal;
  mayDecide: boolean;
  onApply: () => void;
  onRejectAll: () => void;
  onQueue?: () => void;
};

/** One sentence about now, what is left, and the one action. */
export function DeskHeader({ proposal, mayDecide, onApply, onRejectAll, onQueue }: DeskHeaderProps) {
  const hintOf = useKeyHint();
  const waiting = waitingByRisk(proposal.changes);
  const left = waiting.high + waiting.medium + waiting.low;
  const { accepted, rejected, total } = proposal.counts;
  const actionable = proposal.status === "open" && mayDecide;
  return (
    <header className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-6 py-3 max-md:px-4">
      <div className="min-w-0 grow basis-72">
        <p className="truncate text-13 text-muted">
          <Link href={paths.inbox()} className="rounded-sm hover:text-ink hover:underline">
            Inbox
          </Link>
          {" / "}
          <Link href={paths.store(proposal.store_id)} className="rounded-sm hover:text-ink hover:underline">
            {proposal.store_name ?? "Store"}
          </Link>
        </p>
        <h1 className="text-20 leading-7 max-md:text-16">{headline(proposal)}</h1>
        <div className="flex flex-wrap items-center gap-x-4 text-13 text-muted">
          {proposal.status === "open" && left > 0 ? (
            <>
              <RiskCounts counts={waiting} />
              <span>{`about ${minutesToReview(waiting)} min left`}</span>
            </>
          ) : total > 0 ? (
            <span>{`${accepted} accepted, ${rejected} rejected of ${total}`}</span>
          ) : null}
          <Versions proposal={proposal} />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2 max-md:w-full">
        {onQueue ? (
          <Button className="lg:hidden max-md:grow" onClick={onQueue}>
            {count(total, "change")}
          </Button>
        ) : null}
        {actionable ? (
          <>
            <DropdownMenu align="end" trigger={<IconButton label="More about this proposal" icon={<Ellipsis size={18} aria-hidden />} />}>
              {proposal.dream_id ? (
                <MenuItem asChild>
                  <Link href={paths.dream(proposal.dream_id)}>See the dream it comes from</Link>
                </MenuItem>
              ) : null}
              <MenuItem danger onSelect={onRejectAll}>
                Reject the whole proposal
              </MenuItem>
            </DropdownMenu>
            <Button
              variant={accepted > 0 && left === 0 ? "dawn" : "primary"}
              className="max-md:grow"
              disabled={accepted + rejected === 0}
              shortcut={hintOf("apply")}
              onClick={onApply}
            >
              {accepted + rejected === 0 ? "Apply" : applyLabel(accepted)}
            </Button>
          </>
        ) : proposal.dream_id ? (
          <Button asChild className="max-md:grow">
            <Link href={paths.dream(proposal.dream_id)}>See its dream</Link>
          </Button>
        ) : null}
      </div>
    </header>
  );
}

function headline(p: Proposal): string {
  switch (p.status) {
    case "open":
      return `${p.counts.accepted + p.counts.rejected} of ${count(p.counts.total, "change")} decided`;
    case "applied":
      return p.applied_version === undefined ? "This proposal is applied" : `Applied as version ${p.applied_version}`;
    case "rejected":
      return "Closed: the agent's memory stayed as it was";
    case "superseded":
      return "Superseded: its changes moved on or became true otherwise";
    default:
      return p.status satisfies never;
  }
}

function Versions({ proposal }: { proposal: Proposal }) {
  const moved = proposal.status === "open" && proposal.head_version !== proposal.base_version;
  return (
    <span>
      {moved
        ? `dreamed on version ${proposal.base_version}, head is version ${proposal.head_version} by now`
        : `against version ${proposal.base_version}`}
    </span>
  );
}
