import { type Column, Table } from "@/components/ui/table";
import type { ModelPrice, PriceList } from "@/lib/domain/claude";

const price = (n: number) => `$${n < 0.1 ? n : n.toFixed(2)}`;

/** A price, and below it the one for long prompts where there is one. */
const both = (row: ModelPrice, of: "input" | "output" | "cache_read") => (
  <>
    {price(row[of])}
    {row.long ? <span className="block text-12 text-muted">{price(row.long[of])}</span> : null}
  </>
);

const COLUMNS: Column<ModelPrice>[] = [
  {
    key: "model",
    header: "Model",
    cell: (r) => (
      <>
        <code className="font-mono wrap-anywhere">{r.model}</code>
        {r.long ? <span className="block text-12 text-muted">{`above ${r.long.above.toLocaleString("en")} tokens`}</span> : null}
      </>
    ),
  },
  { key: "input", header: "Input", align: "right", cell: (r) => both(r, "input") },
  { key: "output", header: "Output", align: "right", cell: (r) => both(r, "output") },
  { key: "cache", header: "Read from cache", align: "right", hideBelow: "sm", cell: (r) => both(r, "cache_read") },
];

/** What estimates and costs are reckoned with, since when, and where to put prices of one's own. */
export function PriceTable({ prices }: { prices: PriceList }) {
  const { checked_on, own, file, batch_factor, models } = prices;
  return (
    <div className="space-y-3">
      <p className="max-w-[70ch] text-13">
        {own ? "These are the prices of " : "These prices come with this installation; they may have changed since. Put others in "}
        <code className="font-mono text-12 wrap-anywhere">{file}</code>
        {own ? "" : ` (the same form as lib/dreaming/claude/prices.json)`}
        {". They were checked on "}
        <time dateTime={checked_on} className="font-strong">
          {checked_on}
        </time>
        {`. US dollars for a million tokens; a batch costs ${Math.round(batch_factor * 100)} % of it. A model that begins with an id here has its price; one that is not found has none, and a dream with a cap refuses it.`}
      </p>
      <div className="max-w-[720px]">
        <Table
          caption={`Prices, checked on ${checked_on}`}
          columns={COLUMNS}
          rows={models}
          rowKey={(r) => r.model}
          dense
          empty={<p className="text-13 text-muted">The price file has no model.</p>}
        />
      </div>
    </div>
  );
}
