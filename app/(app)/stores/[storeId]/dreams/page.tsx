import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DreamList } from "@/components/dreams/dream-list";
import { PageColumn } from "@/components/shell/app-shell";
import { NextDream } from "@/components/stores/next-dream";
import { StoreTabs } from "@/components/stores/store-tabs";
import { count } from "@/components/ui/labels";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { requirePageContext } from "@/lib/auth/context";
import { AppError } from "@/lib/domain/errors";
import { refusal } from "@/lib/domain/permission";
import { paths } from "@/lib/paths";
import { listDreams } from "@/lib/queries/dreams";
import { getStore } from "@/lib/queries/stores";

export const metadata: Metadata = { title: "Dreams" };

const PER_PAGE = 50;

type Props = { params: Promise<{ storeId: string }>; searchParams: Promise<{ after?: string }> };

export default async function StoreDreamsPage({ params, searchParams }: Props) {
  const ctx = await requirePageContext();
  const { storeId } = await params;
  const { after } = await searchParams;
  const store = await getStore(ctx.scope, storeId).catch((e: unknown) => {
    if (e instanceof AppError && e.type === "not_found") notFound();
    throw e;
  });
  const rows = await listDreams(ctx.scope, { storeId }, { limit: PER_PAGE, after: after ?? null });
  const dreams = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? dreams.at(-1) : undefined;
  const here = paths.storeDreams(storeId);
  const unread = store.unread_transcripts ?? 0;
  return (
    <PageColumn>
      <PageHeader
        headline={
          dreams.length === 0
            ? `${store.name} has not dreamed yet`
            : unread === 0
              ? `Every session of ${store.name} has been read`
              : `${count(unread, "session")} of ${store.name} ${unread === 1 ? "waits" : "wait"} for a dream`
        }
        crumbs={[
          { label: "Stores", href: paths.stores() },
          { label: store.name, href: paths.store(storeId) },
        ]}
        action={
          <NextDream
            store={store}
            running={dreams.find((d) => d.status === "running" || d.status === "queued")}
            mayRun={refusal(ctx.grant, "dreams.run") === null && !store.archived_at}
            mayUpload={refusal(ctx.grant, "transcripts.write") === null && !store.archived_at}
          />
        }
      />
      <StoreTabs storeId={storeId} archived={store.archived_at !== null} />
      <div className="pt-4">
        <DreamList dreams={dreams} />
      </div>
      <Pager label="Older dreams" {...(last ? { next: `${here}?after=${last.id}` } : {})} {...(after ? { first: here } : {})} />
    </PageColumn>
  );
}
