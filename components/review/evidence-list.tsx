import { CircleCheck, CircleX } from "lucide-react";
import Link from "next/link";
import { spellHidden, VisibleText } from "@/components/diff/visible-text";
import { supportSentence } from "@/components/review/words";
import { OutcomeBadge } from "@/components/transcripts/outcome-badge";
import { QuotedText } from "@/components/trust/external-text";
import { TrustBadge } from "@/components/trust/trust-badge";
import { ExactTime } from "@/components/ui/relative-time";
import type { Evidence, Support } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export type EvidenceListProps = { evidence: readonly Evidence[]; support: Support; storeId: string };

/** The first few quotes stand open; the rest of many are one press away. */
const OPEN_QUOTES = 6;

/** Where a change comes from: how many sessions, how they ended, and each quote with who said it and a link to where it stands. */
export function EvidenceList({ evidence, support, storeId }: EvidenceListProps) {
  const quote = (e: Evidence) => <Quote key={keyOf(e)} evidence={e} storeId={storeId} />;
  return (
    <div>
      <p className="text-13 text-muted">{supportSentence(support)}</p>
      {evidence.length === 0 ? (
        <p className="mt-3 text-13">No quote was given. Nothing in a session says these words.</p>
      ) : (
        <ul className="mt-1 divide-y divide-line">{evidence.slice(0, OPEN_QUOTES).map(quote)}</ul>
      )}
      {evidence.length > OPEN_QUOTES ? (
        <details className="border-t border-line">
          <summary className="rounded-sm py-2.5 text-13 text-muted hover:text-ink">
            {`Show ${evidence.length - OPEN_QUOTES} more ${evidence.length - OPEN_QUOTES === 1 ? "quote" : "quotes"}`}
          </summary>
          <ul className="divide-y divide-line">{evidence.slice(OPEN_QUOTES).map(quote)}</ul>
        </details>
      ) : null}
    </div>
  );
}

const keyOf = (e: Evidence) =>
  e.source === "transcript"
    ? `${e.transcript_id}:${e.revision}:${e.event_seq}:${e.start}:${e.end}`
    : `${e.path}:${e.version}:${e.start}:${e.end}`;

function Quote({ evidence: e, storeId }: { evidence: Evidence; storeId: string }) {
  return (
    <li data-quote className="py-3 outline-offset-2">
      <div className="mb-1.5 text-12 text-muted">
        <div className="flex items-baseline gap-2.5">
          <TrustBadge trust={e.trust} />
          <Source evidence={e} storeId={storeId} />
        </div>
        {e.source === "transcript" ? (
          <div className="flex flex-wrap items-baseline gap-x-2.5">
            {e.at ? <ExactTime at={e.at} show="day" /> : <span>time unknown</span>}
            {e.outcome ? (
              <span className="inline-flex gap-1">
                session <OutcomeBadge result={e.outcome} />
              </span>
            ) : null}
          </div>
        ) : null}
      </div>
      <QuotedText trust={e.trust} className="reading text-[15px] leading-6">
        <VisibleText text={e.quote} />
      </QuotedText>
      <p className="mt-1 flex items-center gap-1 text-12 text-muted">
        {e.grounded ? (
          <>
            <CircleCheck size={13} aria-hidden /> found word for word
          </>
        ) : (
          <>
            <CircleX size={13} aria-hidden className="text-removed" />
            <span className="text-removed">not found in the {e.source === "transcript" ? "session" : "memory"}</span>
          </>
        )}
      </p>
    </li>
  );
}

/** A link to the very words, its place never cut off. */
function Source({ evidence: e, storeId }: { evidence: Evidence; storeId: string }) {
  const href =
    e.source === "transcript"
      ? paths.transcript(e.transcript_id, { revision: e.revision, seq: e.event_seq, quote: { start: e.start, end: e.end } })
      : paths.memory(storeId, e.path, e.version);
  return (
    <Link href={href} className="flex min-w-0 rounded-sm py-1 text-ink underline decoration-edge underline-offset-2 hover:decoration-ink">
      <span className="truncate">{e.source === "transcript" ? spellHidden(e.transcript_title ?? "Session") : <code>{e.path}</code>}</span>
      <span className="shrink-0 whitespace-pre text-muted">
        {e.source === "transcript" ? `, event ${e.event_seq}` : `, version ${e.version}`}
      </span>
    </Link>
  );
}
