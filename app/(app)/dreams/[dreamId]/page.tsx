import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { LiveDream } from "@/app/(app)/dreams/[dreamId]/live-dream";
import { DreamPageSkeleton } from "@/components/dreams/dream-page";
import { PageColumn } from "@/components/shell/app-shell";
import { requirePageContext } from "@/lib/auth/context";
import { AppError } from "@/lib/domain/errors";
import { refusal } from "@/lib/domain/permission";
import { getDream, listConsidered } from "@/lib/queries/dreams";

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
  const considered = await listConsidered(ctx.scope, dreamId, { limit: MAX_SHOWN, from: 0 });
  return <LiveDream dream={dream} considered={considered} mayRun={refusal(ctx.grant, "dreams.run") === null} />;
}
