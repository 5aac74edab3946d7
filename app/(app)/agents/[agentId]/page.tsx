import type { Metadata } from "next";
import Link from "next/link";
import { AgentHeader } from "@/app/(app)/agents/[agentId]/agent-header";
import { FirstUpload } from "@/app/(app)/agents/[agentId]/first-upload";
import { found } from "@/app/(app)/found";
import { firstPage, nextPage, readSessionSearch, type SessionSearch } from "@/app/(app)/transcripts/session-query";
import { AudienceHint } from "@/components/agents/audience-hint";
import { OutcomeBar } from "@/components/agents/outcome-bar";
import { PageColumn } from "@/components/shell/app-shell";
import { SessionFilter } from "@/components/transcripts/session-filter";
import { TranscriptList } from "@/components/transcripts/transcript-list";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/labels";
import { Pager } from "@/components/ui/pager";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { paths } from "@/lib/paths";
import { getAgent } from "@/lib/queries/agents";
import { listAudienceHints } from "@/lib/queries/audience-hints";
import { listOpenImports } from "@/lib/queries/imports";
import { NO_SESSIONS, sessionNumbers } from "@/lib/queries/session-numbers";
import { listTranscripts } from "@/lib/queries/transcripts";

const PER_PAGE = 50;

type Props = { params: Promise<{ agentId: string }>; searchParams: Promise<SessionSearch> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ctx = await requirePageContext();
  return { title: (await found(getAgent(ctx.scope, (await params).agentId))).name };
}

/** How does it do, and what happened in its sessions? */
export default async function AgentPage({ params, searchParams }: Props) {
  const ctx = await requirePageContext();
  const { agentId } = await params;
  const { values, filter, after } = readSessionSearch(await searchParams);
  const agent = await found(getAgent(ctx.scope, agentId));
  const [rows, all, open, hints] = await Promise.all([
    listTranscripts(ctx.scope, { ...filter, agentId }, { limit: PER_PAGE, after }),
    sessionNumbers(ctx.scope, [agentId]),
    listOpenImports(ctx.scope, agentId),
    listAudienceHints(ctx.scope, agentId),
  ]);
  const numbers = all.get(agentId) ?? NO_SESSIONS;
  const transcripts = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? transcripts.at(-1) : undefined;
  const here = paths.agent(agentId);
  const mayUpload = refusal(ctx.grant, "transcripts.write") === null && !agent.archived_at;
  const mayManage = refusal(ctx.grant, "agents.manage") === null;
  const headline =
    numbers.sessions === 0
      ? `No session of ${agent.name} has come in yet`
      : numbers.failed === 0
        ? `${count(numbers.sessions, "session")} of ${agent.name} came in, none of them failed`
        : `${numbers.failed.toLocaleString("en")} of ${count(numbers.sessions, "session")} of ${agent.name} failed`;
  return (
    <PageColumn>
      <AgentHeader agent={agent} headline={headline} mayManage={mayManage} mayUpload={mayUpload} />
      {numbers.sessions === 0 ? (
        <div className="pt-4">
          {mayUpload ? (
            <FirstUpload agentId={agentId} open={open.map(({ id, name, bytes_total }) => ({ id, name, size: bytes_total }))} />
          ) : (
            <EmptyState title="No sessions yet">
              {agent.archived_at ? "And none come in while it is archived." : "An uploader sends them in."}
            </EmptyState>
          )}
        </div>
      ) : (
        <>
          {hints.map((h) => (
            <div key={h.agent_id} className="pt-4">
              <AudienceHint agentId={h.agent_id} name={h.name} customers={h.customers} mayManage={mayManage} />
            </div>
          ))}
          <div className="py-4">
            <OutcomeBar numbers={numbers} />
            {open.length > 0 ? (
              <Link
                href={paths.upload(agentId)}
                className="mt-3 inline-block rounded-sm text-13 text-night underline decoration-edge underline-offset-2"
              >
                {`${count(open.length, "file is", "files are")} still being read`}
              </Link>
            ) : null}
          </div>
          <SessionFilter key={JSON.stringify(values)} action={here} values={{ ...values, agent: undefined }} />
          {transcripts.length > 0 ? (
            <TranscriptList transcripts={transcripts} />
          ) : (
            <EmptyState title="No session fits">{`None of the ${count(numbers.sessions, "session")} of this agent.`}</EmptyState>
          )}
          <Pager
            label="Older sessions"
            {...(last ? { next: nextPage(here, { ...values, agent: undefined }, last.id) } : {})}
            {...(after ? { first: firstPage(here, { ...values, agent: undefined }) } : {})}
          />
        </>
      )}
    </PageColumn>
  );
}
