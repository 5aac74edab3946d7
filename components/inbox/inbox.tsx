import { ArrowRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { DreamProgressLine } from "@/components/dreams/dream-progress";
import { sumRisk, WaitingList } from "@/components/inbox/waiting-list";
import { minutesToReview } from "@/components/review/order";
import { RiskCounts } from "@/components/risk/risk-mark";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/labels";
import { PageHeader, PageHeaderSkeleton, Section } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { RelativeTime } from "@/components/ui/relative-time";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import type { Dream, ProposalSummary } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export type InboxProps = {
  /** Open proposals, those that wait longest first. `waiting` (undecided by risk) gives minutes and marks. */
  waiting: ProposalSummary[];
  /** How many wait in all: more than `waiting` where a store has dreamed for long and nobody came. */
  open: number;
  /** Addresses of the proposals after these, and of those that wait longest where these are not they. */
  next?: string;
  first?: string;
  /** Open proposals in which only somebody else can go on: a second person has to accept what this one did. */
  others?: ProposalSummary[];
  /** Dreams that are queued or running. */
  running: Dream[];
  /** Proposals applied lately, newest first. */
  applied: ProposalSummary[];
  /** Proposals that the memory overtook lately, before anybody had decided them. */
  overtaken?: ProposalSummary[];
  /** Of each store the newest dream, where it failed. */
  failed?: Dream[];
  /** What a newcomer does first, with the real control in it; shown when nothing waits and nothing was ever applied. */
  firstStep: ReactNode;
  /** What of this person's decisions was not taken. */
  untaken?: ReactNode;
  /** What an admin should look at besides proposals. */
  notices?: ReactNode[];
};

/** What waits for me, how risky is it, how long will it take? */
export function Inbox(props: InboxProps) {
  const {
    waiting,
    others = [],
    open,
    next,
    first: longest,
    running,
    applied,
    overtaken = [],
    failed = [],
    firstStep,
    untaken,
    notices = [],
  } = props;
  const total = sumRisk(waiting);
  const minutes = minutesToReview(total);
  const first = waiting[0];
  const untouched = [waiting, others, applied, overtaken, running, failed].every((list) => list.length === 0);
  return (
    <>
      <PageHeader
        headline={headline(waiting, open, minutes, longest === undefined)}
        detail={waiting.length > 0 ? <RiskCounts counts={total} /> : undefined}
        action={
          first ? (
            <Button asChild variant="primary" size="lg">
              <Link href={paths.proposal(first.id)}>
                {waiting.length === 1 ? "Review it" : "Review the first"}
                <ArrowRight size={16} aria-hidden />
              </Link>
            </Button>
          ) : undefined
        }
      />
      {untaken}
      {notices.length > 0 ? <div className="space-y-3 pb-5">{notices}</div> : null}
      {waiting.length > 0 ? (
        <WaitingList waiting={waiting} />
      ) : untouched ? (
        <EmptyState title="No proposal yet">{firstStep}</EmptyState>
      ) : null}
      <Pager
        label="Proposals that wait"
        words={{ next: "Show those that came later", first: "Back to those that wait longest" }}
        {...(next ? { next } : {})}
        {...(longest ? { first: longest } : {})}
      />
      {others.length > 0 ? (
        <Section id="others" title="Waiting for others">
          <WaitingList waiting={others} />
        </Section>
      ) : null}
      {running.length > 0 ? (
        <Section id="running" title="Dreaming now">
          <ul className="divide-y divide-line border-y border-line">
            {running.map((d) => (
              <li key={d.id} className="py-3">
                <DreamProgressLine dream={d} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {failed.length > 0 ? (
        <Section id="failed" title="Dreams that failed">
          <ul className="divide-y divide-line border-y border-line">
            {failed.map((d) => (
              <FailedRow key={d.id} dream={d} />
            ))}
          </ul>
        </Section>
      ) : null}
      {overtaken.length > 0 ? (
        <Section id="overtaken" title="Overtaken lately">
          <ul className="divide-y divide-line border-y border-line">
            {overtaken.map((p) => (
              <OvertakenRow key={p.id} proposal={p} />
            ))}
          </ul>
        </Section>
      ) : null}
      {applied.length > 0 ? (
        <Section id="applied" title="Applied lately">
          <ul className="divide-y divide-line border-y border-line">
            {applied.map((p) => (
              <AppliedRow key={p.id} proposal={p} />
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}

function headline(waiting: ProposalSummary[], open: number, minutes: number, first: boolean): string {
  if (waiting.length === 0) return "Nothing waits for you";
  const changes = waiting.reduce((n, p) => n + p.counts.undecided, 0);
  const what =
    waiting.length === 1
      ? count(changes, "change")
      : `${count(changes, "change")} in ${open > waiting.length ? `${first ? "the first " : ""}${waiting.length} of ` : ""}${count(open, "proposal")}`;
  const verb = changes === 1 ? "waits" : "wait";
  if (changes === 0) return `${count(waiting.length, "proposal")} decided, ready to be applied`;
  return `${what} ${verb} for you${minutes > 0 ? `, about ${count(minutes, "minute")}` : ""}`;
}

const ROW =
  "relative flex flex-wrap items-baseline gap-x-4 gap-y-0.5 py-2.5 pl-5 text-13 before:absolute before:inset-y-0 before:left-0 before:w-[3px]";

function AppliedRow({ proposal: p }: { proposal: ProposalSummary }) {
  const at = p.decided_at ?? p.created_at;
  return (
    <li className={cx(ROW, "before:bg-dawn-rule")}>
      <Link href={paths.proposal(p.id)} className="min-w-0 grow basis-64 rounded-sm py-0.5 hover:underline">
        {p.summary}
      </Link>
      <span className="text-muted">{p.store_name}</span>
      {p.applied_version === undefined ? null : (
        <Link
          href={paths.version(p.store_id, p.applied_version)}
          className="tabular inline-block rounded-sm py-0.5 text-dawn hover:underline"
        >
          {`version ${p.applied_version}`}
        </Link>
      )}
      <RelativeTime at={at} className="text-muted" />
    </li>
  );
}

/** Nothing in it waits any more: the memory says it already, or says something else. */
function OvertakenRow({ proposal: p }: { proposal: ProposalSummary }) {
  return (
    <li className={cx(ROW, "before:bg-edge")}>
      <Link href={paths.proposal(p.id)} className="min-w-0 grow basis-64 rounded-sm py-0.5 hover:underline">
        {p.summary}
      </Link>
      <span className="text-muted">{p.store_name}</span>
      {p.superseded_by === undefined ? null : (
        <span className="text-muted">
          {"replaced by "}
          <Link
            href={paths.version(p.store_id, p.superseded_by)}
            className="tabular inline-block rounded-sm py-0.5 text-ink underline decoration-edge underline-offset-2"
          >
            {`version ${p.superseded_by}`}
          </Link>
        </span>
      )}
      <RelativeTime at={p.decided_at ?? p.created_at} className="text-muted" />
    </li>
  );
}

function FailedRow({ dream: d }: { dream: Dream }) {
  return (
    <li className={cx(ROW, "before:bg-removed")}>
      <span className="min-w-0 grow basis-64">
        <Link href={paths.dream(d.id)} className="rounded-sm py-0.5 font-strong hover:underline">
          {d.store_name ?? "Dream"}
        </Link>
        <span className="block text-muted [overflow-wrap:anywhere]">
          {d.error ?? "It ended without saying why."} Nothing was proposed; the next dream reads the same sessions.
        </span>
      </span>
      <RelativeTime at={d.ended_at ?? d.created_at} className="text-muted" />
    </li>
  );
}

export function InboxSkeleton() {
  return (
    <>
      <Loading what="the inbox" />
      <PageHeaderSkeleton />
      <div className="border-t border-line" aria-hidden="true">
        {["w-2/3", "w-1/2"].map((w) => (
          <div key={w} className="border-b border-line py-4 pl-5">
            <Skeleton className="h-5 w-40" />
            <Skeleton className={`mt-1 h-5 ${w}`} />
            <Skeleton className="mt-2 h-4 w-56" />
          </div>
        ))}
      </div>
    </>
  );
}
