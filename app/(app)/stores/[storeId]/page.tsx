import type { Metadata } from "next";
import Link from "next/link";
import { found } from "@/app/(app)/found";
import { VersionList } from "@/components/history/version-list";
import { KeepFresh } from "@/components/inbox/keep-fresh";
import { MemoryTree } from "@/components/memory/memory-tree";
import { PageColumn } from "@/components/shell/app-shell";
import { ImportButton } from "@/components/stores/import-button";
import { NextDream, NothingUnread } from "@/components/stores/next-dream";
import { NextRun } from "@/components/stores/next-run";
import { StoreHeadline } from "@/components/stores/store-headline";
import { StoreTabs } from "@/components/stores/store-tabs";
import { WaitingProposals } from "@/components/stores/waiting-proposals";
import { Button } from "@/components/ui/button";
import { PageHeader, Section } from "@/components/ui/page-header";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { paths } from "@/lib/paths";
import { listDreams } from "@/lib/queries/dreams";
import { listMemoryEntries } from "@/lib/queries/memory-entries";
import { listProposals } from "@/lib/queries/proposals";
import { getStore } from "@/lib/queries/stores";
import { listVersions } from "@/lib/queries/versions";

type Props = { params: Promise<{ storeId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ctx = await requirePageContext();
  return { title: (await found(getStore(ctx.scope, (await params).storeId))).name };
}

/** What does the agent believe now; what changed lately; when is the next dream? */
export default async function StorePage({ params }: Props) {
  const ctx = await requirePageContext();
  const { storeId } = await params;
  const store = await found(getStore(ctx.scope, storeId));
  const one = { limit: 1, after: null };
  const [memories, versions, open, running, queued] = await Promise.all([
    listMemoryEntries(ctx.scope, storeId),
    listVersions(ctx.scope, storeId, { limit: 3, below: null }),
    listProposals(ctx.scope, { storeId, status: "open", oldest: true }, { limit: 5, after: null }),
    listDreams(ctx.scope, { storeId, status: "running" }, one),
    listDreams(ctx.scope, { storeId, status: "queued" }, one),
  ]);
  const [head] = versions;
  // Of an archived store nothing is offered that would change it.
  const may = (permission: Parameters<typeof refusal>[1]) => refusal(ctx.grant, permission) === null && !store.archived_at;
  return (
    <PageColumn>
      <PageHeader
        crumbs={[
          { label: "Stores", href: paths.stores() },
          { label: store.name, href: paths.store(storeId) },
        ]}
        headline={head ? <StoreHeadline head={head} memories={store.memories ?? 0} /> : store.name}
        detail={store.description ? <span>{store.description}</span> : undefined}
        more={
          <>
            {may("memory.write") ? <ImportButton storeId={storeId} /> : null}
            {(store.memories ?? 0) > 0 ? (
              <Button asChild>
                <a href={`/api/v1/stores/${storeId}/export`} download>
                  Export as zip
                </a>
              </Button>
            ) : null}
          </>
        }
        action={
          <NextDream store={store} running={running[0] ?? queued[0]} mayRun={may("dreams.run")} mayUpload={may("transcripts.write")} />
        }
      />
      <StoreTabs storeId={storeId} archived={store.archived_at !== null} />
      <div className="space-y-3 pt-4">
        <WaitingProposals proposals={open} total={store.open_proposals ?? 0} first={(store.unread_transcripts ?? 0) === 0} />
        {running.length + queued.length > 0 || store.archived_at ? null : <NothingUnread store={store} />}
        {store.next_run && !store.archived_at ? <KeepFresh busy={running.length + queued.length > 0} /> : null}
        {store.archived_at ? null : <NextRun store={store} mayChange={may("stores.manage")} />}
      </div>
      <div className="pt-4">
        <MemoryTree
          storeId={storeId}
          memories={memories}
          empty="Import Markdown files that you have, or send in sessions: a dream reads them, and what you accept of it stands here."
        />
      </div>
      {versions.length > 0 ? (
        <Section
          id="changes"
          title="Last changes"
          aside={
            <Link href={paths.history(storeId)} className="rounded-sm underline decoration-edge underline-offset-2 hover:text-ink">
              The whole history
            </Link>
          }
        >
          <VersionList storeId={storeId} storeName={store.name} versions={versions.slice(0, 3)} headVersion={store.head_version} />
        </Section>
      ) : null}
    </PageColumn>
  );
}
