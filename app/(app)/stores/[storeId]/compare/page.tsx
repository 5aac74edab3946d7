import type { Metadata } from "next";
import { found, wholeNumber } from "@/app/(app)/found";
import { ComparedMemories } from "@/app/(app)/stores/[storeId]/compare/compared-memories";
import type { ListedChange } from "@/components/history/changed-memories";
import { CompareChoice } from "@/components/history/compare-choice";
import { VersionList } from "@/components/history/version-list";
import { CAUSE_WORDS, countsWords } from "@/components/history/version-words";
import { PageColumn } from "@/components/shell/app-shell";
import { PageHeader, Section } from "@/components/ui/page-header";
import { requirePageContext } from "@/lib/auth/context";
import type { Version } from "@/lib/domain/views";
import { paths } from "@/lib/paths";
import { listDifferences } from "@/lib/queries/compare";
import { getStore } from "@/lib/queries/stores";
import { listVersions } from "@/lib/queries/versions";

export const metadata: Metadata = { title: "Compare" };

/** How many of the newest versions the lists offer; an older one is reached by its address or from the history. */
const OFFERED = 200;
const SHOWN = 20;
/** Over so many memories that differ, the page comes without their texts. */
const MOST_TEXTS = 100;
const OPS = { created: "create", updated: "update", removed: "delete", renamed: "rename" } as const;
const label = (v: Version) => `${v.number}: ${v.message || CAUSE_WORDS[v.cause]}`;

type Props = { params: Promise<{ storeId: string }>; searchParams: Promise<{ from?: string | string[]; to?: string | string[] }> };

/** What is different between these two, and which decisions explain it? */
export default async function ComparePage({ params, searchParams }: Props) {
  const ctx = await requirePageContext();
  const { storeId } = await params;
  const asked = await searchParams;
  const store = await found(getStore(ctx.scope, storeId));
  const number = (text: string | string[] | undefined, without: number) => (text === undefined ? without : wholeNumber(String(text)));
  const to = number(asked.to, store.head_version);
  const from = number(asked.from, Math.max(1, to - 1));
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const [compared, newest, upToHigh] = await Promise.all([
    found(listDifferences(ctx.scope, storeId, from, to, MOST_TEXTS)),
    found(listVersions(ctx.scope, storeId, { limit: OFFERED, below: null })),
    found(listVersions(ctx.scope, storeId, { limit: SHOWN, below: high + 1 })),
  ]);
  const changes = compared.changes.map((c): ListedChange => ({ ...c, op: OPS[c.op] }));
  const between = upToHigh.filter((v) => v.number > low).slice(0, SHOWN);
  const left = high - low - between.length;
  const options = newest.map((v) => ({ value: String(v.number), label: label(v) }));
  for (const n of new Set([high, low])) {
    if (!newest.some((v) => v.number === n)) options.push({ value: String(n), label: `Version ${n}` });
  }
  return (
    <PageColumn>
      <PageHeader
        crumbs={[
          { label: "Stores", href: paths.stores() },
          { label: store.name, href: paths.store(storeId) },
          { label: "History", href: paths.history(storeId) },
        ]}
        headline={`From version ${from} to version ${to}: ${compared.changes.length === 0 ? "no difference" : countsWords(compared.counts)}`}
      />
      <CompareChoice storeId={storeId} from={from} to={to} options={options} />
      <Section id="differences" title="Memories that differ">
        {compared.changes.length > 0 ? (
          <ComparedMemories key={`${from}-${to}`} storeId={storeId} from={from} to={to} changes={changes} />
        ) : (
          <p className="text-13 text-muted">Both say the same.</p>
        )}
      </Section>
      {between.length > 0 ? (
        <Section id="between" title={from > to ? "The versions that this goes back over" : "The versions that led here"}>
          <VersionList storeId={storeId} storeName={store.name} versions={between} headVersion={store.head_version} />
          {left > 0 ? <p className="pt-2 text-13 text-muted">{`And ${left} older, in the history.`}</p> : null}
        </Section>
      ) : null}
    </PageColumn>
  );
}
