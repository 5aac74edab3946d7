"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { VisibleText } from "@/components/diff/visible-text";
import { MemoryEditor } from "@/components/memory/memory-editor";
import { HistoryPager, MemoryHistory } from "@/components/memory/memory-history";
import { nameOf } from "@/components/memory/tree";
import { EvidenceList } from "@/components/review/evidence-list";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { bytes, count } from "@/components/ui/labels";
import { PageHeader, PageHeaderSkeleton, Section } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { INDEX_PATH } from "@/lib/domain/memory";
import type { ActionOutcome, Evidence, MemoryRevision, MemoryWithHistory, Support } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

const RenderedMarkdown = dynamic(() => import("@/components/diff/rendered-markdown").then((m) => m.RenderedMarkdown));

const VIEWS = [
  { value: "rendered", label: "Rendered" },
  { value: "source", label: "Source" },
] as const;

export type MemoryActions = {
  /** `expectedSha256` is of the text that the editor was opened with. */
  save: (input: { content: string; expectedSha256: string }) => Promise<ActionOutcome<unknown>>;
  remove: (input: { expectedSha256: string }) => Promise<ActionOutcome<unknown>>;
  /** Given to those who may pin. */
  setPinned?: (pinned: boolean) => Promise<ActionOutcome<unknown>>;
};

export type MemoryPageProps = {
  storeId: string;
  storeName: string;
  memory: MemoryWithHistory;
  /** The text that is read, in its place in the history. */
  standing: MemoryRevision;
  /** How many texts of the history are listed at once; `memory` may hold one more. */
  listed: number;
  /** Set where the list begins with texts from before this version. */
  before?: number;
  /** Set while an older version is read. */
  version?: number;
  /** What the present text rests on. */
  evidence?: Evidence[];
  support?: Support;
  /** How many sessions were handed a version that says these words. */
  served?: number;
  /** Given to those who may edit. */
  actions?: MemoryActions;
  /** Given to those who may bring an earlier text back: asks first, with what it would change. */
  onRestore?: (revision: MemoryRevision) => void;
};

/** Why does the agent believe this, since when, who said so? */
export function MemoryPage({ storeId, storeName, memory, version, ...props }: MemoryPageProps) {
  const { standing, listed, before, evidence, support, served, actions, onRestore } = props;
  const [editing, setEditing] = useState(false);
  const [view, setView] = useState<"rendered" | "source">("rendered");
  const [removing, setRemoving] = useState(false);
  const toast = useToast();
  const derived = memory.path === INDEX_PATH;
  const past = version === undefined ? undefined : standing;
  const restorable = derived || past?.until_version == null ? undefined : past;
  const mayEdit = actions && version === undefined && !derived;
  const pin = async () => {
    const outcome = await actions?.setPinned?.(!memory.pinned);
    if (outcome && !outcome.ok) toast({ title: outcome.message, tone: "problem" });
  };
  return (
    <>
      <PageHeader
        headline={`The agent ${version === undefined ? "believes this" : `believed this in version ${version}`}${
          version === undefined ? ` since version ${memory.since_version}` : ""
        }`}
        crumbs={[
          { label: "Stores", href: paths.stores() },
          { label: storeName, href: paths.store(storeId) },
          { label: nameOf(memory.path), href: paths.memory(storeId, memory.path, version) },
        ]}
        detail={
          <>
            <code className="text-12 break-all">{memory.path}</code>
            <span>{memory.kind}</span>
            <span>
              changed <RelativeTime at={memory.updated_at} />
            </span>
            <span>{bytes(new TextEncoder().encode(memory.content).length)}</span>
            {served === undefined ? null : (
              <span>{served === 0 ? "no session has loaded it" : `handed to ${count(served, "session")}`}</span>
            )}
            {memory.pinned ? <Badge tone="dawn">pinned</Badge> : null}
            {memory.protected ? <Badge tone="dawn">a person's word: no dream changes it unasked</Badge> : null}
          </>
        }
        action={
          mayEdit && !editing ? (
            <Button variant="primary" onClick={() => setEditing(true)}>
              Edit the words
            </Button>
          ) : onRestore && restorable ? (
            <Button variant="primary" onClick={() => onRestore(restorable)}>
              Restore this memory
            </Button>
          ) : undefined
        }
        more={
          mayEdit && !editing ? (
            <>
              {actions.setPinned ? <Button onClick={pin}>{memory.pinned ? "Unpin" : "Pin"}</Button> : null}
              <Button onClick={() => setRemoving(true)}>Remove</Button>
            </>
          ) : undefined
        }
      />
      <div className="border-y border-line py-6">
        {editing && actions ? (
          <MemoryEditor
            path={memory.path}
            content={memory.content}
            sha256={memory.sha256}
            save={actions.save}
            onClose={() => setEditing(false)}
          />
        ) : (
          <div className="flex flex-col-reverse gap-x-6 gap-y-3 md:flex-row md:items-start">
            <div className="min-w-0 grow">
              {view === "rendered" ? (
                <RenderedMarkdown text={memory.content.trimEnd()} label={`${memory.path}, rendered`} below={1} />
              ) : (
                <div className="reading">
                  <VisibleText text={memory.content.trimEnd()} />
                </div>
              )}
            </div>
            <div data-print="hide">
              <SegmentedControl label="How the words are shown" value={view} onChange={setView} options={[...VIEWS]} />
            </div>
          </div>
        )}
      </div>
      {derived ? (
        <p className="pt-4 text-13 text-muted">This index is written with every version from what the store holds. It cannot be edited.</p>
      ) : null}
      {evidence && support ? (
        <Section id="evidence" title="Where it comes from">
          <EvidenceList evidence={evidence} support={support} storeId={storeId} />
        </Section>
      ) : null}
      {derived ? null : (
        <Section id="history" title="Its history">
          <MemoryHistory storeId={storeId} history={memory.history} listed={listed} onRestore={onRestore} />
          <HistoryPager {...{ storeId, memory, version, listed, before }} />
        </Section>
      )}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title="Remove this memory?"
        consequence="The agent forgets it with its next session. It stays in the history, and no dream brings it back without new evidence."
        confirm="Remove it"
        tone="danger"
        onConfirm={async () => {
          const outcome = await actions?.remove({ expectedSha256: memory.sha256 });
          return !outcome || outcome.ok ? undefined : outcome.message;
        }}
      />
    </>
  );
}

export function MemoryPageSkeleton() {
  return (
    <>
      <Loading what="the memory" />
      <PageHeaderSkeleton />
      <div aria-hidden="true" className="max-w-[70ch] space-y-2.5 border-y border-line py-6">
        <Skeleton className="h-5 w-full" />
        <Skeleton className="h-5 w-11/12" />
        <Skeleton className="h-5 w-4/5" />
      </div>
    </>
  );
}
