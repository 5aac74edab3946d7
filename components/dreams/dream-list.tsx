import Link from "next/link";
import type { ReactNode } from "react";
import { DreamStart, DreamStatusBadge } from "@/components/dreams/dream-progress";
import { EmptyState } from "@/components/ui/empty-state";
import { duration, usd } from "@/components/ui/labels";
import { type Column, Table } from "@/components/ui/table";
import type { Dream } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

const COLUMNS: Column<Dream>[] = [
  {
    key: "when",
    header: "Started",
    cell: (d) => (
      <Link href={paths.dream(d.id)} className="rounded-sm hover:underline">
        <DreamStart dream={d} />
      </Link>
    ),
  },
  { key: "status", header: "Ended in", cell: (d) => <DreamStatusBadge dream={d} /> },
  { key: "sessions", header: "Sessions", align: "right", cell: (d) => d.transcript_ids.length },
  { key: "engine", header: "Engine", cell: (d) => d.engine, hideBelow: "md" },
  { key: "took", header: "Took", align: "right", cell: (d) => duration(d.started_at, d.ended_at) ?? "", hideBelow: "sm" },
  {
    key: "cost",
    header: "Cost",
    align: "right",
    cell: (d) => (d.usage.calls === 0 ? "none" : usd(d.usage.usd)),
    hideBelow: "md",
  },
  {
    key: "proposal",
    header: "Proposal",
    cell: (d) =>
      d.proposal_id ? (
        <Link href={paths.proposal(d.proposal_id)} className="rounded-sm underline decoration-edge underline-offset-2">
          see it
        </Link>
      ) : null,
    hideBelow: "sm",
  },
];

/** What ran, what did it cost, what did it find? `start` is the control that starts one. */
export function DreamList({ dreams, start }: { dreams: Dream[]; start?: ReactNode }) {
  return (
    <Table
      caption="Dreams, newest first"
      columns={COLUMNS}
      rows={dreams}
      rowKey={(d) => d.id}
      empty={
        <EmptyState title="No dream has run over this store" action={start}>
          A dream reads the newest sessions and proposes what the agent should remember from them. Nothing changes until you accept it.
        </EmptyState>
      }
    />
  );
}
