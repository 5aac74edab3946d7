"use client";

import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { filtered, isFiltered, NO_FILTER, type QueueFilter } from "@/components/review/queue-filter";
import { Button, IconButton } from "@/components/ui/button";
import { Checkbox, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { RISKS } from "@/lib/domain/proposal";
import type { Change } from "@/lib/domain/views";

type Props = { changes: readonly Change[]; filter: QueueFilter; onFilter: (filter: QueueFilter) => void };

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** Narrows the queue. Every choice says how many changes it leaves, given the other choices. */
export function QueueFilterBar({ changes, filter, onFilter }: Props) {
  const [more, setMore] = useState(false);
  const set = (part: Partial<QueueFilter>) => onFilter({ ...filter, ...part });
  const left = (part: Partial<QueueFilter>) => filtered(changes, { ...filter, ...part }).length;
  const kinds = [...new Set(changes.map((c) => c.kind))].sort();
  const shown = left({});
  return (
    <search aria-label="Filter of the queue" className="block border-b border-line px-3 py-2">
      <div className="flex items-center gap-1">
        <Input
          data-queue-filter
          type="search"
          aria-label="Words in a change"
          placeholder="Filter by words"
          value={filter.words}
          onChange={(e) => set({ words: e.target.value })}
          onKeyDown={(e) => {
            if (e.key === "Escape") e.currentTarget.blur();
          }}
        />
        <IconButton
          label="More filters"
          aria-expanded={more}
          icon={<SlidersHorizontal size={16} aria-hidden />}
          onClick={() => setMore(!more)}
        />
      </div>
      {more ? (
        <div className="mt-2 grid grid-cols-2 gap-2">
          <Select
            label="State"
            value={filter.state}
            onChange={(v) => set({ state: v as QueueFilter["state"] })}
            options={[
              { value: "all", label: `Any state (${left({ state: "all" })})` },
              { value: "waiting", label: `Waiting (${left({ state: "waiting" })})` },
            ]}
          />
          <Select
            label="Risk"
            value={filter.risk}
            onChange={(v) => set({ risk: v as QueueFilter["risk"] })}
            options={[
              { value: "all", label: `Any risk (${left({ risk: "all" })})` },
              ...RISKS.toReversed().map((r) => ({ value: r, label: `${capital(r)} (${left({ risk: r })})` })),
            ]}
          />
          <Select
            label="Kind"
            value={filter.kind}
            onChange={(v) => set({ kind: v as QueueFilter["kind"] })}
            options={[
              { value: "all", label: `Any kind (${left({ kind: "all" })})` },
              ...kinds.map((k) => ({ value: k, label: `${capital(k)} (${left({ kind: k })})` })),
            ]}
          />
          <Checkbox
            className="col-span-2"
            label={`From failures only (${left({ failuresOnly: true })})`}
            checked={filter.failuresOnly}
            onChange={(e) => set({ failuresOnly: e.target.checked })}
          />
        </div>
      ) : null}
      {isFiltered(filter) ? (
        <p className="mt-1.5 flex items-center justify-between text-12 text-muted" role="status">
          <span className="tabular">{`${shown} of ${changes.length} shown`}</span>
          <Button size="sm" variant="quiet" onClick={() => onFilter(NO_FILTER)}>
            Show all
          </Button>
        </p>
      ) : null}
    </search>
  );
}

/** Goes to the filter where the queue is on the screen; on a small one `open` brings it there first. */
export function focusFilter(open: () => void) {
  const field = () => [...document.querySelectorAll<HTMLElement>("[data-queue-filter]")].find((f) => f.offsetParent !== null);
  const here = field();
  if (here) return here.focus();
  open();
  setTimeout(() => field()?.focus(), 60);
}
