import Link from "next/link";
import { AgentTabs } from "@/components/agents/agent-tabs";
import { ArchiveAgentButton, ArchivedAgent } from "@/components/agents/archive-agent";
import { AUDIENCE_WORDS } from "@/components/agents/audience";
import { EditAgentButton } from "@/components/agents/edit-agent-button";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import type { Agent } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

type Props = { agent: Agent; headline: string; mayManage: boolean; mayUpload: boolean };

/** What stands above each page of an agent. */
export function AgentHeader({ agent, headline, mayManage, mayUpload }: Props) {
  return (
    <>
      <PageHeader
        crumbs={[
          { label: "Agents", href: paths.agents() },
          { label: agent.name, href: paths.agent(agent.id) },
        ]}
        headline={headline}
        detail={
          <>
            <span title={AUDIENCE_WORDS[agent.audience].means}>{`serves ${AUDIENCE_WORDS[agent.audience].title.toLowerCase()}`}</span>
            <span>
              {agent.stores.length === 0 ? "loads no memory" : "loads "}
              {agent.stores.map((s, i) => (
                <span key={s.store_id}>
                  {i > 0 ? ", " : ""}
                  <Link href={paths.store(s.store_id)} className="rounded-sm underline decoration-edge underline-offset-2 hover:text-ink">
                    {s.name ?? s.store_id}
                  </Link>
                  {s.access === "read_only" ? " (read only)" : ""}
                </span>
              ))}
            </span>
            {agent.description ? <span>{agent.description}</span> : null}
          </>
        }
        more={
          mayManage ? (
            <>
              {agent.archived_at ? null : <ArchiveAgentButton agentId={agent.id} name={agent.name} />}
              <EditAgentButton agent={agent} />
            </>
          ) : undefined
        }
        action={
          mayUpload && !agent.archived_at ? (
            <Button asChild variant="primary">
              <Link href={paths.upload(agent.id)}>Upload sessions</Link>
            </Button>
          ) : undefined
        }
      />
      <AgentTabs agentId={agent.id} />
      {agent.archived_at ? <ArchivedAgent agentId={agent.id} mayManage={mayManage} /> : null}
    </>
  );
}
