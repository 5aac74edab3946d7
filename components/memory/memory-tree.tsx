"use client";

import Link from "next/link";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { MemoryRows } from "@/components/memory/memory-rows";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { count } from "@/components/ui/labels";
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
  const own = useMemo(() => memories.filter((m) => m.path !== INDEX_PATH), [memories]);
  const index = memories.find((m) => m.path === INDEX_PATH);
  const shown = useMemo(
    () => (wanted ? own.filter((m) => `${m.path} ${m.kind} ${m.excerpt ?? ""}`.toLowerCase().includes(wanted)) : own),
    [own, wanted],
  );
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
      <MemoryRows storeId={storeId} version={version} memories={shown} />
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
