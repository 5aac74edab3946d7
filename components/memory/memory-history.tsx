import Link from "next/link";
import { ProseDiff } from "@/components/diff/prose-diff";
import { CAUSE_WORDS } from "@/components/history/version-words";
import { Button } from "@/components/ui/button";
import { Pager } from "@/components/ui/pager";
import { RelativeTime } from "@/components/ui/relative-time";
import type { MemoryRevision, MemoryWithHistory } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

type Props = {
  storeId: string;
  history: readonly MemoryRevision[];
  /** How many of them have a row; what comes after is only compared with. */
  listed: number;
  /** Given to those who may bring an earlier text back. */
  onRestore?: ((revision: MemoryRevision) => void) | undefined;
};

/** Every text that the memory had, newest first, each against the one before. */
export function MemoryHistory({ storeId, history, listed, onRestore }: Props) {
  const newestFirst = [...history].sort((a, b) => b.from_version - a.from_version);
  return (
    <ol className="divide-y divide-line border-y border-line">
      {newestFirst.slice(0, listed).map((r, i) => {
        const older = newestFirst[i + 1];
        return (
          <li key={r.from_version}>
            <details className="group">
              <summary className="flex min-h-9 flex-wrap items-center gap-x-3 py-1.5 text-13 hover:bg-sunken">
                <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
                  ▸
                </span>
                <span className="tabular font-strong">{`version ${r.from_version}`}</span>
                <span>{older ? CAUSE_WORDS[r.cause] : `first written, ${CAUSE_WORDS[r.cause]}`}</span>
                <span className="text-muted">{r.author}</span>
                <RelativeTime at={r.at} className="ml-auto text-muted" />
              </summary>
              <div className="space-y-3 pt-1 pb-4 pl-5">
                {r.reason ? <p className="max-w-[70ch] text-13 text-muted">{r.reason}</p> : null}
                <ProseDiff before={older?.content ?? null} after={r.content} />
                <p className="flex flex-wrap gap-x-4 text-13">
                  <Link href={paths.version(storeId, r.from_version)} className="rounded-sm underline decoration-edge underline-offset-2">
                    {`The store in version ${r.from_version}`}
                  </Link>
                  {r.proposal_id ? (
                    <Link
                      href={paths.proposal(r.proposal_id, r.change_id)}
                      className="rounded-sm underline decoration-edge underline-offset-2"
                    >
                      The change that brought it
                    </Link>
                  ) : null}
                </p>
                {onRestore && r.until_version !== null ? (
                  <Button size="sm" onClick={() => onRestore(r)}>
                    {`Restore this memory as in version ${r.from_version}`}
                  </Button>
                ) : null}
              </div>
            </details>
          </li>
        );
      })}
    </ol>
  );
}

type PagerProps = { storeId: string; memory: MemoryWithHistory; version?: number | undefined; listed: number; before?: number | undefined };

export function HistoryPager({ storeId, memory, version, listed, before }: PagerProps) {
  const at = (earlier?: number) => `${paths.memory(storeId, memory.path, version, earlier)}#history`;
  const last = memory.history.length > listed ? memory.history[listed - 1] : undefined;
  return (
    <Pager label="Older texts" {...(last ? { next: at(last.from_version) } : {})} {...(before === undefined ? {} : { first: at() })} />
  );
}
