"use client";

import Link from "next/link";
import { useSyncExternalStore } from "react";
import { type Reviewer, refusedByProposal } from "@/components/review/outbox/boxes";
import { Alert } from "@/components/ui/alert";
import { count } from "@/components/ui/labels";
import { paths } from "@/lib/paths";

const never = () => () => undefined;

/** Decisions of this person that the server refused, kept by this browser: nobody has to open every proposal to find them. */
export function Untaken({ me }: { me: Reviewer }) {
  const told = useSyncExternalStore(
    never,
    () => JSON.stringify(refusedByProposal(me)),
    () => "[]",
  );
  const proposals = JSON.parse(told) as ReturnType<typeof refusedByProposal>;
  const total = proposals.reduce((n, p) => n + p.count, 0);
  if (total === 0) return null;
  return (
    <div className="pb-5">
      <Alert tone="warn" title={`${count(total, "decision")} of yours ${total === 1 ? "was" : "were"} not taken`}>
        {"This browser keeps what you decided. See why, try again, or discard: "}
        {proposals.map((p, i) => (
          <span key={p.id}>
            {i > 0 ? ", " : ""}
            <Link href={paths.proposal(p.id)} className="text-ink underline underline-offset-2">
              {proposals.length === 1 ? "open the proposal" : `${count(p.count, "decision")} in proposal ${i + 1}`}
            </Link>
          </span>
        ))}
        .
      </Alert>
    </div>
  );
}
