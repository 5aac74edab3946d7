import type { Metadata } from "next";
import Link from "next/link";
import { found } from "@/app/(app)/found";
import { RollbackVersions } from "@/app/(app)/stores/[storeId]/history/rollback-versions";
import { VersionList } from "@/components/history/version-list";
import { PageColumn } from "@/components/shell/app-shell";
import { StoreTabs } from "@/components/stores/store-tabs";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { RelativeTime } from "@/components/ui/relative-time";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { paths } from "@/lib/paths";
import { getStore } from "@/lib/queries/stores";
import { listVersions } from "@/lib/queries/versions";

export const metadata: Metadata = { title: "History" };

const PER_PAGE = 50;

type Props = { params: Promise<{ storeId: string }>; searchParams: Promise<{ below?: string }> };

/** What happened to this memory, who decided, how do I go back? */
export default async function HistoryPage({ params, searchParams }: Props) {
  const ctx = await requirePageContext();
  const { storeId } = await params;
  const below = Number((await searchParams).below) || null;
  const [store, rows] = await Promise.all([
    found(getStore(ctx.scope, storeId)),
    found(listVersions(ctx.scope, storeId, { limit: PER_PAGE, below })),
  ]);
  const versions = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? versions.at(-1) : undefined;
  const here = paths.history(storeId);
  const mayRollBack = refusal(ctx.grant, "memory.rollback") === null && !store.archived_at;
  const list = { storeId, storeName: store.name, versions, headVersion: store.head_version };
  return (
    <PageColumn>
      <PageHeader
        crumbs={[
          { label: "Stores", href: paths.stores() },
          { label: store.name, href: paths.store(storeId) },
        ]}
        headline={
          <>
            {count(store.head_version, "version")}, the newest <RelativeTime at={store.head_at ?? store.created_at} />
          </>
        }
        more={
          store.head_version > 1 ? (
            <Button asChild>
              <Link href={paths.compare(storeId)}>Compare two versions</Link>
            </Button>
          ) : undefined
        }
        detail={mayRollBack || store.archived_at ? undefined : "Only an admin rolls back."}
      />
      <StoreTabs storeId={storeId} archived={store.archived_at !== null} />
      <div className="pt-4">{mayRollBack ? <RollbackVersions {...list} /> : <VersionList {...list} />}</div>
      <Pager label="Older versions" {...(last ? { next: `${here}?below=${last.number}` } : {})} {...(below ? { first: here } : {})} />
    </PageColumn>
  );
}
