import Link from "next/link";
import type { ReactNode } from "react";
import { actionWords, entityHref, factWords } from "@/components/audit/action-words";
import { EmptyState } from "@/components/ui/empty-state";
import { ExactTime, RelativeTime } from "@/components/ui/relative-time";
import type { AuditRow } from "@/lib/domain/views";

/** Who did what when; what exactly, one press away. */
export function AuditList({ rows }: { rows: readonly AuditRow[] }) {
  if (rows.length === 0) return <EmptyState title="No entry fits">Ask for less, or show all.</EmptyState>;
  return (
    <ol aria-label="Entries, newest first" className="divide-y divide-line border-y border-line">
      {rows.map((row) => (
        <Entry key={row.seq} row={row} />
      ))}
    </ol>
  );
}

function Entry({ row }: { row: AuditRow }) {
  const href = entityHref(row.entity, row.entity_id, row.metadata);
  return (
    <li>
      <details className="group">
        <summary className="flex min-h-9 items-baseline gap-x-3 py-1.5 max-sm:grid max-sm:grid-cols-[auto_minmax(0,1fr)] text-13 hover:bg-sunken">
          <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
            ▸
          </span>
          <span className="tabular w-14 shrink-0 text-right text-muted max-sm:hidden">{row.seq.toLocaleString("en")}</span>
          <span className="min-w-0 grow">
            <span className="font-strong">{row.actor}</span> {actionWords(row.action)}
            <span className="ml-3 break-all text-muted">{factWords(row.action, row.metadata)}</span>
          </span>
          <RelativeTime at={row.at} className="whitespace-nowrap text-muted max-sm:col-start-2" />
        </summary>
        <dl className="grid gap-x-6 gap-y-1 pt-1 pb-4 pl-5 text-13 sm:grid-cols-[8rem_minmax(0,1fr)] sm:pl-8">
          <Fact name="When">
            <ExactTime at={row.at} show="full" />
          </Fact>
          <Fact name="Who">
            {row.actor} <code className="text-12 break-all text-muted">{row.actor_id}</code>
          </Fact>
          <Fact name="What">
            <code className="text-12">{row.action}</code>
          </Fact>
          <Fact name={row.entity}>
            {href ? (
              <Link href={href} className="rounded-sm underline decoration-edge underline-offset-2">
                <code className="text-12 break-all">{row.entity_id}</code>
              </Link>
            ) : (
              <code className="text-12 break-all">{row.entity_id}</code>
            )}
          </Fact>
          {Object.entries(row.metadata).map(([name, value]) => (
            <Fact key={name} name={name.replaceAll("_", " ")}>
              <span className="break-words">{wordsOf(value)}</span>
            </Fact>
          ))}
          <Fact name="Hash">
            <code className="text-12 break-all text-muted">{row.hash}</code>
          </Fact>
        </dl>
      </details>
    </li>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="contents">
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 max-sm:mb-1">{children}</dd>
  </div>
);

function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value) && value.every((v) => typeof v === "string")) return value.join(", ") || "none";
  return JSON.stringify(value);
}
