import { CircleCheck, CircleX } from "lucide-react";
import Link from "next/link";
import { spellHidden, VisibleText } from "@/components/diff/visible-text";
import type { NumberedQuote } from "@/components/review/numbered-quotes";
import { QuoteContext } from "@/components/review/quote-context";
import { supportSentence } from "@/components/review/words";
import { OutcomeBadge } from "@/components/transcripts/outcome-badge";
import { QuotedText } from "@/components/trust/external-text";
import { TrustBadge } from "@/components/trust/trust-badge";
import { listed } from "@/components/ui/labels";
import { ExactTime } from "@/components/ui/relative-time";
import type { Evidence, Support } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export type EvidenceListProps = {
  evidence: readonly Evidence[];
  support: Support;
  storeId: string;
  /** On the desk: the same quotes, numbered as beside the words that they support. */
  numbered?: readonly NumberedQuote[];
  /** Goes to the words that a quote supports. */
  onShowWords?: (number: number) => void;
  /** Elsewhere on the page the same quotes stand already: these are not the ones that numbers lead to. */
  copy?: boolean;
};

/** The first few quotes stand open; the rest of many are one press away. */
const OPEN_QUOTES = 6;

/** Where a change comes from: how many sessions, how they ended, and each quote with who said it and a link to where it stands. */
export function EvidenceList({ evidence, support, storeId, numbered, onShowWords, copy }: EvidenceListProps) {
  const quotes: Shown[] = numbered ? [...numbered] : evidence.map((e) => ({ evidence: e }));
  const quote = (q: Shown) => (
    <Quote key={keyOf(q.evidence)} quote={q} storeId={storeId} copy={copy} {...(onShowWords ? { onShowWords } : {})} />
  );
  return (
    <div>
      <p className="text-13 text-muted">
        {support.sessions === 0 && evidence.some((e) => e.source === "memory")
          ? "It rests on what the memory says already."
          : supportSentence(support)}
      </p>
      {evidence.length === 0 ? (
        <p className="mt-3 text-13">No quote was given. Nothing in a session says these words.</p>
      ) : (
        <ul className="mt-1 divide-y divide-line">{quotes.slice(0, OPEN_QUOTES).map(quote)}</ul>
      )}
      {evidence.length > OPEN_QUOTES ? (
        <details className="border-t border-line">
          <summary className="rounded-sm py-2.5 text-13 text-muted hover:text-ink">
            {`Show ${evidence.length - OPEN_QUOTES} more ${evidence.length - OPEN_QUOTES === 1 ? "quote" : "quotes"}`}
          </summary>
          <ul className="divide-y divide-line">{quotes.slice(OPEN_QUOTES).map(quote)}</ul>
        </details>
      ) : null}
    </div>
  );
}

const keyOf = (e: Evidence) =>
  e.source === "transcript"
    ? `${e.transcript_id}:${e.revision}:${e.event_seq}:${e.start}:${e.end}`
    : `${e.path}:${e.version}:${e.start}:${e.end}`;

type Shown = { evidence: Evidence } & Partial<Omit<NumberedQuote, "evidence">>;
type QuoteProps = { quote: Shown; storeId: string; copy: boolean | undefined; onShowWords?: (number: number) => void };

function Quote({ quote, storeId, copy, onShowWords }: QuoteProps) {
  const { evidence: e, number } = quote;
  const target = number !== undefined && !copy ? { id: `quote-${number}`, "data-quote": number, tabIndex: -1 } : {};
  return (
    <li data-quote className="py-3 outline-offset-2" {...target}>
      {quote.against ? (
        <p className="mb-1 text-12 font-strong text-removed">
          {quote.newer ? "Says otherwise, and is newer than what supports the change" : "Says what the memory said before"}
        </p>
      ) : null}
      <div className="mb-1.5 text-12 text-muted">
        <div className="flex items-baseline gap-2.5">
          {number !== undefined ? (
            <span className="tabular font-strong text-ink">
              <span className="sr-only">Quote </span>
              {number}
            </span>
          ) : null}
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
      {number !== undefined && quote.words && e.grounded && !quote.against ? (
        <Words quote={quote} number={number} onShow={copy ? undefined : onShowWords} />
      ) : null}
      {e.source === "transcript" ? <QuoteContext evidence={e} /> : null}
    </li>
  );
}

/** Which words rest on this quote: the same as their outline says to the eye. */
function Words({ quote, number, onShow }: { quote: Shown; number: number; onShow: ((number: number) => void) | undefined }) {
  const said = Array.isArray(quote.words)
    ? `Supports ${listed(quote.words.map((w) => `“${short(spellHidden(w))}”`))}`
    : "Supports all that is new";
  if (!onShow) return <p className="mt-1 text-12 text-muted">{said}</p>;
  return (
    <button
      type="button"
      onClick={() => onShow(number)}
      className="mt-1 min-h-6 rounded-sm text-left text-12 text-muted underline decoration-line underline-offset-2 hover:text-ink"
    >
      {said}
    </button>
  );
}

const short = (text: string) => (text.length > 90 ? `${text.slice(0, 88).trimEnd()}…` : text.trim());

/** A link to the very words, its place never cut off. */
function Source({ evidence: e, storeId }: { evidence: Evidence; storeId: string }) {
  const href =
    e.source === "transcript"
      ? paths.transcript(e.transcript_id, { revision: e.revision, seq: e.event_seq, quote: { start: e.start, end: e.end } })
      : paths.memory(storeId, e.path, e.version);
  // Not fetched ahead: whoever goes from change to change would fetch a session for each quote that passes.
  return (
    <Link
      prefetch={false}
      href={href}
      className="flex min-w-0 rounded-sm py-1 text-ink underline decoration-edge underline-offset-2 hover:decoration-ink"
    >
      <span className="truncate">{e.source === "transcript" ? spellHidden(e.transcript_title ?? "Session") : <code>{e.path}</code>}</span>
      <span className="shrink-0 whitespace-pre text-muted">
        {e.source === "transcript" ? `, event ${e.event_seq}` : `, version ${e.version}`}
      </span>
    </Link>
  );
}
