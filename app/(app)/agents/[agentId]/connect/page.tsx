import type { Metadata } from "next";
import Link from "next/link";
import { AgentHeader } from "@/app/(app)/agents/[agentId]/agent-header";
import { found } from "@/app/(app)/found";
import { AgentKeyButton } from "@/components/agents/agent-key-button";
import { curlCode, hookScript, hookSettings, KEY_VARIABLE, pythonCode, typescriptCode } from "@/components/agents/connect-code";
import { PageColumn } from "@/components/shell/app-shell";
import { CodeBlock } from "@/components/ui/code-block";
import { Section } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { env } from "@/lib/env";
import { paths } from "@/lib/paths";
import { getAgent } from "@/lib/queries/agents";

export const metadata: Metadata = { title: "Connect" };

/** How a program loads this agent's memory and sends its sessions in. */
export default async function ConnectPage({ params }: { params: Promise<{ agentId: string }> }) {
  const ctx = await requirePageContext();
  const agent = await found(getAgent(ctx.scope, (await params).agentId));
  const at = { url: env().REVEILLE_URL, agentId: agent.id };
  const mayKey = refusal(ctx.grant, "keys.manage") === null && !agent.archived_at;
  return (
    <PageColumn>
      <AgentHeader
        agent={agent}
        headline={agent.stores.length === 0 ? `${agent.name} has no memory to load yet` : `${agent.name} loads its memory with one request`}
        mayManage={refusal(ctx.grant, "agents.manage") === null}
        mayUpload={false}
      />
      <Section id="key" title="1. A key">
        <p className="mb-3 max-w-[70ch] text-13 text-muted">
          The programs below read it from <code>{KEY_VARIABLE}</code>. An agent&apos;s key loads its memory and sends its sessions in; it
          reaches no other agent and can never decide.
        </p>
        {mayKey ? (
          <div className="flex flex-wrap items-center gap-3">
            <AgentKeyButton agent={agent} />
            <Link href={paths.keys()} className="rounded-sm text-13 text-muted underline decoration-edge underline-offset-2 hover:text-ink">
              All keys
            </Link>
          </div>
        ) : (
          <p className="text-13">{agent.archived_at ? "An archived agent takes no key." : "An admin makes one for you."}</p>
        )}
      </Section>
      <Section id="code" title="2. Load the memory, send the session in">
        <p className="mb-3 max-w-[70ch] text-13 text-muted">
          The session&apos;s id joins the two: with it the history says which version each session was handed. A session may be sent again
          when it has grown.
        </p>
        <Tabs
          label="Language"
          tabs={[
            {
              value: "claude-code",
              label: "Claude Code",
              content: (
                <div className="space-y-4">
                  <CodeBlock label="~/.claude/hooks/reveille.sh" code={hookScript(at)} />
                  <CodeBlock label="~/.claude/settings.json, or .claude/settings.json of one project" code={hookSettings} />
                </div>
              ),
            },
            { value: "curl", label: "curl", content: <CodeBlock label="Shell" code={curlCode(at)} /> },
            {
              value: "python",
              label: "Python",
              content: <CodeBlock label="Python 3.10 or newer, no package needed" code={pythonCode(at)} />,
            },
            { value: "typescript", label: "TypeScript", content: <CodeBlock label="Node 20 or newer" code={typescriptCode(at)} /> },
          ]}
        />
        <p className="mt-4 max-w-[70ch] text-13 text-muted">
          Everything else that a program can ask for is in the{" "}
          <Link href={paths.apiDocs()} className="rounded-sm underline decoration-edge underline-offset-2 hover:text-ink">
            API reference
          </Link>
          .
        </p>
      </Section>
    </PageColumn>
  );
}
