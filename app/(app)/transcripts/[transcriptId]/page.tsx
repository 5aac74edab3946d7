import type { Metadata } from "next";
import { found, wholeNumber } from "@/app/(app)/found";
import { LiveSession } from "@/app/(app)/transcripts/[transcriptId]/live-session";
import { PageColumn } from "@/components/shell/app-shell";
import { LearnedList } from "@/components/transcripts/learned-list";
import { EVENTS_PER_STEP } from "@/components/transcripts/settled";
import { requirePageContext } from "@/lib/auth/context";
import { refusal } from "@/lib/domain/permission";
import { parseQuote } from "@/lib/paths";
import { listEventPage } from "@/lib/queries/event-page";
import { listLearned } from "@/lib/queries/learned";
import { getTranscript, getTranscriptAt } from "@/lib/queries/transcripts";

/** What stands above an event that the address names, so that it is read in its place. */
const BEFORE = 20;

type Props = { params: Promise<{ transcriptId: string }>; searchParams: Promise<{ revision?: string; quote?: string; event?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ctx = await requirePageContext();
  const transcript = await found(getTranscript(ctx.scope, (await params).transcriptId));
  return { title: transcript.title ?? transcript.external_id };
}

/** What happened in this session, how did it end, what was learned from it? */
export default async function TranscriptRoute({ params, searchParams }: Props) {
  const ctx = await requirePageContext();
  const { transcriptId } = await params;
  const asked = await searchParams;
  const revision = asked.revision === undefined ? undefined : wholeNumber(asked.revision);
  const transcript = await found(getTranscriptAt(ctx.scope, transcriptId, revision));
  const quote = parseQuote(asked.quote);
  const highlight = quote && quote.seq < transcript.events ? quote : null;
  const named = highlight?.seq ?? (/^\d{1,9}$/.test(asked.event ?? "") ? Number(asked.event) : 0);
  const from = named >= EVENTS_PER_STEP - BEFORE && named < transcript.events ? named - BEFORE : 0;
  const [events, learned] = await Promise.all([
    listEventPage(ctx.scope, transcriptId, { revision: transcript.revision, from, limit: EVENTS_PER_STEP, whole: highlight?.seq }),
    listLearned(ctx.scope, transcript),
  ]);
  return (
    <PageColumn>
      <LiveSession
        key={`${transcriptId}:${transcript.revision}:${from}`}
        transcript={transcript}
        events={events}
        highlight={highlight}
        learned={learned.length > 0 ? <LearnedList transcriptId={transcriptId} learned={learned} /> : undefined}
        mayJudge={refusal(ctx.grant, "transcripts.write") === null}
      />
    </PageColumn>
  );
}
