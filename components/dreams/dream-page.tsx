"use client";

import Link from "next/link";
import { useState } from "react";
import { beyondLocal, ClaudeOffer } from "@/components/dreams/claude-offer";
import { Considered } from "@/components/dreams/considered";
import { type Decided, DreamCost } from "@/components/dreams/dream-cost";
import { DreamPhases, DreamStart, progressWords } from "@/components/dreams/dream-progress";
import { PHASE_WORDS } from "@/components/dreams/dream-words";
import { Unprocessed } from "@/components/dreams/unprocessed";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { count, usd as dollars, duration } from "@/components/ui/labels";
import { PageHeader, PageHeaderSkeleton, Section } from "@/components/ui/page-header";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import type { ClaudeSettings } from "@/lib/domain/claude";
import type { ActionOutcome, ConsideredView, Dream } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

export type DreamPageProps = {
  dream: Dream;
  /** Every candidate, where the page has them; else the first of them stand in the dream. */
  considered?: ConsideredView[];
  mayRun: boolean;
  /** Once a proposal was made of it. */
  decided?: Decided | undefined;
  /** How its store could dream with Claude instead. */
  claude?: { settings: ClaudeSettings; connected: boolean } | undefined;
  cancel: () => Promise<ActionOutcome<Dream>>;
};

/** Which phase, how far, what has it found so far, stop? Afterwards: what it found, or why nothing. */
export function DreamPage({ dream, considered, mayRun, decided, claude, cancel }: DreamPageProps) {
  const [stopping, setStopping] = useState(false);
  const live = dream.status === "running" || dream.status === "queued";
  const beyond = beyondLocal(dream);
  return (
    <>
      <PageHeader
        headline={headline(dream)}
        crumbs={[
          { label: dream.store_name ?? "Store", href: paths.store(dream.store_id) },
          { label: "Dreams", href: paths.storeDreams(dream.store_id) },
        ]}
        detail={
          <>
            <DreamStart dream={dream} />
            <span>{`engine ${dream.engine}${dream.model ? ` (${dream.model})` : ""}`}</span>
            <span>{`${count(dream.transcript_ids.length, "session")} against version ${dream.base_version}`}</span>
            {dream.ended_at ? <span>{`took ${duration(dream.started_at, dream.ended_at) ?? "no time"}`}</span> : null}
            <Cost dream={dream} />
          </>
        }
        action={
          dream.proposal_id ? (
            <Button asChild variant="primary" size="lg">
              <Link href={paths.proposal(dream.proposal_id)}>Review the proposal</Link>
            </Button>
          ) : live && mayRun ? (
            <Button size="lg" onClick={() => setStopping(true)}>
              Stop this dream
            </Button>
          ) : undefined
        }
      />
      {dream.status === "failed" ? (
        <Alert tone="problem" title={dream.error ?? "The dream failed."}>
          The agent's memory was not touched. The sessions stay unread, so the next dream takes them up again.
        </Alert>
      ) : null}
      <div className="border-y border-line py-5">
        <DreamPhases dream={dream} />
      </div>
      <Notes dream={dream} />
      {beyond && claude ? (
        <ClaudeOffer dream={dream} why={beyond} claude={claude.settings} connected={claude.connected} mayRun={mayRun} />
      ) : null}
      {dream.usage.calls > 0 ? (
        <Section id="cost" title={live ? "Cost so far" : "Cost"}>
          <DreamCost dream={dream} decided={decided} />
        </Section>
      ) : null}
      {dream.unprocessed.length > 0 ? (
        <Section id="unprocessed" title={`${count(dream.unprocessed.length, "session")} not processed`}>
          <Unprocessed sessions={dream.unprocessed} />
        </Section>
      ) : null}
      {live ? (
        <Section id="considered" title="Found so far">
          <p className="text-13 text-muted">{foundWords(dream)}</p>
        </Section>
      ) : (
        <Section id="considered" title="What it considered">
          <Considered considered={dream.considered} all={considered} />
        </Section>
      )}
      <ConfirmDialog
        open={stopping}
        onOpenChange={setStopping}
        title="Stop this dream?"
        consequence="It ends without a proposal. Nothing in the memory changes, and its sessions count as unread."
        confirm="Stop the dream"
        tone="danger"
        onConfirm={async () => {
          const outcome = await cancel();
          return outcome.ok ? undefined : outcome.message;
        }}
      />
    </>
  );
}

function headline(d: Dream): string {
  switch (d.status) {
    case "queued":
      return "This dream waits for its turn";
    case "running":
      return d.phase === null || d.phase === "review" || d.phase === "extract"
        ? `Dreaming: ${progressWords(d)} read`
        : `Dreaming: ${PHASE_WORDS[d.phase].does.toLowerCase()}`;
    case "completed":
      return "This dream ended in a proposal";
    case "nothing_to_change":
      return Object.keys(d.considered.counts).length > 0
        ? "Nothing to change: every candidate was turned down by a rule"
        : "Nothing to change: these sessions held nothing to remember";
    case "failed":
      return "This dream failed and changed nothing";
    case "canceled":
      return "This dream was stopped and changed nothing";
    default:
      return d.status satisfies never;
  }
}

function foundWords({ found }: Dream): string {
  return found === 0
    ? "Nothing yet that looks like something to remember."
    : `${count(found, "candidate")}. Which of them become changes, and by which rule the others do not, stands here at the end.`;
}

/** What the dream was asked to look for, and what the engine says about the run as a whole. */
function Notes({ dream: { instructions, notes } }: { dream: Dream }) {
  if (!instructions && notes.length === 0) return null;
  return (
    <div className="max-w-[75ch] space-y-2 pt-4 text-13">
      {instructions ? (
        <p className="whitespace-pre-line wrap-anywhere">
          <span className="text-muted">Asked to look for: </span>
          {instructions}
        </p>
      ) : null}
      {notes.length > 0 ? (
        <ul aria-label="Notes of the engine" className="list-disc space-y-1 pl-5">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Cost({ dream }: { dream: Dream }) {
  const { calls, usd, input_tokens, output_tokens } = dream.usage;
  if (calls === 0) return <span>no model was called</span>;
  return <span>{`${count(calls, "call")}, ${(input_tokens + output_tokens).toLocaleString("en")} tokens, ${dollars(usd)}`}</span>;
}

export function DreamPageSkeleton() {
  return (
    <>
      <Loading what="the dream" />
      <PageHeaderSkeleton />
      <div className="grid gap-4 border-y border-line py-5 sm:grid-cols-4" aria-hidden="true">
        {["a", "b", "c", "d"].map((k) => (
          <div key={k} className="space-y-2">
            <Skeleton className="h-1" />
            <Skeleton className="h-5 w-20" />
            <Skeleton className="h-4 w-3/4" />
          </div>
        ))}
      </div>
    </>
  );
}
