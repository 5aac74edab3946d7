import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { LiveDream } from "@/app/(app)/dreams/[dreamId]/live-dream";
import { DreamPageSkeleton } from "@/components/dreams/dream-page";
import { PageColumn } from "@/components/shell/app-shell";
import { requirePageContext } from "@/lib/auth/context";
import { AppError } from "@/lib/domain/errors";
import { refusal } from "@/lib/domain/permission";
import { hasClaude } from "@/lib/queries/claude";
import { countDecided, getDream, listConsidered } from "@/lib/queries/dreams";
import { getStore } from "@/lib/queries/stores";

export const metadata: Metadata = { title: "Dream" };

const MAX_SHOWN = 500;

export default function DreamRoute({ params }: { params: Promise<{ dreamId: string }> }) {
  return (
    <PageColumn>
      <Suspense fallback={<DreamPageSkeleton />}>
        <DreamContent params={params} />
      </Suspense>
    </PageColumn>
  );
}

async function DreamContent({ params }: { params: Promise<{ dreamId: string }> }) {
  const ctx = await requirePageContext();
  const { dreamId } = await params;
  const dream = await getDream(ctx.scope, dreamId).catch((e: unknown) => {
    if (e instanceof AppError && e.type === "not_found") notFound();
    throw e;
  });
  const [considered, decided, store, connected] = await Promise.all([
    listConsidered(ctx.scope, dreamId, { limit: MAX_SHOWN, from: 0 }),
    dream.proposal_id ? countDecided(ctx.scope, dreamId) : undefined,
    getStore(ctx.scope, dream.store_id),
    hasClaude(ctx.scope.workspaceId),
  ]);
  return (
    <LiveDream
      dream={dream}
      considered={considered}
      decided={decided}
      claude={store.archived_at ? undefined : { settings: store.claude, connected }}
      mayRun={refusal(ctx.grant, "dreams.run") === null}
    />
  );
}
