import Link from "next/link";
import { minutesToReview } from "@/components/review/order";
import { RiskCounts } from "@/components/risk/risk-mark";
import { cx } from "@/components/ui/class-names";
import { count } from "@/components/ui/labels";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Risk } from "@/lib/domain/proposal";
import type { ProposalSummary } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export const NO_RISK: Record<Risk, number> = { high: 0, medium: 0, low: 0 };
export const sumRisk = (all: readonly ProposalSummary[]): Record<Risk, number> =>
  all
    .map((p) => p.waiting ?? NO_RISK)
    .reduce((a, b) => ({ high: a.high + b.high, medium: a.medium + b.medium, low: a.low + b.low }), NO_RISK);

/** Of a store that dreams often, so many proposals stand in sight; the rest is folded. */
const IN_SIGHT = 3;
const EDGE = "relative border-b border-line before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-night-rule";

/** Proposals that wait, the store first that waits longest; several of one store stand together, in the order in which they were dreamed. */
export function WaitingList({ waiting }: { waiting: readonly ProposalSummary[] }) {
  const stores = new Map<string, ProposalSummary[]>();
  for (const p of waiting) stores.set(p.store_id, [...(stores.get(p.store_id) ?? []), p]);
  return (
    <ul aria-label="Proposals that wait" className="border-t border-line">
      {[...stores.values()].map((of) => {
        const [first] = of;
        if (!first) return null;
        return of.length === 1 ? <Row key={first.id} proposal={first} /> : <StoreRows key={first.id} proposals={of} />;
      })}
    </ul>
  );
}

function Row({ proposal: p }: { proposal: ProposalSummary }) {
  const risk = p.waiting ?? NO_RISK;
  const decided = p.counts.total - p.counts.undecided;
  const minutes = minutesToReview(risk);
  return (
    <li className={cx(EDGE, "group hover:bg-sunken")}>
      <Link href={paths.proposal(p.id)} className="block py-4 pr-4 pl-5 focus-visible:-outline-offset-2">
        <span className="flex items-baseline justify-between gap-4">
          <span className="text-13 text-muted">{p.store_name ?? "Store"}</span>
          <RelativeTime at={p.created_at} className="shrink-0 text-13 text-muted" />
        </span>
        <span className="mt-0.5 block max-w-[64ch] text-16 font-strong group-hover:underline group-hover:decoration-edge group-hover:underline-offset-4">
          {p.summary}
        </span>
        <span className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-muted">
          <RiskCounts counts={risk} />
          {decided > 0 ? <span>{`${decided} of ${p.counts.total} decided`}</span> : null}
          {p.counts.blocked > 0 ? <span>{`${p.counts.blocked} held back by checks`}</span> : null}
          {minutes > 0 ? <span>{`about ${minutes} min`}</span> : null}
        </span>
      </Link>
    </li>
  );
}

/** One store's proposals under its name, with what they come to together. */
function StoreRows({ proposals }: { proposals: readonly ProposalSummary[] }) {
  const risk = sumRisk(proposals);
  const changes = proposals.reduce((n, p) => n + p.counts.undecided, 0);
  const minutes = minutesToReview(risk);
  const [first] = proposals;
  const folded = proposals.slice(IN_SIGHT);
  const newest = proposals.at(-1);
  return (
    <li className={cx(EDGE, "py-3")}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 pr-4 pl-5">
        <p className="text-16 font-strong">{first?.store_name ?? "Store"}</p>
        <p className="flex flex-wrap items-center gap-x-4 text-13 text-muted">
          <span>{`${count(changes, "change")} to decide in ${count(proposals.length, "proposal")}`}</span>
          <RiskCounts counts={risk} />
          {minutes > 0 ? <span>{`about ${minutes} min`}</span> : null}
        </p>
      </div>
      <ol aria-label={`Proposals for ${first?.store_name ?? "the store"}`} className="mt-1">
        {proposals.slice(0, IN_SIGHT).map((p) => (
          <ShortRow key={p.id} proposal={p} />
        ))}
      </ol>
      {folded.length > 0 && newest ? (
        <details className="group/more">
          <summary className="flex items-baseline gap-2 py-1.5 pl-5 text-13 text-muted hover:text-ink max-md:py-3">
            <span aria-hidden className="text-faint transition-transform group-open/more:rotate-90">
              ▸
            </span>
            <span>
              {`${folded.length} later ones, the newest dreamed `}
              <RelativeTime at={newest.created_at} />
            </span>
          </summary>
          <ol start={IN_SIGHT + 1}>
            {folded.map((p) => (
              <ShortRow key={p.id} proposal={p} />
            ))}
          </ol>
        </details>
      ) : null}
    </li>
  );
}

function ShortRow({ proposal: p }: { proposal: ProposalSummary }) {
  const touches = p.touches ?? [];
  const decided = p.counts.total - p.counts.undecided;
  return (
    <li>
      <Link
        href={paths.proposal(p.id)}
        className="group flex flex-wrap items-baseline gap-x-4 py-1.5 pr-4 pl-5 text-14 hover:bg-sunken focus-visible:-outline-offset-2 max-md:py-2.5"
      >
        <span className="min-w-0 grow basis-64 group-hover:underline group-hover:decoration-edge group-hover:underline-offset-4">
          {p.summary}
          {touches.length > 0 ? (
            <code className="inline-block text-12 break-all text-muted sm:ml-3">{`${touches.join(", ")}${p.counts.total > touches.length ? ", ..." : ""}`}</code>
          ) : null}
        </span>
        {decided > 0 ? <span className="text-13 text-muted">{`${decided} of ${p.counts.total} decided`}</span> : null}
        {p.counts.blocked > 0 ? <span className="text-13 text-muted">{`${p.counts.blocked} held back`}</span> : null}
        <RelativeTime at={p.created_at} className="text-13 text-muted" />
      </Link>
    </li>
  );
}
