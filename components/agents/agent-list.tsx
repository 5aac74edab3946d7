import Link from "next/link";
import { AUDIENCE_WORDS } from "@/components/agents/audience";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Column, Table } from "@/components/ui/table";
import type { Agent } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export type AgentRow = Agent & { sessions: number; failed: number; newest: string | null };

const COLUMNS: Column<AgentRow>[] = [
  {
    key: "name",
    header: "Agent",
    className: "max-w-0 w-full",
    cell: (a) => (
      <Link href={paths.agent(a.id)} className="block truncate rounded-sm font-strong hover:underline">
        {a.name}
        {a.description ? <span className="ml-3 font-normal text-muted max-lg:hidden">{a.description}</span> : null}
      </Link>
    ),
  },
  {
    key: "audience",
    header: "Serves",
    className: "whitespace-nowrap",
    cell: (a) => AUDIENCE_WORDS[a.audience].title.toLowerCase(),
    hideBelow: "sm",
  },
  {
    key: "stores",
    header: "Loads",
    cell: (a) => (
      <span className="flex max-w-56 gap-x-2 truncate">
        {a.stores.length === 0 ? <span className="text-muted">nothing</span> : null}
        {a.stores.slice(0, 2).map((s) => (
          <Link key={s.store_id} href={paths.store(s.store_id)} className="truncate rounded-sm hover:underline">
            {s.name ?? s.store_id}
          </Link>
        ))}
        {a.stores.length > 2 ? <span className="text-muted">{`and ${a.stores.length - 2} more`}</span> : null}
      </span>
    ),
    hideBelow: "md",
  },
  { key: "sessions", header: "Sessions", align: "right", cell: (a) => a.sessions.toLocaleString("en") },
  { key: "failed", header: "Failed", align: "right", cell: (a) => a.failed.toLocaleString("en"), hideBelow: "sm" },
  {
    key: "newest",
    header: "Newest came in",
    align: "right",
    className: "whitespace-nowrap",
    cell: (a) => (a.newest ? <RelativeTime at={a.newest} className="text-muted" /> : <span className="text-muted">never</span>),
    hideBelow: "lg",
  },
];

export function AgentList({ agents }: { agents: readonly AgentRow[] }) {
  return <Table caption="Agents, newest first" columns={COLUMNS} rows={agents} rowKey={(a) => a.id} />;
}
