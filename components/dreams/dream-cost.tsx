import { PHASE_WORDS } from "@/components/dreams/dream-words";
import { count, usd } from "@/components/ui/labels";
import { type Column, Table } from "@/components/ui/table";
import type { Dream, PhaseUsage } from "@/lib/domain/views";

/** How many of a dream's changes are accepted, and how many nobody has decided yet. */
export type Decided = { accepted: number; undecided: number };

const tokens = (n: number) => n.toLocaleString("en");

const COLUMNS: Column<PhaseUsage>[] = [
  { key: "phase", header: "Phase", cell: (r) => PHASE_WORDS[r.phase].title },
  { key: "model", header: "Model", cell: (r) => <code className="font-mono text-12 wrap-anywhere">{r.model}</code> },
  { key: "calls", header: "Calls", align: "right", cell: (r) => tokens(r.calls) },
  { key: "input", header: "Tokens in", align: "right", hideBelow: "sm", cell: (r) => tokens(r.input_tokens) },
  { key: "cache", header: "Read from cache", align: "right", hideBelow: "md", cell: (r) => tokens(r.cache_read_input_tokens) },
  { key: "output", header: "Tokens out", align: "right", hideBelow: "sm", cell: (r) => tokens(r.output_tokens) },
  { key: "usd", header: "Cost", align: "right", cell: (r) => (r.usd === null ? "no price" : usd(r.usd)) },
];

/** What a dream paid for, by phase and model, and what an accepted change of it cost. */
export function DreamCost({ dream, decided }: { dream: Dream; decided?: Decided | undefined }) {
  const rows = dream.usage_by_phase ?? [];
  const worth = decided ? worthWords(dream.usage.usd, decided) : null;
  return (
    <div className="space-y-3">
      {rows.length > 0 ? (
        <Table caption="Cost by phase and model" columns={COLUMNS} rows={rows} rowKey={(r) => `${r.phase} ${r.model}`} dense />
      ) : null}
      <p className="max-w-[70ch] text-13 text-muted">
        {[worth, "By the prices under Settings, Claude; what was read before in the same way cost nothing again."]
          .filter(Boolean)
          .join(" ")}
      </p>
    </div>
  );
}

function worthWords(cost: number, { accepted, undecided }: Decided): string {
  const open = undecided === 0 ? "" : ` ${count(undecided, "change")} ${undecided === 1 ? "is" : "are"} not decided yet.`;
  if (accepted === 0) return undecided === 0 ? "No change of it was accepted." : open.trim();
  return `${count(accepted, "accepted change")}: ${usd(cost / accepted)}${accepted === 1 ? "" : " each"}.${open}`;
}
