import { Check, Layers } from "lucide-react";
import { memo, type ReactNode, useEffect, useMemo, useRef } from "react";
import { consequence } from "@/components/review/consequence";
import type { Group } from "@/components/review/groups";
import { queueEntries, type Tier } from "@/components/review/queue-entries";
import { isWaiting } from "@/components/review/queue-filter";
import { useQueueWindow } from "@/components/review/use-queue-window";
import { OP_WORDS, STATE_WORDS } from "@/components/review/words";
import { RiskMark } from "@/components/risk/risk-mark";
import { cx } from "@/components/ui/class-names";
import type { Change } from "@/lib/domain/views";

const NO_GROUPS: readonly Group[] = [];

export type QueueProps = {
  /** In review order. */
  changes: readonly Change[];
  selectedId: string | undefined;
  onSelect: (id: string) => void;
  /** What was picked for a group of one's own. */
  picks?: ReadonlySet<string>;
  /** What may be decided together; shown above the changes of low risk. */
  groups?: readonly Group[];
  openGroupId?: string | undefined;
  onGroup?: (id: string) => void;
};

/** The changes of a proposal in the order of reading, by risk; what is decided turns from night to dawn. */
export function Queue({ changes, selectedId, onSelect, picks, groups = NO_GROUPS, openGroupId, onGroup }: QueueProps) {
  const list = useRef<HTMLElement>(null);
  const focusedId = useRef<string>(undefined);
  const hasGroups = groups.length > 0;
  const queue = useMemo(() => queueEntries(changes, hasGroups), [changes, hasGroups]);
  const items = useQueueWindow(list, queue, selectedId, focusedId);
  useEffect(() => {
    if (selectedId) list.current?.querySelector(`[data-change="${selectedId}"]`)?.scrollIntoView({ block: "nearest" });
  }, [selectedId]);
  const rowsOf = (tier: Tier): ReactNode[] => {
    let end: number | undefined;
    return items.flatMap((item) => {
      const entry = queue.entries[item.index];
      if (entry?.kind !== "change" || item.index < tier.first || item.index > tier.last) return [];
      const gap = end === undefined ? 0 : item.start - end;
      end = item.end;
      const { change, position } = entry;
      const place = { index: item.index, position, total: changes.length };
      const row = (
        <QueueRow
          key={change.id}
          {...place}
          change={change}
          selected={change.id === selectedId}
          picked={picks?.has(change.id) ?? false}
          onSelect={onSelect}
        />
      );
      return gap > 0 ? [<li key={`before ${change.id}`} aria-hidden style={{ height: gap }} />, row] : [row];
    });
  };
  return (
    <nav
      ref={list}
      aria-label="Changes"
      className="pb-4"
      onFocus={(e) => {
        focusedId.current = e.target.dataset.change;
      }}
      onBlur={() => {
        focusedId.current = undefined;
      }}
    >
      {changes.length === 0 ? <p className="px-4 py-6 text-13 text-muted">No change fits the filter.</p> : null}
      {queue.tiers.map((tier) => {
        const { risk, changes: own, first } = tier;
        const grouped = risk === "low" && hasGroups;
        const open = own.filter(isWaiting).length;
        const moved = own.filter((c) => c.state === "conflict").length;
        return (
          <section key={risk}>
            <h2
              data-index={first - (grouped ? 2 : 1)}
              className="sticky top-0 z-1 flex h-8 items-center justify-between border-b border-line bg-ground px-4 text-12"
            >
              <RiskMark risk={risk} word="long" />
              <span className="tabular font-normal text-muted">
                {open === 0 ? "all decided" : open === moved ? `${moved} moved meanwhile` : `${open} of ${own.length} waiting`}
              </span>
            </h2>
            {grouped ? (
              <div data-index={first - 1}>
                <GroupRows groups={groups} openId={openGroupId} onGroup={onGroup} />
              </div>
            ) : null}
            <ul>{rowsOf(tier)}</ul>
          </section>
        );
      })}
    </nav>
  );
}

function GroupRows({
  groups,
  openId,
  onGroup,
}: {
  groups: readonly Group[];
  openId: string | undefined;
  onGroup: ((id: string) => void) | undefined;
}) {
  return (
    <ul aria-label="Groups">
      {groups.map((g) => (
        <li key={g.id}>
          <button
            type="button"
            aria-current={g.id === openId ? "true" : undefined}
            onClick={() => onGroup?.(g.id)}
            className={cx(
              "flex min-h-9 w-full items-center gap-2 border-b border-line px-4 py-1.5 text-left text-13 hover:bg-sunken focus-visible:-outline-offset-2 max-lg:min-h-11",
              g.id === openId && "bg-sunken font-strong",
            )}
          >
            <Layers size={14} aria-hidden className="shrink-0 text-muted" />
            <span className="min-w-0 grow truncate">{g.label}</span>
            <span className="tabular shrink-0 text-12 text-muted">{`${g.members.length} together`}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

type RowProps = {
  change: Change;
  selected: boolean;
  picked: boolean;
  onSelect: (id: string) => void;
  /** Its place among the entries. */
  index: number;
  /** Its number among all changes of the queue, of which not all are drawn. */
  position: number;
  total: number;
};

/** Drawn anew only when its change is another: a decision among five hundred draws a few rows. */
const QueueRow = memo(function QueueRow({ change, selected, picked, onSelect, index, position, total }: RowProps) {
  const { title } = consequence(change);
  const state = STATE_WORDS[change.state];
  const decided = state.tone === "dawn";
  return (
    <li data-index={index} aria-posinset={position} aria-setsize={total}>
      <button
        type="button"
        data-change={change.id}
        aria-current={selected ? "true" : undefined}
        onClick={() => onSelect(change.id)}
        className={cx(
          "flourish relative block w-full border-b border-line py-2 pr-3 pl-4 text-left hover:bg-sunken focus-visible:-outline-offset-2 scroll-my-8",
          "before:absolute before:inset-y-0 before:left-0 before:w-[3px]",
          selected && "bg-sunken",
          decided && "before:bg-dawn-rule",
          state.tone === "night" && selected && "before:bg-night-rule",
          state.tone === "conflict" && "before:bg-conflict-rule",
        )}
      >
        <span className={cx("line-clamp-2 text-13", selected && "font-strong", change.state === "rejected" && "text-muted line-through")}>
          {title}
        </span>
        <span className="mt-0.5 flex items-center gap-1.5 text-12 text-muted">
          {picked ? (
            <span className="inline-flex shrink-0 items-center gap-1 font-strong text-ink">
              <Check size={13} aria-hidden />
              picked
            </span>
          ) : null}
          <span className="truncate">{`${OP_WORDS[change.op]} ${change.kind}`}</span>
          {change.findings.some((f) => f.severity === "block") ? <span className="text-removed">· blocked</span> : null}
          <span
            className={cx(
              "ml-auto shrink-0",
              decided && "text-dawn",
              state.tone === "night" && change.state !== "undecided" && "text-night",
            )}
          >
            {change.state === "undecided" ? <span className="sr-only">waiting</span> : state.word}
          </span>
        </span>
      </button>
    </li>
  );
});
