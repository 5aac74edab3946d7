import Link from "next/link";
import type { ReactNode } from "react";
import { spellHidden } from "@/components/diff/visible-text";
import { OutcomeBadge } from "@/components/transcripts/outcome-badge";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Column, Table } from "@/components/ui/table";
import type { Transcript } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

const COLUMNS: Column<Transcript>[] = [
  {
    key: "title",
    header: "Session",
    className: "max-w-0 w-full",
    cell: (t) => (
      <Link href={paths.transcript(t.id)} className="block truncate rounded-sm hover:underline">
        {spellHidden(t.title ?? t.external_id)}
        {t.excluded ? <span className="text-muted"> (left out of dreams)</span> : null}
      </Link>
    ),
  },
  { key: "outcome", header: "Ended", cell: (t) => <OutcomeBadge result={t.outcome.result} score={t.outcome.score} /> },
  { key: "user", header: "Served", cell: (t) => <span className="block max-w-40 truncate text-muted">{t.user}</span>, hideBelow: "lg" },
  { key: "events", header: "Events", align: "right", cell: (t) => t.events.toLocaleString("en"), hideBelow: "md" },
  {
    key: "when",
    header: "When",
    align: "right",
    className: "whitespace-nowrap",
    cell: (t) => (
      <span className="text-muted">
        {t.started_at ? null : "came in "}
        <RelativeTime at={t.started_at ?? t.created_at} />
      </span>
    ),
    hideBelow: "sm",
  },
];

const AGENT: Column<Transcript> = {
  key: "agent",
  header: "Agent",
  cell: (t) => (
    <Link href={paths.agent(t.agent_id)} className="block max-w-40 truncate rounded-sm hover:underline">
      {t.agent_name}
    </Link>
  ),
  hideBelow: "md",
};

type Props = {
  transcripts: Transcript[];
  /** The next step: where to drop files, the command that sends them. */
  empty?: ReactNode;
  /** Set where the sessions are of several agents. */
  withAgent?: boolean;
};

/** Sessions, newest first. */
export function TranscriptList({ transcripts, empty, withAgent }: Props) {
  const [title, ...rest] = COLUMNS;
  return (
    <Table
      caption="Sessions, newest first"
      columns={withAgent && title ? [title, AGENT, ...rest] : COLUMNS}
      rows={transcripts}
      rowKey={(t) => t.id}
      empty={<EmptyState title="No transcripts yet">{empty}</EmptyState>}
    />
  );
}
