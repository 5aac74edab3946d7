import type { Metadata } from "next";
import Link from "next/link";
import { firstPage, nextPage, readSessionSearch, type SessionSearch } from "@/app/(app)/transcripts/session-query";
import { PageColumn } from "@/components/shell/app-shell";
import { SessionFilter } from "@/components/transcripts/session-filter";
import { TranscriptList } from "@/components/transcripts/transcript-list";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/labels";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { RelativeTime } from "@/components/ui/relative-time";
import { requirePageContext } from "@/lib/auth/context";
import { paths } from "@/lib/paths";
import { listAgentChoices } from "@/lib/queries/keys";
import { sessionNumbers, totalOf } from "@/lib/queries/session-numbers";
import { listTranscripts } from "@/lib/queries/transcripts";

export const metadata: Metadata = { title: "Sessions" };

const PER_PAGE = 50;

/** Every session of every agent, newest first. */
export default async function TranscriptsPage({ searchParams }: { searchParams: Promise<SessionSearch> }) {
  const ctx = await requirePageContext();
  const { values, filter, after } = readSessionSearch(await searchParams);
  const [rows, numbers, agents] = await Promise.all([
    listTranscripts(ctx.scope, filter, { limit: PER_PAGE, after }),
    sessionNumbers(ctx.scope),
    listAgentChoices(ctx),
  ]);
  const total = totalOf(numbers.values());
  const transcripts = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? transcripts.at(-1) : undefined;
  const here = paths.transcripts();
  const [first] = agents;
  return (
    <PageColumn>
      <PageHeader
        crumbs={[{ label: "Agents", href: paths.agents() }]}
        headline={
          total.newest === null ? (
            "No session has come in yet"
          ) : (
            <>
              {`${count(total.sessions, "session")}, the newest came in `}
              <RelativeTime at={total.newest} />
            </>
          )
        }
        detail={total.excluded > 0 ? `${total.excluded.toLocaleString("en")} left out of dreams` : undefined}
      />
      {total.sessions === 0 ? (
        <EmptyState
          title="No sessions yet"
          action={
            <Button asChild variant="primary">
              <Link href={first ? paths.upload(first.id) : paths.agents()}>{first ? "Upload sessions" : "Add an agent"}</Link>
            </Button>
          }
        >
          Sessions come in by agent: dropped as files, or sent by the agent itself.
        </EmptyState>
      ) : (
        <>
          <SessionFilter key={JSON.stringify(values)} action={here} values={values} agents={agents} />
          {transcripts.length > 0 ? (
            <TranscriptList transcripts={transcripts} withAgent />
          ) : (
            <EmptyState title="No session fits">{`None of the ${count(total.sessions, "session")}.`}</EmptyState>
          )}
          <Pager
            label="Older sessions"
            {...(last ? { next: nextPage(here, values, last.id) } : {})}
            {...(after ? { first: firstPage(here, values) } : {})}
          />
        </>
      )}
    </PageColumn>
  );
}
