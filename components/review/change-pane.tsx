import { ArrowRight } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import type { ReactNode, Ref } from "react";
import type { ProseNote } from "@/components/diff/prose-notes";
import { ChangeViews } from "@/components/review/change-views";
import { consequence } from "@/components/review/consequence";
import { DecisionHistory } from "@/components/review/decision-history";
import { Findings } from "@/components/review/findings";
import { useKeyHint } from "@/components/review/key-choice";
import { textOf } from "@/components/review/optimistic";
import { Overlaps } from "@/components/review/overlaps";
import { RebaseNote } from "@/components/review/rebase-note";
import type { Baseline } from "@/components/review/since";
import type { useSince } from "@/components/review/use-since";
import type { ChangeView } from "@/components/review/views";
import { OP_WORDS, riskSentence, STATE_WORDS } from "@/components/review/words";
import { RiskMark } from "@/components/risk/risk-mark";
import { TrustBadge } from "@/components/trust/trust-badge";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { CodeWords } from "@/components/ui/code-words";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Change, Proposal } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

// Few changes are merges, and what they need to tell is much: it comes with the first of them.
const MergeSources = dynamic(() => import("@/components/review/merge-sources").then((m) => m.MergeSources));

export type ChangePaneProps = {
  change: Change;
  proposal: Proposal;
  view: ChangeView;
  /** Which quotes stand behind which words. */
  notes: readonly ProseNote[];
  /** Nothing of the memory is folded. */
  whole: boolean;
  /** What is new to this person, and whether it is shown. */
  since: ReturnType<typeof useSince>;
  onSelect: (id: string) => void;
  headingRef?: Ref<HTMLHeadingElement>;
  /** Stands in the diff's place: the editor, while somebody edits. */
  editor?: ReactNode;
  /** Stands at the head of the diff: the switch of views. */
  viewSwitch?: ReactNode;
};

const GROUND: Record<string, string> = {
  night: "border-night-rule bg-night-ground",
  dawn: "border-dawn-rule bg-dawn-ground",
  conflict: "border-conflict-rule bg-conflict-ground",
  plain: "border-edge bg-sunken",
};

/** One change: what the agent will do differently, why, what the checks found, the difference. Reading order is the order on the page. */
export function ChangePane({ change, proposal, view, notes, whole, since, onSelect, headingRef, editor, viewSwitch }: ChangePaneProps) {
  const told = consequence(change);
  const state = STATE_WORDS[change.state];
  const text = textOf(change);
  return (
    <article aria-labelledby="change-title">
      <header className={cx("flourish border-l-4 px-6 pt-5 pb-4 max-md:px-4", GROUND[state.tone])}>
        <div className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-13 text-muted">
          <span>{told.lead}</span>
          <Badge tone={state.tone} className="ml-auto bg-transparent px-0 font-strong">
            {state.word}
          </Badge>
        </div>
        <h2
          id="change-title"
          ref={headingRef}
          tabIndex={-1}
          className="max-w-[56ch] text-20 leading-7 outline-none max-md:text-16 max-md:leading-6"
        >
          {told.title}
        </h2>
        <div className="mt-2.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-12">
          <RiskMark risk={change.risk} word="long" />
          <span className="text-muted">{`${OP_WORDS[change.op]} ${change.kind}`}</span>
          <PathLine change={change} proposal={proposal} />
          <span className="inline-flex items-center gap-1 text-muted">
            said by
            <TrustBadge trust={change.trust} />
          </span>
        </div>
      </header>
      <div className="space-y-5 py-5 pr-6 pl-7 max-md:pr-4 max-md:pl-5">
        <div className="max-w-[70ch] space-y-3">
          <p className="text-14">
            <CodeWords>{change.reason}</CodeWords>
          </p>
          {change.risk_reasons.length > 0 ? <p className="text-13 text-muted">{riskSentence(change)}</p> : null}
          <RebaseNote change={change} />
          <Findings findings={change.findings} />
          {change.previously_rejected ? (
            <Alert tone="note" title="This was rejected before">
              {`${change.previously_rejected.by}, `}
              <RelativeTime at={change.previously_rejected.at} />
              {`: ${change.previously_rejected.reason || "no reason given"}. It is back because there is new evidence.`}
            </Alert>
          ) : null}
          <Links label="Builds on" ids={change.depends_on} changes={proposal.changes} onSelect={onSelect} />
          <Overlaps change={change} />
        </div>
        {editor ?? (
          <section aria-label="The difference">
            {since.open ? null : viewSwitch}
            {since.baseline ? <SinceSwitch baseline={since.baseline} open={since.open} onToggle={since.toggle} /> : null}
            <ChangeViews
              change={change}
              text={text}
              view={view}
              notes={notes}
              whole={whole}
              since={since.open ? since.baseline : undefined}
            />
          </section>
        )}
        {change.op === "merge" ? <MergeSources change={change} text={text} /> : null}
        <DecisionHistory decisions={change.decisions} />
      </div>
    </article>
  );
}

/** Goes between the whole difference and what is new in it to this person. */
function SinceSwitch({ baseline, open, onToggle }: { baseline: Baseline; open: boolean; onToggle: () => void }) {
  const hint = useKeyHint()("since");
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-13">
      <p>
        {open ? `What is new ${baseline.words}` : `It reads differently ${baseline.words}`}
        {baseline.at ? (
          <>
            {", "}
            <RelativeTime at={baseline.at} className="text-muted" />
          </>
        ) : null}
        .
      </p>
      <Button size="sm" shortcut={hint} aria-pressed={open} onClick={onToggle}>
        {open ? "Show the whole difference" : "Show what is new"}
      </Button>
    </div>
  );
}

function PathLine({ change, proposal }: { change: Change; proposal: Proposal }) {
  const exists = change.before !== null || change.op === "rename" || change.op === "delete";
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-1.5 text-muted">
      {exists ? (
        <Link
          prefetch={false}
          href={paths.memory(proposal.store_id, change.path, proposal.base_version)}
          className="rounded-sm underline decoration-line underline-offset-2 hover:text-ink"
        >
          <code className="break-all">{change.path}</code>
        </Link>
      ) : (
        <code className="break-all">{change.path}</code>
      )}
      {change.new_path ? (
        <>
          <ArrowRight size={12} aria-label="becomes" role="img" />
          <code className="break-all">{change.new_path}</code>
        </>
      ) : null}
    </span>
  );
}

function Links({
  label,
  ids,
  changes,
  onSelect,
}: {
  label: string;
  ids: readonly string[];
  changes: readonly Change[];
  onSelect: (id: string) => void;
}) {
  const known = ids.flatMap((id) => changes.find((c) => c.id === id) ?? []);
  if (known.length === 0) return null;
  return (
    <p className="text-13 text-muted">
      {label}:{" "}
      {known.map((c, i) => (
        <span key={c.id}>
          {i > 0 ? ", " : ""}
          <button
            type="button"
            onClick={() => onSelect(c.id)}
            className="rounded-sm text-left text-ink underline decoration-edge underline-offset-2"
          >
            {consequence(c).title}
          </button>
          {` (${STATE_WORDS[c.state].word})`}
        </span>
      ))}
    </p>
  );
}
