import type { Metadata } from "next";
import { Suspense } from "react";
import { AuditFilter } from "@/components/audit/audit-filter";
import { AuditList } from "@/components/audit/audit-list";
import { ChainCheck } from "@/components/audit/chain-check";
import { PageColumn } from "@/components/shell/app-shell";
import { count } from "@/components/ui/labels";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { requirePageContext } from "@/lib/auth/context";
import type { Scope } from "@/lib/domain/context";
import { paths } from "@/lib/paths";
import { listAudit, verifyAudit } from "@/lib/queries/audit";

export const metadata: Metadata = { title: "Audit" };

const PER_PAGE = 100;
/** A longer chain is walked on request, not with every look at the page. */
const MAX_CHECKED_ROWS = 20_000;

type Search = { action?: string; actor?: string; entity?: string; below?: string };

/** Who did what when; is the chain whole? */
export default async function AuditPage({ searchParams }: { searchParams: Promise<Search> }) {
  const ctx = await requirePageContext();
  const search = await searchParams;
  const one = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 200) : undefined);
  const values = { action: one(search.action), actor: one(search.actor), entity: one(search.entity) };
  const below = /^\d{1,9}$/.test(search.below ?? "") ? Number(search.below) : null;
  const [rows, newest] = await Promise.all([
    listAudit(ctx.scope, values, { limit: PER_PAGE, below }),
    listAudit(ctx.scope, {}, { limit: 1, below: null }),
  ]);
  const shown = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? shown.at(-1) : undefined;
  const total = newest[0]?.seq ?? 0;
  const address = (extra: Record<string, string>) => {
    const all = Object.entries({ ...values, ...extra }).filter((e): e is [string, string] => Boolean(e[1]));
    return all.length === 0 ? paths.audit() : `${paths.audit()}?${new URLSearchParams(all)}`;
  };
  return (
    <PageColumn>
      <PageHeader
        headline={
          newest[0] ? (
            <>
              {`${count(total, "entry", "entries")}, the newest `}
              <RelativeTime at={newest[0].at} />
            </>
          ) : (
            "Nothing has happened in this workspace yet"
          )
        }
        detail="Every write is entered in its own transaction: who, what, when, never the contents."
      />
      <div className="pb-4">
        {total <= MAX_CHECKED_ROWS ? (
          <Suspense fallback={<Skeleton className="h-15 w-full" />}>
            <CheckedChain scope={ctx.scope} />
          </Suspense>
        ) : (
          <ChainCheck initial={null} />
        )}
      </div>
      <AuditFilter key={JSON.stringify(values)} values={values} />
      <AuditList rows={shown} />
      <Pager
        label="Older entries"
        {...(last ? { next: address({ below: String(last.seq) }) } : {})}
        {...(below ? { first: address({}) } : {})}
      />
    </PageColumn>
  );
}

async function CheckedChain({ scope }: { scope: Scope }) {
  return <ChainCheck initial={await verifyAudit(scope)} />;
}
