import type { Metadata } from "next";
import { PageColumn } from "@/components/shell/app-shell";
import { CreateStoreButton } from "@/components/stores/create-store-button";
import { StoreList } from "@/components/stores/store-list";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/labels";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { paths } from "@/lib/paths";
import { listAgentChoices } from "@/lib/queries/keys";
import { listStores } from "@/lib/queries/stores";

export const metadata: Metadata = { title: "Stores" };

const PER_PAGE = 50;

export default async function StoresPage({ searchParams }: { searchParams: Promise<{ after?: string }> }) {
  const ctx = await requirePageContext();
  const { after } = await searchParams;
  const manages = refusal(ctx.grant, "stores.manage") === null;
  const [rows, agents] = await Promise.all([
    listStores(ctx.scope, { limit: PER_PAGE, after: after ?? null }),
    manages ? listAgentChoices(ctx) : [],
  ]);
  const stores = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? stores.at(-1) : undefined;
  const memories = stores.reduce((n, s) => n + (s.memories ?? 0), 0);
  const create = manages ? <CreateStoreButton agents={agents} /> : undefined;
  return (
    <PageColumn>
      <PageHeader
        headline={
          stores.length === 0
            ? "No agent has a memory yet"
            : last || after
              ? "What the agents believe"
              : memories === 0
                ? `${count(stores.length, "store")}, and nothing in ${stores.length === 1 ? "it" : "them"} yet`
                : `The agents believe ${count(memories, "memory", "memories")} in ${count(stores.length, "store")}`
        }
        action={stores.length > 0 ? create : undefined}
      />
      {stores.length > 0 ? (
        <StoreList stores={stores} />
      ) : (
        <EmptyState title="No memory stores yet" action={create}>
          A store holds what agents load at the start of a session. Making an agent makes one for it; make another to share memories among
          several agents.
        </EmptyState>
      )}
      <Pager
        label="Older stores"
        {...(last ? { next: `${paths.stores()}?after=${last.id}` } : {})}
        {...(after ? { first: paths.stores() } : {})}
      />
    </PageColumn>
  );
}
