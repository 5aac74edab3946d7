import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import { AudienceHint } from "@/components/agents/audience-hint";
import { FirstStep } from "@/components/inbox/first-step";
import { Inbox, InboxSkeleton } from "@/components/inbox/inbox";
import { KeepFresh } from "@/components/inbox/keep-fresh";
import { Untaken } from "@/components/inbox/untaken";
import { PageColumn } from "@/components/shell/app-shell";
import { requirePageSession } from "@/lib/auth/context";
import { isId } from "@/lib/domain/ids";
import { refusal } from "@/lib/domain/permission";
import { paths } from "@/lib/paths";
import { listAgents } from "@/lib/queries/agents";
import { turnsOf } from "@/lib/queries/attention";
import { listAudienceHints } from "@/lib/queries/audience-hints";
import { listDreams, listLastFailed } from "@/lib/queries/dreams";
import { askerOf, countOpenProposals, listProposals } from "@/lib/queries/proposals";

export const metadata: Metadata = { title: "Inbox" };

/** What was overtaken longer ago is history. */
const LATELY_MS = 14 * 24 * 3_600_000;
const PER_PAGE = 50;

type Props = { searchParams: Promise<{ after?: string | string[] }> };

export default function InboxPage({ searchParams }: Props) {
  return (
    <PageColumn>
      <Suspense fallback={<InboxSkeleton />}>
        <InboxContent searchParams={searchParams} />
      </Suspense>
    </PageColumn>
  );
}

async function InboxContent({ searchParams }: Props) {
  const { ctx, person, workspace } = await requirePageSession();
  const asked = (await searchParams).after;
  const after = typeof asked === "string" && isId("proposal", asked) ? asked : null;
  const page = { limit: PER_PAGE, after: null };
  const lately = new Date(Date.now() - LATELY_MS);
  const [open, total, applied, overtaken, failed, running, queued, agents, hints] = await Promise.all([
    listProposals(ctx.scope, { status: "open", oldest: true }, { limit: PER_PAGE, after }),
    countOpenProposals(ctx.scope),
    listProposals(ctx.scope, { status: "applied" }, { limit: 8, after: null }),
    listProposals(ctx.scope, { status: "superseded", closedSince: lately }, { limit: 8, after: null }),
    listLastFailed(ctx.scope),
    listDreams(ctx.scope, { status: "running" }, page),
    listDreams(ctx.scope, { status: "queued" }, page),
    listAgents(ctx.scope, { limit: 1, after: null }),
    listAudienceHints(ctx.scope),
  ]);
  const mayManage = refusal(ctx.grant, "agents.manage") === null;
  const live = [...running, ...queued];
  const asker = askerOf(ctx);
  const turns =
    asker === null
      ? null
      : await turnsOf(
          ctx.scope,
          asker,
          open.slice(0, page.limit).map((p) => p.id),
        );
  // What came after is decided meanwhile; what waits is at the front.
  if (after && open.length === 0) redirect(paths.inbox());
  const shown = open.slice(0, page.limit);
  const last = open.length > PER_PAGE ? shown.at(-1) : undefined;
  const theirs = shown.filter((p) => turns?.get(p.id) === "others");
  const mine = shown.filter((p) => !theirs.includes(p));
  const sample = person.memberships.find((m) => m.sample && m.workspaceId !== workspace.workspaceId);
  return (
    <>
      <KeepFresh busy={live.length > 0 || (workspace.sample && open.length === 0 && applied.length === 0)} />
      <Inbox
        waiting={mine}
        others={theirs}
        open={total - theirs.length}
        {...(last ? { next: paths.inbox(last.id) } : {})}
        {...(after ? { first: paths.inbox() } : {})}
        running={live}
        applied={applied.slice(0, 8)}
        overtaken={overtaken.slice(0, 8)}
        failed={failed}
        untaken={<Untaken me={{ workspaceId: workspace.workspaceId, personId: person.id }} />}
        notices={hints.map((h) => (
          <AudienceHint key={h.agent_id} agentId={h.agent_id} name={h.name} customers={h.customers} mayManage={mayManage} linked />
        ))}
        firstStep={
          <FirstStep
            agentId={agents[0]?.id}
            mayManage={mayManage}
            sample={sample ? { id: sample.workspaceId, name: sample.workspaceName } : undefined}
            preparing={workspace.sample}
          />
        }
      />
    </>
  );
}
