"use client";

import Link from "next/link";
import { useState } from "react";
import { type RollbackActions, RollbackDialog } from "@/components/history/rollback-dialog";
import { CAUSE_WORDS, countsWords } from "@/components/history/version-words";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { RelativeTime } from "@/components/ui/relative-time";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import type { Version } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export type VersionListProps = {
  storeId: string;
  storeName: string;
  /** Newest first. */
  versions: Version[];
  headVersion: number;
  /** Given to those who may roll back. */
  rollback?: RollbackActions;
};

/** What happened to this memory, who decided, how do I go back? */
export function VersionList({ storeId, storeName, versions, headVersion, rollback }: VersionListProps) {
  const [target, setTarget] = useState<Version>();
  return (
    <>
      <ol aria-label="Versions, newest first" className="border-t border-line">
        {versions.map((v) => {
          const head = v.number === headVersion;
          return (
            <li
              key={v.number}
              className={cx(
                "relative grid grid-cols-[3rem_minmax(0,1fr)] gap-x-3 border-b border-line py-3 pl-4 before:absolute before:inset-y-0 before:left-0 before:w-[3px]",
                head && "before:bg-dawn-rule",
              )}
            >
              <Link
                href={paths.version(storeId, v.number)}
                className="tabular rounded-sm text-20 leading-6 hover:underline"
                aria-label={`Version ${v.number}`}
              >
                {v.number}
              </Link>
              <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1">
                <div className="min-w-0 grow basis-72">
                  <p className="text-14">{v.message || `${CAUSE_WORDS[v.cause].replace(/^./, (c) => c.toUpperCase())}`}</p>
                  <p className="flex flex-wrap items-center gap-x-3 text-13 text-muted">
                    {head ? <Badge tone="dawn">live</Badge> : null}
                    <RelativeTime at={v.created_at} />
                    <span>{v.author}</span>
                    {v.message ? <span>{CAUSE_WORDS[v.cause]}</span> : null}
                    <span>{countsWords(v.counts)}</span>
                    {v.proposal_id ? (
                      <Link
                        href={paths.proposal(v.proposal_id)}
                        className="rounded-sm underline decoration-edge underline-offset-2 hover:text-ink"
                      >
                        the decisions
                      </Link>
                    ) : null}
                  </p>
                </div>
                {v.parent === null ? null : (
                  <Link
                    href={paths.compare(storeId, v.parent, v.number)}
                    className="rounded-sm text-13 underline decoration-edge underline-offset-2 hover:text-ink"
                    data-print="hide"
                  >
                    {`Compare ${v.number} with ${v.parent}`}
                  </Link>
                )}
                {rollback && !head ? (
                  <Button size="sm" onClick={() => setTarget(v)} data-print="hide">
                    Roll back to {v.number}
                  </Button>
                ) : null}
              </div>
            </li>
          );
        })}
      </ol>
      {rollback && target ? (
        <RollbackDialog
          key={target.number}
          storeName={storeName}
          toVersion={target.number}
          headVersion={headVersion}
          onClose={() => setTarget(undefined)}
          {...rollback}
        />
      ) : null}
    </>
  );
}

export function VersionListSkeleton() {
  return (
    <div className="border-t border-line">
      <Loading what="the history" />
      {["w-2/3", "w-1/2", "w-3/5", "w-2/5"].map((w) => (
        <div key={w} aria-hidden="true" className="grid grid-cols-[3rem_minmax(0,1fr)] gap-x-3 border-b border-line py-3 pl-4">
          <Skeleton className="h-6 w-6" />
          <div className="space-y-1">
            <Skeleton className={`h-5 ${w}`} />
            <Skeleton className="h-4 w-64 max-w-full" />
          </div>
        </div>
      ))}
    </div>
  );
}
