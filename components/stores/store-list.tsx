import Link from "next/link";
import { count } from "@/components/ui/labels";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Column, Table } from "@/components/ui/table";
import type { Store } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

const COLUMNS: Column<Store>[] = [
  {
    key: "name",
    header: "Store",
    className: "max-w-0 w-full",
    cell: (s) => (
      <Link href={paths.store(s.id)} className="block truncate rounded-sm font-strong hover:underline">
        {s.name}
        {s.description ? <span className="ml-3 font-normal text-muted max-md:hidden">{s.description}</span> : null}
      </Link>
    ),
  },
  {
    key: "head",
    header: "Head",
    className: "whitespace-nowrap",
    cell: (s) => (
      <>
        <span className="tabular">{`version ${s.head_version}`}</span>
        {s.head_at ? (
          <span className="text-muted max-lg:hidden">
            {", "}
            <RelativeTime at={s.head_at} />
          </span>
        ) : null}
      </>
    ),
  },
  { key: "memories", header: "Memories", align: "right", cell: (s) => (s.memories ?? 0).toLocaleString("en"), hideBelow: "sm" },
  {
    key: "unread",
    header: "Unread sessions",
    align: "right",
    className: "whitespace-nowrap",
    cell: (s) => (s.unread_transcripts ? s.unread_transcripts.toLocaleString("en") : <span className="text-muted">none</span>),
    hideBelow: "md",
  },
  {
    key: "proposals",
    header: "Waiting",
    align: "right",
    className: "whitespace-nowrap",
    cell: (s) =>
      s.open_proposals ? (
        <span className="text-night">{count(s.open_proposals, "proposal")}</span>
      ) : (
        <span className="text-muted">nothing</span>
      ),
  },
];

/** What do the agents of this workspace load, and what waits there? */
export function StoreList({ stores }: { stores: readonly Store[] }) {
  return <Table caption="Memory stores, newest first" columns={COLUMNS} rows={stores} rowKey={(s) => s.id} />;
}
