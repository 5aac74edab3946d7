import Link from "next/link";
import { OP_WORDS, STATE_WORDS } from "@/components/review/words";
import { Badge } from "@/components/ui/badge";
import type { ChangeOp } from "@/lib/domain/dream";
import type { ChangeState, ProposalStatus } from "@/lib/domain/proposal";
import { paths } from "@/lib/paths";

export type Learned = {
  change_id: string;
  proposal_id: string;
  proposal_status: ProposalStatus;
  store_name: string;
  op: ChangeOp;
  path: string;
  title: string;
  state: ChangeState;
  quotes: { revision: number; seq: number; start: number; end: number }[];
};

const FIRST_QUOTES = 4;

/** The changes that rest on a session: what the agent would believe, where that stands, what became of it. */
export function LearnedList({ transcriptId, learned }: { transcriptId: string; learned: readonly Learned[] }) {
  const look = "rounded-sm underline decoration-edge underline-offset-2 hover:decoration-ink";
  return (
    <ul className="divide-y divide-line border-y border-line">
      {learned.map((c) => (
        <li key={c.change_id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2 text-13">
          <Link href={paths.proposal(c.proposal_id, c.change_id)} className="min-w-0 grow basis-72 rounded-sm hover:underline">
            <span className="font-strong">{c.title}</span>
            <span className="block truncate text-12 text-muted">
              {`${OP_WORDS[c.op]} in ${c.store_name}, `}
              <code className="text-12">{c.path}</code>
            </span>
          </Link>
          <span className="flex flex-wrap gap-x-2 text-muted">
            {c.quotes.slice(0, FIRST_QUOTES).map((q) => (
              <Link
                key={`${q.revision}:${q.seq}:${q.start}`}
                href={paths.transcript(transcriptId, { revision: q.revision, seq: q.seq, quote: { start: q.start, end: q.end } })}
                className={look}
              >
                {`event ${q.seq}`}
              </Link>
            ))}
            {c.quotes.length > FIRST_QUOTES ? `and ${c.quotes.length - FIRST_QUOTES} more` : null}
          </span>
          <StateBadge change={c} />
        </li>
      ))}
    </ul>
  );
}

function StateBadge({ change: c }: { change: Learned }) {
  const live = c.proposal_status === "applied" && (c.state === "accepted" || c.state === "edited");
  const { word, tone } = STATE_WORDS[c.state];
  return <Badge tone={live ? "dawn" : tone}>{live ? "applied" : word}</Badge>;
}
