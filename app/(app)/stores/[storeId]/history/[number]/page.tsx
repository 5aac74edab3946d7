import type { Metadata } from "next";
import Link from "next/link";
import { found, wholeNumber } from "@/app/(app)/found";
import { RollbackButton } from "@/app/(app)/stores/[storeId]/history/[number]/rollback-button";
import { ChangedMemories } from "@/components/history/changed-memories";
import { CAUSE_WORDS, countsWords } from "@/components/history/version-words";
import { MemoryTree } from "@/components/memory/memory-tree";
import { PageColumn } from "@/components/shell/app-shell";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import { PageHeader, Section } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { paths } from "@/lib/paths";
import { listMemoryEntries } from "@/lib/queries/memory-entries";
import { getStore } from "@/lib/queries/stores";
import { listVersionChanges } from "@/lib/queries/version-changes";
import { getVersion } from "@/lib/queries/versions";

type Props = { params: Promise<{ storeId: string; number: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Version ${wholeNumber((await params).number)}` };
}

/** One state of the store: what it changed against the one before, and everything that it said. */
export default async function VersionPage({ params }: Props) {
  const ctx = await requirePageContext();
  const { storeId, number: text } = await params;
  const number = wholeNumber(text);
  const [store, version] = await Promise.all([found(getStore(ctx.scope, storeId)), found(getVersion(ctx.scope, storeId, number))]);
  const [entries, changes] = await Promise.all([
    listMemoryEntries(ctx.scope, storeId, number),
    listVersionChanges(ctx.scope, storeId, number),
  ]);
  const head = number === store.head_version;
  const mayRollBack = refusal(ctx.grant, "memory.rollback") === null && !store.archived_at;
  return (
    <PageColumn>
      <PageHeader
        crumbs={[
          { label: "Stores", href: paths.stores() },
          { label: store.name, href: paths.store(storeId) },
          { label: "History", href: paths.history(storeId) },
        ]}
        headline={`Version ${number}${head ? " is live" : ""}: ${countsWords(version.counts)}`}
        detail={
          <>
            <span>{CAUSE_WORDS[version.cause]}</span>
            <span>{version.author}</span>
            <RelativeTime at={version.created_at} />
            {version.message ? <q className="quotes-none">{version.message}</q> : null}
            {version.to_version ? (
              <Link href={paths.version(storeId, version.to_version)} className="rounded-sm underline underline-offset-2">
                {`it says what version ${version.to_version} said`}
              </Link>
            ) : null}
            <code className="text-12" title={`SHA-256 over its paths and contents: ${version.hash}`}>
              {version.hash.slice(0, 12)}
            </code>
          </>
        }
        more={
          <>
            <Button asChild>
              <a href={`/api/v1/stores/${storeId}/export?version=${number}`} download>
                Export as zip
              </a>
            </Button>
            {version.proposal_id ? (
              <Button asChild>
                <Link href={paths.proposal(version.proposal_id)}>The decisions</Link>
              </Button>
            ) : null}
          </>
        }
        action={
          mayRollBack && !head ? (
            <RollbackButton storeId={storeId} storeName={store.name} toVersion={number} headVersion={store.head_version} />
          ) : undefined
        }
      />
      <Steps storeId={storeId} number={number} head={store.head_version} />
      {version.parent === null ? null : (
        <Section id="changes" title={`What it changed against version ${version.parent}`}>
          {changes.length > 0 ? (
            <ChangedMemories changes={changes} label="What this version changed" tense="past" />
          ) : (
            <p className="text-13 text-muted">No memory changed.</p>
          )}
        </Section>
      )}
      <Section id="memories" title={`All that it said: ${count(entries.filter((e) => e.kind !== "index").length, "memory", "memories")}`}>
        <MemoryTree storeId={storeId} memories={entries} version={number} empty="Version 1 of every store is empty." />
      </Section>
    </PageColumn>
  );
}

/** One version back, one forward. */
function Steps({ storeId, number, head }: { storeId: string; number: number; head: number }) {
  const look = "rounded-sm text-muted underline decoration-edge underline-offset-2 hover:text-ink";
  return (
    <nav aria-label="Versions beside this one" className="flex gap-4 border-b border-line pb-3 text-13" data-print="hide">
      {number > 1 ? (
        <Link href={paths.version(storeId, number - 1)} rel="prev" className={look}>
          {`Version ${number - 1}`}
        </Link>
      ) : null}
      {number < head ? (
        <Link href={paths.version(storeId, number + 1)} rel="next" className={look}>
          {`Version ${number + 1}`}
        </Link>
      ) : null}
    </nav>
  );
}
