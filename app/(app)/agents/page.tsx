import type { Metadata } from "next";
import Link from "next/link";
import { AgentList } from "@/components/agents/agent-list";
import { CreateAgentButton } from "@/components/agents/create-agent-button";
import { PageColumn } from "@/components/shell/app-shell";
import { ArchiveLink } from "@/components/ui/archive-link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/labels";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { paths } from "@/lib/paths";
import { countArchivedAgents, listAgents } from "@/lib/queries/agents";
import { NO_SESSIONS, sessionNumbers, totalOf } from "@/lib/queries/session-numbers";

export const metadata: Metadata = { title: "Agents" };

const PER_PAGE = 50;

export default async function AgentsPage({ searchParams }: { searchParams: Promise<{ after?: string; archived?: string }> }) {
  const ctx = await requirePageContext();
  const { after, ...asked } = await searchParams;
  const archived = asked.archived === "true";
  const [rows, numbers, inArchive] = await Promise.all([
    listAgents(ctx.scope, { limit: PER_PAGE, after: after ?? null, archived }),
    sessionNumbers(ctx.scope),
    countArchivedAgents(ctx.scope),
  ]);
  const here = archived ? `${paths.agents()}?archived=true` : paths.agents();
  const agents = rows.slice(0, PER_PAGE).map((a) => ({ ...a, ...(numbers.get(a.id) ?? NO_SESSIONS) }));
  const last = rows.length > PER_PAGE ? agents.at(-1) : undefined;
  const total = totalOf(numbers.values());
  const create = refusal(ctx.grant, "agents.manage") === null ? <CreateAgentButton /> : undefined;
  return (
    <PageColumn>
      <PageHeader
        headline={
          archived
            ? `${count(inArchive, "agent")} ${inArchive === 1 ? "is" : "are"} archived`
            : agents.length === 0
              ? "No agent sends in its sessions yet"
              : `${count(total.sessions, "session")} came in, ${total.failed === 0 ? "none" : total.failed.toLocaleString("en")} of them failed`
        }
        detail={<ArchiveLink href={paths.agents()} archived={inArchive} shown={archived} />}
        more={
          total.sessions > 0 ? (
            <Button asChild>
              <Link href={paths.transcripts()}>All sessions</Link>
            </Button>
          ) : undefined
        }
        action={agents.length > 0 && !archived ? create : undefined}
      />
      {agents.length > 0 ? (
        <AgentList agents={agents} />
      ) : archived ? (
        <EmptyState title="Nothing is archived">An agent that runs no more can be archived on its page; its sessions stay.</EmptyState>
      ) : (
        <EmptyState title="No agents yet" action={create}>
          An agent is what you run: a coding agent, a support agent. Its sessions come in here, dreams learn from them, and it loads what
          you accepted.
        </EmptyState>
      )}
      <Pager
        label="Older agents"
        {...(last ? { next: `${here}${archived ? "&" : "?"}after=${last.id}` } : {})}
        {...(after ? { first: here } : {})}
      />
    </PageColumn>
  );
}
