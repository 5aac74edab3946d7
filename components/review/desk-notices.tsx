import Link from "next/link";
import type { ReactNode } from "react";
import { Findings } from "@/components/review/findings";
import { Alert } from "@/components/ui/alert";
import type { Proposal } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** What stands between header and desk: findings about the whole, a refused decision, where the rest went. */
export function DeskNotices({ proposal, refused }: { proposal: Proposal; refused: ReactNode }) {
  if (!refused && proposal.superseded_by === undefined && !proposal.moved_to && !proposal.rest_of && proposal.findings.length === 0)
    return null;
  return (
    <div className="space-y-2 border-b border-line px-6 py-3 max-md:px-4">
      {refused}
      {proposal.superseded_by === undefined ? null : (
        <p className="text-13">
          {"What it is about reads otherwise, or says the same already, since "}
          <Link href={paths.version(proposal.store_id, proposal.superseded_by)} className="underline underline-offset-2">
            {`version ${proposal.superseded_by}`}
          </Link>
          . Nothing of it waits any more.
        </p>
      )}
      {proposal.moved_to ? (
        <Alert tone="note">
          What was left open has moved to{" "}
          <Link href={paths.proposal(proposal.moved_to)} className="font-strong underline">
            a proposal of its own
          </Link>
          .
        </Alert>
      ) : null}
      {proposal.rest_of ? (
        <p className="text-13 text-muted">
          These changes were left open in{" "}
          <Link href={paths.proposal(proposal.rest_of)} className="underline">
            an earlier proposal
          </Link>
          .
        </p>
      ) : null}
      <Findings findings={proposal.findings} />
    </div>
  );
}
