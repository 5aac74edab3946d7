import type { Metadata } from "next";
import Link from "next/link";
import { AgentHeader } from "@/app/(app)/agents/[agentId]/agent-header";
import { UploadSessions } from "@/app/(app)/agents/[agentId]/upload/upload-sessions";
import { found } from "@/app/(app)/found";
import { FormatNotes } from "@/components/agents/format-notes";
import { PageColumn } from "@/components/shell/app-shell";
import { claudeOf } from "@/components/stores/engine-words";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/labels";
import { Section } from "@/components/ui/page-header";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { FORMATS } from "@/lib/importers/formats";
import { paths } from "@/lib/paths";
import { getAgent } from "@/lib/queries/agents";
import { listOpenImports } from "@/lib/queries/imports";
import { sessionNumbers } from "@/lib/queries/session-numbers";
import { getStore } from "@/lib/queries/stores";

export const metadata: Metadata = { title: "Upload" };

/** What did you take, what not, why? */
export default async function UploadPage({ params }: { params: Promise<{ agentId: string }> }) {
  const ctx = await requirePageContext();
  const { agentId } = await params;
  const agent = await found(getAgent(ctx.scope, agentId));
  const [stores, numbers, open] = await Promise.all([
    Promise.all(agent.stores.slice(0, 5).map((s) => getStore(ctx.scope, s.store_id))),
    sessionNumbers(ctx.scope, [agentId]),
    listOpenImports(ctx.scope, agentId),
  ]);
  const sessions = numbers.get(agentId)?.sessions ?? 0;
  const mayUpload = refusal(ctx.grant, "transcripts.write") === null;
  return (
    <PageColumn>
      <AgentHeader
        agent={agent}
        headline={
          sessions === 0 ? `No session of ${agent.name} has come in yet` : `${count(sessions, "session")} of ${agent.name} came in so far`
        }
        mayManage={refusal(ctx.grant, "agents.manage") === null}
        mayUpload={false}
      />
      <div className="pt-5">
        {agent.archived_at ? (
          <EmptyState title="An archived agent takes no sessions">Take it out of the archive to send some in.</EmptyState>
        ) : mayUpload ? (
          <UploadSessions
            agentId={agentId}
            open={open.map(({ id, name, bytes_total }) => ({ id, name, size: bytes_total }))}
            stores={stores.map((s) => ({ id: s.id, name: s.name, unread: s.unread_transcripts ?? 0, claude: claudeOf(s) }))}
            mayDream={refusal(ctx.grant, "dreams.run") === null}
          />
        ) : (
          <EmptyState title="You cannot send sessions in">This takes the role uploader or above; an admin gives it.</EmptyState>
        )}
      </div>
      <Section
        id="formats"
        title="What is understood"
        aside={
          <Link href={paths.connect(agentId)} className="rounded-sm underline decoration-edge underline-offset-2 hover:text-ink">
            Send them by program instead
          </Link>
        }
      >
        <FormatNotes formats={FORMATS.map(({ name, sentence }) => ({ name, sentence }))} />
      </Section>
    </PageColumn>
  );
}
