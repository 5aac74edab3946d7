import Link from "next/link";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ProposalSummary } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

type Props = {
  proposals: readonly ProposalSummary[];
  total: number;
  /** Whether deciding is what the page is for just now. */
  first: boolean;
};

/** What was dreamed and nobody has decided yet: on the night ground until then. */
export function WaitingProposals({ proposals, total, first }: Props) {
  if (proposals.length === 0) return null;
  return (
    <ul aria-label="Proposals that wait" className="rounded border-l-4 border-night-rule bg-night-ground">
      {proposals.map((p, i) => (
        <li key={p.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2 text-13">
          <p className="min-w-0 grow basis-64">
            {p.summary}
            <span className="block text-muted">
              {`${p.counts.total - p.counts.undecided} of ${count(p.counts.total, "change")} decided, dreamed `}
              <RelativeTime at={p.created_at} />
            </span>
          </p>
          <Button asChild size={first && i === 0 ? "md" : "sm"} variant={first && i === 0 ? "primary" : "outline"}>
            <Link href={paths.proposal(p.id)}>{p.counts.undecided > 0 ? `Review ${count(p.counts.undecided, "change")}` : "Apply it"}</Link>
          </Button>
        </li>
      ))}
      {total > proposals.length ? (
        <li className="px-3 py-2 text-13">
          <Link href={paths.inbox()} className="rounded-sm underline underline-offset-2">
            {`${total - proposals.length} more in the inbox`}
          </Link>
        </li>
      ) : null}
    </ul>
  );
}
