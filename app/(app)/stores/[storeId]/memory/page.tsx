import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { found, wholeNumber } from "@/app/(app)/found";
import { LiveMemory } from "@/app/(app)/stores/[storeId]/memory/live-memory";
import { PageColumn } from "@/components/shell/app-shell";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { countServed } from "@/lib/queries/deliveries";
import { getChangeEvidence } from "@/lib/queries/memory-evidence";
import { readMemory } from "@/lib/queries/memory-history";
import { getStore } from "@/lib/queries/stores";

type Props = { params: Promise<{ storeId: string }>; searchParams: Promise<{ path?: string; version?: string; before?: string }> };

const HISTORY = 50;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await searchParams).path?.split("/").at(-1) ?? "Memory" };
}

/** Why does the agent believe this, since when, who said so? */
export default async function MemoryRoute({ params, searchParams }: Props) {
  const ctx = await requirePageContext();
  const { storeId } = await params;
  const asked = await searchParams;
  const path = asked.path ?? notFound();
  const version = asked.version === undefined ? undefined : wholeNumber(asked.version);
  const before = asked.before === undefined ? undefined : wholeNumber(asked.before);
  const [store, { memory, standing }] = await Promise.all([
    found(getStore(ctx.scope, storeId)),
    // One more than is listed: the last one's difference is against it.
    found(readMemory(ctx.scope, storeId, path, { version, historyBefore: before, history: HISTORY + 1 })),
  ]);
  const [rests, served] = await Promise.all([
    standing.change_id ? getChangeEvidence(ctx.scope, storeId, standing.change_id) : null,
    countServed(ctx.scope, storeId, { from: memory.since_version, until: standing.until_version }),
  ]);
  return (
    <PageColumn>
      <LiveMemory
        key={memory.path}
        storeId={storeId}
        storeName={store.name}
        memory={memory}
        standing={standing}
        listed={HISTORY}
        {...(before === undefined ? {} : { before })}
        {...(version === undefined || version === store.head_version ? {} : { version })}
        {...(rests ?? {})}
        served={served}
        headVersion={store.head_version}
        mayRestore={refusal(ctx.grant, "memory.rollback") === null && !store.archived_at}
        mayEdit={refusal(ctx.grant, "memory.write") === null && !store.archived_at}
        mayPin={refusal(ctx.grant, "memory.pin") === null}
      />
    </PageColumn>
  );
}
