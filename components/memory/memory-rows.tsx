"use client";

import { Pin } from "lucide-react";
import Link from "next/link";
import { memo, useCallback, useMemo } from "react";
import { byFolder, nameOf } from "@/components/memory/tree";
import { CodeWords } from "@/components/ui/code-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { useRowWindow } from "@/components/ui/use-row-window";
import { DrawAll, Windowed } from "@/components/ui/windowed";
import type { MemoryEntry } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

type Row = { folder: string; of: number; memory: MemoryEntry | null };

const FOLDER_PX = 38;
const MEMORY_PX = 37;

type Props = { storeId: string; version?: number | undefined; memories: readonly MemoryEntry[] };

/** Folders and what stands in them as one list; of a long one what is near the window. */
export function MemoryRows({ storeId, version, memories }: Props) {
  const rows = useMemo(
    () =>
      byFolder(memories).flatMap(({ path, entries }): Row[] => [
        { folder: path, of: entries.length, memory: null },
        ...entries.map((memory) => ({ folder: path, of: entries.length, memory })),
      ]),
    [memories],
  );
  const keyOf = useCallback((i: number) => rows[i]?.memory?.path ?? `${rows[i]?.folder}/`, [rows]);
  const heightOf = useCallback((i: number) => (rows[i]?.memory ? MEMORY_PX : FOLDER_PX), [rows]);
  const view = useRowWindow<HTMLUListElement>({ count: rows.length, keyOf, heightOf });
  return (
    <>
      <DrawAll view={view} what={`${memories.length.toLocaleString("en")} rows`} />
      <ul ref={view.container} onFocus={view.onFocus} data-skips={view.skips || undefined} aria-label="Memories by folder">
        <Windowed
          view={view}
          row={(i) => {
            const row = rows[i];
            if (!row) return null;
            return row.memory ? (
              <MemoryRow key={row.memory.path} row={i} storeId={storeId} version={version} memory={row.memory} />
            ) : (
              <FolderRow key={`${row.folder}/`} row={i} path={row.folder} of={row.of} />
            );
          }}
        />
      </ul>
    </>
  );
}

const FolderRow = memo(({ row, path, of }: { row: number; path: string; of: number }) => (
  <li data-row={row} className="pt-3">
    <h2 className="flex items-baseline gap-2 border-b border-line pb-1 text-13">
      <code className="text-13">{path || "/"}</code>
      <span className="tabular font-normal text-muted">{of}</span>
    </h2>
  </li>
));

type MemoryRowProps = { row: number; storeId: string; version: number | undefined; memory: MemoryEntry };

const MemoryRow = memo(({ row, storeId, version, memory: m }: MemoryRowProps) => (
  <li data-row={row} className="border-b border-line in-data-skips:[contain-intrinsic-size:auto_36px] in-data-skips:drawn-late">
    <Link
      href={paths.memory(storeId, m.path, version)}
      prefetch={false}
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
));
