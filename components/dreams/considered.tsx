import { ruleWords } from "@/components/dreams/dream-words";
import { CodeWords } from "@/components/ui/code-words";
import { count } from "@/components/ui/labels";
import { type Column, Table } from "@/components/ui/table";
import type { ConsideredView, Dream } from "@/lib/domain/views";

type RuleRow = { rule: string; n: number };

const COUNT_COLUMNS: Column<RuleRow>[] = [
  {
    key: "rule",
    header: "Why",
    cell: (r) => (
      <>
        {ruleWords(r.rule)} <code className="text-12 text-faint max-sm:hidden">{r.rule}</code>
      </>
    ),
  },
  { key: "n", header: "Candidates", align: "right", cell: (r) => r.n.toLocaleString("en"), className: "w-28" },
];

const FIRST_COLUMNS: Column<ConsideredView & { id: number }>[] = [
  {
    key: "text",
    header: "What was considered",
    cell: (r) => (
      <span className="wrap-anywhere">
        <CodeWords>{r.text}</CodeWords>
      </span>
    ),
  },
  {
    key: "outcome",
    header: "What became of it",
    cell: (r) =>
      r.outcome === "proposed" ? <span className="text-dawn">proposed</span> : <span className="text-muted">{ruleWords(r.rule)}</span>,
    className: "w-2/5 align-top",
  },
];

/** What a dream looked at and which rule turned it down: counts for all, the first of them in words. */
export function Considered({ considered, all }: { considered: Dream["considered"]; all?: ConsideredView[] }) {
  const rows = Object.entries(considered.counts)
    .map(([rule, n]) => ({ rule, n }))
    .sort((a, b) => b.n - a.n || (a.rule < b.rule ? -1 : 1));
  const total = rows.reduce((n, r) => n + r.n, 0);
  if (total === 0) return <p className="text-13 text-muted">Nothing in these sessions looked like something to remember.</p>;
  const shown = (all ?? considered.first).map((c, id) => ({ ...c, id }));
  return (
    <div className="space-y-6">
      <div className="max-w-3xl">
        <Table caption="Candidates by rule" columns={COUNT_COLUMNS} rows={rows} rowKey={(r) => r.rule} dense />
      </div>
      {shown.length > 0 ? (
        <div>
          <h3 className="mb-1 text-13 font-normal text-muted">
            {shown.length < total ? `The first ${shown.length} of ${count(total, "candidate")}` : count(total, "candidate")}
          </h3>
          <Table caption="Candidates" columns={FIRST_COLUMNS} rows={shown} rowKey={(r) => String(r.id)} dense />
        </div>
      ) : null}
    </div>
  );
}
