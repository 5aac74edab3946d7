import type { Metadata } from "next";
import { PageColumn } from "@/components/shell/app-shell";
import { CreateStoreButton } from "@/components/stores/create-store-button";
import { StoreList } from "@/components/stores/store-list";
import { ArchiveLink } from "@/components/ui/archive-link";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/labels";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { paths } from "@/lib/paths";
import { listAgentChoices } from "@/lib/queries/keys";
import { countArchivedStores, listStores } from "@/lib/queries/stores";

export const metadata: Metadata = { title: "Stores" };

const PER_PAGE = 50;

export default async function StoresPage({ searchParams }: { searchParams: Promise<{ after?: string; archived?: string }> }) {
  const ctx = await requirePageContext();
  const { after, ...asked } = await searchParams;
  const archived = asked.archived === "true";
  const manages = refusal(ctx.grant, "stores.manage") === null;
  const [rows, agents, inArchive] = await Promise.all([
    listStores(ctx.scope, { limit: PER_PAGE, after: after ?? null, archived }),
    manages ? listAgentChoices(ctx) : [],
    countArchivedStores(ctx.scope),
  ]);
  const stores = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? stores.at(-1) : undefined;
  const here = archived ? `${paths.stores()}?archived=true` : paths.stores();
  const memories = stores.reduce((n, s) => n + (s.memories ?? 0), 0);
  const create = manages ? <CreateStoreButton agents={agents} /> : undefined;
  return (
    <PageColumn>
      <PageHeader
        headline={
          archived
            ? `${count(inArchive, "store")} ${inArchive === 1 ? "is" : "are"} archived`
            : stores.length === 0
              ? "No agent has a memory yet"
              : last || after
                ? "What the agents believe"
                : memories === 0
                  ? `${count(stores.length, "store")}, and nothing in ${stores.length === 1 ? "it" : "them"} yet`
                  : `The agents believe ${count(memories, "memory", "memories")} in ${count(stores.length, "store")}`
        }
        detail={<ArchiveLink href={paths.stores()} archived={inArchive} shown={archived} />}
        action={stores.length > 0 && !archived ? create : undefined}
      />
      {stores.length > 0 ? (
        <StoreList stores={stores} />
      ) : archived ? (
        <EmptyState title="Nothing is archived">
          A store that is no longer used can be archived on its page Policy; it stays to be read.
        </EmptyState>
      ) : (
        <EmptyState title="No memory stores yet" action={create}>
          A store holds what agents load at the start of a session. Making an agent makes one for it; make another to share memories among
          several agents.
        </EmptyState>
      )}
      <Pager
        label="Older stores"
        {...(last ? { next: `${here}${archived ? "&" : "?"}after=${last.id}` } : {})}
        {...(after ? { first: here } : {})}
      />
    </PageColumn>
  );
}
