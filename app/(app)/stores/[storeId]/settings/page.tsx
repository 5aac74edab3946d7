import type { Metadata } from "next";
import { found } from "@/app/(app)/found";
import { PageColumn } from "@/components/shell/app-shell";
import { ArchiveStore, UnarchiveStore } from "@/components/stores/archive-store";
import { EngineForm } from "@/components/stores/engine-form";
import { PolicyForm } from "@/components/stores/policy-form";
import type { MODE_WORDS } from "@/components/stores/policy-words";
import { ScheduleForm } from "@/components/stores/schedule-form";
import { StoreForm } from "@/components/stores/store-form";
import { StoreTabs } from "@/components/stores/store-tabs";
import { PageHeader, Section } from "@/components/ui/page-header";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { priceListOrProblem } from "@/lib/dreaming/claude/prices";
import { paths } from "@/lib/paths";
import { hasClaude } from "@/lib/queries/claude";
import { listAgentChoices } from "@/lib/queries/keys";
import { getStore } from "@/lib/queries/stores";

export const metadata: Metadata = { title: "Policy, schedule and engine" };

const HEADLINES = {
  review: "A person decides everything that reaches this store",
  "auto-clean": "Clean changes reach this store by themselves",
  auto: "All but blocked changes reach this store by themselves",
} as const satisfies Record<keyof typeof MODE_WORDS, string>;

export default async function StoreSettingsPage({ params }: { params: Promise<{ storeId: string }> }) {
  const ctx = await requirePageContext();
  const { storeId } = await params;
  const [store, agents, connected] = await Promise.all([
    found(getStore(ctx.scope, storeId)),
    listAgentChoices(ctx),
    hasClaude(ctx.scope.workspaceId),
  ]);
  const prices = priceListOrProblem();
  const mayManage = refusal(ctx.grant, "stores.manage") === null;
  const mayChange = mayManage && !store.archived_at;
  return (
    <PageColumn>
      <PageHeader
        crumbs={[
          { label: "Stores", href: paths.stores() },
          { label: store.name, href: paths.store(storeId) },
        ]}
        headline={store.archived_at ? `${store.name} is archived` : HEADLINES[store.policy.mode]}
        detail={mayManage ? undefined : "Only an admin changes the policy, the schedule, the engine and the store."}
      />
      <StoreTabs storeId={storeId} archived={store.archived_at !== null} />
      <Section id="policy" title="Policy">
        <PolicyForm storeId={storeId} policy={store.policy} mayChange={mayChange} />
      </Section>
      <Section id="schedule" title="Schedule">
        <ScheduleForm
          storeId={storeId}
          schedule={store.schedule}
          zones={[...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])]}
          now={new Date().toISOString()}
          mayChange={mayChange}
        />
      </Section>
      <Section id="engine" title="Engine">
        <EngineForm
          storeId={storeId}
          engine={store.engine}
          claude={store.claude}
          connected={connected}
          prices={"problem" in prices ? null : prices}
          mayChange={mayChange}
        />
      </Section>
      <Section id="store" title="The store">
        <StoreForm store={store} agents={agents} mayChange={mayChange} />
      </Section>
      {mayManage ? (
        <Section id="archive" title="Archive">
          {store.archived_at ? <UnarchiveStore storeId={storeId} /> : <ArchiveStore store={store} />}
        </Section>
      ) : null}
    </PageColumn>
  );
}
