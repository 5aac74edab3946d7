import Link from "next/link";
import type { ReactNode } from "react";
import { Findings } from "@/components/review/findings";
import { isBehind } from "@/components/review/rebase-banner";
import { Alert } from "@/components/ui/alert";
import type { Proposal } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** What stands between header and desk: findings about the whole, a refused decision, where the rest went. */
export function DeskNotices({ proposal, refused }: { proposal: Proposal; refused: ReactNode }) {
  // What can still be brought up to date says so itself.
  const overtaken = isBehind(proposal) ? undefined : proposal.superseded_by;
  const live = proposal.applied_version;
  if (
    !refused &&
    live === undefined &&
    overtaken === undefined &&
    !proposal.moved_to &&
    !proposal.rest_of &&
    proposal.findings.length === 0
  )
    return null;
  return (
    <div className="space-y-2 border-b border-line px-6 py-3 max-md:px-4">
      {refused}
      {live === undefined ? null : <Applied proposal={proposal} version={live} />}
      {overtaken === undefined ? null : (
        <p className="text-13">
          {"What it is about reads otherwise, or says the same already, since "}
          <Link href={paths.version(proposal.store_id, overtaken)} className="underline underline-offset-2">
            {`version ${overtaken}`}
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

/** What came of applying it, and the way back. */
function Applied({ proposal, version }: { proposal: Proposal; version: number }) {
  const newest = proposal.head_version === version;
  return (
    <Alert
      tone="done"
      title={
        newest
          ? `The agent loads version ${version} with its next session`
          : `It became version ${version}; the newest is version ${proposal.head_version} by now`
      }
    >
      <Link href={paths.version(proposal.store_id, version)} className="text-ink underline underline-offset-2">
        {`See version ${version}`}
      </Link>
      {". To go back, open "}
      <Link href={paths.version(proposal.store_id, version - 1)} className="text-ink underline underline-offset-2">
        {`version ${version - 1}`}
      </Link>
      {" and roll back to it: that makes a new version, and nothing is lost."}
    </Alert>
  );
}
