import Link from "next/link";
import type { ReactNode } from "react";
import { spellHidden } from "@/components/diff/visible-text";
import { EventList, type Highlight } from "@/components/transcripts/event-list";
import { EventWindow, type LoadEvents } from "@/components/transcripts/event-window";
import { OutcomeBadge } from "@/components/transcripts/outcome-badge";
import { Alert } from "@/components/ui/alert";
import { count, duration } from "@/components/ui/labels";
import { PageHeader, PageHeaderSkeleton, Section } from "@/components/ui/page-header";
import { ExactTime, RelativeTime } from "@/components/ui/relative-time";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import type { Event, Transcript } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export type TranscriptPageProps = {
  transcript: Transcript;
  /** All events, or the first part of a long session together with `load`. */
  events: readonly Event[];
  load?: LoadEvents;
  /** From `?quote=`, through `parseQuote`. */
  highlight?: Highlight | null;
  /** What was learned from it: links to changes, where there are any. */
  learned?: ReactNode;
  /** Controls: leave out of dreams, set the outcome, the raw bytes. */
  actions?: ReactNode;
};

const ENDED = {
  succeeded: "succeeded",
  failed: "failed",
  unknown: "ended without a known outcome",
  invalid: "never really ran",
};

/** What happened in this session, how did it end, what was learned from it? */
export function TranscriptPage({ transcript: t, events, load, highlight, learned, actions }: TranscriptPageProps) {
  return (
    <>
      <PageHeader
        headline={
          t.title
            ? `This session ${ENDED[t.outcome.result]}: “${spellHidden(t.title)}”`
            : `Session ${t.external_id} ${ENDED[t.outcome.result]}`
        }
        crumbs={[
          { label: "Agents", href: paths.agents() },
          { label: t.agent_name ?? "Agent", href: paths.agent(t.agent_id) },
        ]}
        detail={<Facts transcript={t} />}
        more={actions}
      />
      <div className="space-y-2">
        {t.excluded ? (
          <Alert tone="note" title="Left out of dreams">
            {`${t.excluded.by}, `}
            <RelativeTime at={t.excluded.at} />
            {`: ${t.excluded.reason}`}
          </Alert>
        ) : null}
        {t.outcome.note ? <p className="max-w-[70ch] text-13 text-muted">{`On the outcome: ${t.outcome.note}`}</p> : null}
        {t.revisions > 1 ? <Revisions transcript={t} /> : null}
      </div>
      {learned ? (
        <Section id="learned" title="Learned from it">
          {learned}
        </Section>
      ) : null}
      <div className="mt-5 border-t border-line">
        {load && events.length < t.events ? (
          <EventWindow key={t.revision} initial={events} total={t.events} load={load} highlight={highlight} />
        ) : (
          <EventList events={events} highlight={highlight} />
        )}
      </div>
    </>
  );
}

function Facts({ transcript: t }: { transcript: Transcript }) {
  const took = duration(t.started_at, t.ended_at);
  return (
    <>
      <OutcomeBadge result={t.outcome.result} score={t.outcome.score} />
      {t.started_at ? <ExactTime at={t.started_at} show="full" /> : <span>time unknown</span>}
      {took ? <span>{`took ${took}`}</span> : null}
      <span>{count(t.events, "event")}</span>
      {t.user ? <span>{`served ${t.user}`}</span> : null}
      {t.task ? <span>{`task ${t.task}`}</span> : null}
      <span>{t.format}</span>
      <code className="text-12 break-all">{t.external_id}</code>
      {t.parent_id ? (
        <Link href={paths.transcript(t.parent_id)} className="rounded-sm underline underline-offset-2 hover:text-ink">
          thread of another session
        </Link>
      ) : null}
    </>
  );
}

function Revisions({ transcript: t }: { transcript: Transcript }) {
  return (
    <nav aria-label="Revisions" className="flex flex-wrap gap-x-3 text-13 text-muted">
      It was sent {t.revisions} times:
      {Array.from({ length: t.revisions }, (_, i) => i + 1).map((n) => (
        <Link
          key={n}
          href={paths.transcript(t.id, { revision: n })}
          aria-current={n === t.revision ? "page" : undefined}
          className={n === t.revision ? "font-strong text-ink" : "underline underline-offset-2"}
        >
          {`revision ${n}`}
        </Link>
      ))}
    </nav>
  );
}

export function TranscriptPageSkeleton() {
  return (
    <>
      <Loading what="the session" />
      <PageHeaderSkeleton />
      <div className="mt-5 border-t border-line" aria-hidden="true">
        {["w-2/3", "w-5/6", "w-1/2", "w-3/4"].map((w) => (
          <div key={w} className="grid gap-x-6 border-b border-line py-4 md:grid-cols-[104px_minmax(0,1fr)]">
            <Skeleton className="h-5 w-16" />
            <Skeleton className={`h-6 ${w}`} />
          </div>
        ))}
      </div>
    </>
  );
}
