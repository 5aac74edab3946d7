"use client";

import { Pin } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useDeferredValue, useState } from "react";
import { byFolder, nameOf } from "@/components/memory/tree";
import { CodeWords } from "@/components/ui/code-words";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { count } from "@/components/ui/labels";
import { RelativeTime } from "@/components/ui/relative-time";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { INDEX_PATH } from "@/lib/domain/memory";
import type { MemoryEntry } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export type MemoryTreeProps = {
  storeId: string;
  memories: MemoryEntry[];
  /** Links lead to this version instead of the head. */
  version?: number;
  /** The next step while there is nothing. */
  empty?: ReactNode;
};

/** What does the agent believe now? Memories by folder; a search over paths and first words. */
export function MemoryTree({ storeId, memories, version, empty }: MemoryTreeProps) {
  const [query, setQuery] = useState("");
  const wanted = useDeferredValue(query.trim().toLowerCase());
  const own = memories.filter((m) => m.path !== INDEX_PATH);
  const index = memories.find((m) => m.path === INDEX_PATH);
  const shown = wanted ? own.filter((m) => `${m.path} ${m.kind} ${m.excerpt ?? ""}`.toLowerCase().includes(wanted)) : own;
  if (own.length === 0) return <EmptyState title="The agent believes nothing yet">{empty}</EmptyState>;
  return (
    <div>
      <div className="flex flex-wrap items-center gap-3 pb-2" data-print="hide">
        <Input
          type="search"
          aria-label="Find a memory"
          placeholder="Find a memory"
          value={query}
          onChange={(e) => setQuery(e.target.value)}
          className="max-w-72"
        />
        <span role="status" className="text-13 text-muted">
          {wanted ? `${shown.length} of ${count(own.length, "memory", "memories")}` : count(own.length, "memory", "memories")}
        </span>
        {index ? (
          <Link
            href={paths.memory(storeId, INDEX_PATH, version)}
            className="ml-auto rounded-sm text-13 text-muted underline decoration-edge underline-offset-2"
          >
            The index that the agent reads first
          </Link>
        ) : null}
      </div>
      {byFolder(shown).map((folder) => (
        <section key={folder.path} aria-label={folder.path || "/"} className="pt-3">
          <h2 className="flex items-baseline gap-2 border-b border-line pb-1 text-13">
            <code className="text-13">{folder.path || "/"}</code>
            <span className="tabular font-normal text-muted">{folder.entries.length}</span>
          </h2>
          <ul>
            {folder.entries.map((m) => (
              <li key={m.path} className="border-b border-line drawn-late [contain-intrinsic-size:auto_36px]">
                <Link
                  href={paths.memory(storeId, m.path, version)}
                  className="grid min-h-9 items-baseline gap-x-4 py-2 text-13 hover:bg-sunken focus-visible:-outline-offset-2 sm:grid-cols-[minmax(10rem,15rem)_minmax(0,1fr)_auto]"
                >
                  <span className="flex min-w-0 items-center gap-1.5 font-strong">
                    <span className="truncate">{nameOf(m.path)}</span>
                    {m.pinned ? <Pin size={12} aria-label="pinned" role="img" className="shrink-0 text-dawn" /> : null}
                  </span>
                  <span className="truncate text-muted">
                    <CodeWords>{m.excerpt ?? ""}</CodeWords>
                  </span>
                  <span className="text-12 whitespace-nowrap text-muted max-sm:hidden">
                    <span className="tabular">{`version ${m.since_version}`}</span>
                    {", "}
                    <RelativeTime at={m.updated_at} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {shown.length === 0 ? <p className="py-6 text-13 text-muted">No memory has these words in its path or first line.</p> : null}
    </div>
  );
}

export function MemoryTreeSkeleton() {
  return (
    <div>
      <Loading what="the memories" />
      <div aria-hidden="true">
        <Skeleton className="mb-2 h-8 w-72 max-w-full" />
        {["a", "b"].map((k) => (
          <div key={k} className="pt-3">
            <Skeleton className="mb-1 h-5 w-32" />
            {["w-2/3", "w-1/2", "w-3/5"].map((w) => (
              <div key={w} className="flex h-9 items-center border-b border-line">
                <Skeleton className={w} />
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
