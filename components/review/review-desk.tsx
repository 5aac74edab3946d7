"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { usePaletteActions } from "@/components/palette/palette-provider";
import { ChangePane } from "@/components/review/change-pane";
import { type Choice, choicesFor } from "@/components/review/choices";
import { spoken } from "@/components/review/consequence";
import { type BarMode, DecisionBar } from "@/components/review/decision-bar";
import type { DeskDialog } from "@/components/review/desk-dialogs";
import { DeskHeader } from "@/components/review/desk-header";
import { DeskNotices } from "@/components/review/desk-notices";
import {
  ChangeEditor,
  DESK_PARTS,
  DeskDialogs,
  GroupCard,
  RebaseConflict,
  RecentDecisions,
  RefusedNotice,
} from "@/components/review/desk-parts";
import { EvidencePane } from "@/components/review/evidence-pane";
import { LiveNotice } from "@/components/review/live-notice";
import { stateAfter, textOf } from "@/components/review/optimistic";
import { inReviewOrder, nextToDecide } from "@/components/review/order";
import type { Reviewer } from "@/components/review/outbox/boxes";
import type { Sending } from "@/components/review/outbox/outbox";
import type { Step } from "@/components/review/outbox/steps";
import { PaneSeparator } from "@/components/review/pane-separator";
import { paneStyle, useStoredPanes } from "@/components/review/panes";
import { Queue } from "@/components/review/queue";
import { filtered, isWaiting, NO_FILTER } from "@/components/review/queue-filter";
import { focusFilter, QueueFilterBar } from "@/components/review/queue-filter-bar";
import { focusQuote } from "@/components/review/quotes";
import { ReadingBar } from "@/components/review/reading-bar";
import { RebaseBanner } from "@/components/review/rebase-banner";
import { sendingWords } from "@/components/review/sending-words";
import { UnsavedNotice } from "@/components/review/unsaved-notice";
import { useChangeView } from "@/components/review/use-change-view";
import { useDrafts } from "@/components/review/use-drafts";
import { useGroups } from "@/components/review/use-groups";
import { type Live, useLive } from "@/components/review/use-live";
import { useRebase } from "@/components/review/use-rebase";
import { type Decide, useReview } from "@/components/review/use-review";
import { isTyping, useReviewKeys } from "@/components/review/use-review-keys";
import { useSince } from "@/components/review/use-since";
import { VIEW_WORDS } from "@/components/review/views";
import { riskSentence } from "@/components/review/words";
import { useAnnounce } from "@/components/shell/live-region";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/components/ui/labels";
import { fetchAhead } from "@/components/ui/patiently";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { useToast } from "@/components/ui/toast";
import type { Finding } from "@/lib/domain/finding";
import { COMMANDS, type ReviewAction } from "@/lib/domain/keys";
import type { ActionOutcome, ApplyInput, ApplyResult, DecisionInput, Proposal, RebaseResult } from "@/lib/domain/views";

export type ReviewDeskProps = {
  proposal: Proposal;
  /** From `?change=`. */
  initialChangeId?: string;
  /** From `?view=`. */
  initialView?: string;
  mayDecide: boolean;
  /** Why this person may not decide an open proposal. */
  whyNot?: string;
  me: Reviewer;
  decide: Decide;
  /** What the checks say of an edited text, before it is saved. */
  check: (changeId: string, content: string) => Promise<ActionOutcome<Finding[]>>;
  apply: (input: ApplyInput) => Promise<ActionOutcome<ApplyResult>>;
  /** Rejects the whole proposal; answers it as it stands then. */
  rejectAll: (reason: string) => Promise<ActionOutcome<Proposal>>;
  /** Brings the proposal up to date with the store. */
  rebase: () => Promise<ActionOutcome<RebaseResult>>;
  /** What others do meanwhile. */
  live?: Live;
};

const SAID: Record<DecisionInput["verdict"], string> = {
  accept: "Accepted",
  reject: "Rejected",
  edit: "Saved your words and accepted",
  later: "Put off",
  clear: "Decision taken back",
};

/** The page this product exists for: one change at a time, in the order of risk, with where it comes from beside it. */
export function ReviewDesk({
  proposal: initial,
  initialChangeId,
  initialView,
  mayDecide,
  whyNot,
  me,
  decide,
  check,
  apply,
  rejectAll,
  rebase,
  live,
}: ReviewDeskProps) {
  const review = useReview(initial, decide, me);
  const { proposal, replace } = review;
  const begun = review.steps.done.length > 0;
  useEffect(() => (begun ? fetchAhead(DESK_PARTS) : undefined), [begun]);
  const ordered = useMemo(() => inReviewOrder(proposal.changes), [proposal.changes]);
  const [filter, setFilter] = useState(NO_FILTER);
  const narrowed = useMemo(() => filtered(ordered, filter), [ordered, filter]);
  const [selectedId, setSelectedId] = useState(() => startAt(ordered, initialChangeId));
  const [mode, setMode] = useState<BarMode | "edit">("idle");
  const { draft, keep } = useDrafts(selectedId);
  const [dialog, setDialog] = useState<DeskDialog>();
  const [groupId, setGroupId] = useState<string>();
  const [discarding, setDiscarding] = useState<{ what: string; run: () => void }>();
  // Once one was open they stay, so that they can close as they opened.
  const [asked, setAsked] = useState(false);
  if (dialog && !asked) setAsked(true);
  const heading = useRef<HTMLHeadingElement>(null);
  const evidence = useRef<HTMLElement>(null);
  const announce = useAnnounce();
  const toast = useToast();

  // What was selected may have been set aside by a rebase.
  const change = proposal.changes.find((c) => c.id === selectedId) ?? ordered[0];
  if (change && selectedId !== change.id) {
    setSelectedId(change.id);
    setMode("idle");
  }
  const choices = change ? choicesFor(change, proposal, mayDecide) : undefined;
  const shown = useChangeView(change, initialView);
  const since = useSince(change, change ? textOf(change) : null, me.personId);
  const [panes] = useStoredPanes();

  const select = useCallback((id: string | undefined, focus = true) => {
    if (!id) return;
    setSelectedId(id);
    setMode("idle");
    setDialog(undefined);
    setGroupId(undefined);
    const url = new URL(location.href);
    url.searchParams.set("change", id);
    history.replaceState(history.state, "", url);
    if (focus)
      requestAnimationFrame(() => {
        const change = heading.current?.closest("article");
        // Whoever began to write before the frame was drawn keeps the focus.
        if (!(change?.contains(document.activeElement) && isTyping(document.activeElement)))
          heading.current?.focus({ preventScroll: true });
      });
    if (window.matchMedia("(max-width: 1023px)").matches) window.scrollTo({ top: 0 });
  }, []);

  const show = useCallback((id: string) => select(id, false), [select]);
  const neighbour = (step: 1 | -1) => narrowed[narrowed.findIndex((c) => c.id === selectedId) + step];
  const move = (step: 1 | -1) => {
    const next = neighbour(step);
    if (!next) return announce(step === 1 ? "This is the last change." : "This is the first change.");
    select(next.id);
  };

  /** Says what was decided and goes on to what waits next, inside the filter while what was decided is inside it. */
  const goOn = (said: string, decided: number, from: string) => {
    const list = narrowed.some((c) => c.id === from) ? narrowed : ordered;
    const next = list.find((c) => c.id === nextToDecide(list, from));
    announce(
      `${said}. ${decided} of ${proposal.counts.total} decided.${
        next && next.id !== from ? ` Next: ${spoken(next)}, ${next.risk} risk.` : " That was the last one."
      }`,
    );
    select(next?.id);
  };

  // As the header counts: what conflicts is neither decided nor, at the server, undecided.
  const decidedNow = proposal.counts.accepted + proposal.counts.rejected;

  const give = (decision: Omit<DecisionInput, "change_id">) => {
    if (!change) return;
    review.send([{ change_id: change.id, ...decision }]);
    setMode("idle");
    if (decision.verdict === "clear") return announce(SAID.clear);
    const state = stateAfter(change, decision.verdict);
    const said = state === "needs_second" ? `${SAID[decision.verdict]}; it needs one more person` : SAID[decision.verdict];
    goOn(said, decidedNow - (isWaiting(change) ? 0 : 1) + (isWaiting({ state }) ? 0 : 1), change.id);
  };

  const accept = () => {
    if (!choices) return;
    if (!choices.accept.allowed) return announce(choices.accept.why);
    if (choices.accept.needsComment) setMode("comment");
    else if (change?.risk === "high") setMode("confirm");
    else give({ verdict: "accept" });
  };

  const together = useGroups({
    ordered,
    selectedId,
    neighbour,
    onSelect: select,
    openId: groupId,
    onOpen: setGroupId,
    announce,
    accept: ({ rule, members }) => {
      review.send(
        members.map((c) => ({ change_id: c.id, verdict: "accept" as const })),
        { rule },
      );
      const ids = new Set(members.map((c) => c.id));
      const decided = decidedNow + members.filter((c) => !isWaiting({ state: stateAfter(c, "accept") })).length;
      const next = ordered.find((c) => c.state === "undecided" && !ids.has(c.id));
      announce(
        `Accepted ${count(members.length, "change")} together. ${decided} of ${proposal.counts.total} decided.${
          next ? ` Next: ${spoken(next)}, ${next.risk} risk.` : ""
        }`,
      );
      select(next?.id ?? members.at(-1)?.id);
    },
  });

  const stepBack = (step: Step | undefined, said: string) => {
    if (!step) return announce(said === "Taken back" ? "There is no decision to take back." : "There is nothing to do again.");
    const [only] = proposal.changes.filter((c) => c.id === step.did[0]?.change_id);
    select(step.did.at(-1)?.change_id);
    announce(`${said}: ${only && step.did.length === 1 ? `the decision on ${spoken(only)}` : count(step.did.length, "decision")}.`);
  };

  const deciding = proposal.status === "open" && mayDecide;
  const canApply = deciding && proposal.counts.accepted + proposal.counts.rejected > 0;
  const upToDate = useRebase(proposal, rebase, replace, mayDecide);

  const ifAllowed = (choice: Choice | undefined, run: () => void) => {
    if (choice) return choice.allowed ? run() : announce(choice.why);
  };

  const focusEditor = () => document.querySelector<HTMLElement>("[data-change-editor] [role=textbox]")?.focus();

  /** Words that are still being written belong to no summary: they are saved or left first. */
  const openApply = () => {
    if (mode !== "edit") return setDialog("apply");
    announce("Save your words, or leave the change as proposed, before you apply.");
    focusEditor();
  };

  const act = (action: ReviewAction) => {
    if (deciding && together.act(action)) return;
    switch (action) {
      case "next":
        return move(1);
      case "previous":
        return move(-1);
      case "next-undecided":
        return select(nextToDecide(ordered, selectedId ?? ""));
      case "next-high":
        return select(
          nextToDecide(
            ordered.filter((c) => c.risk === "high" || c.id === selectedId),
            selectedId ?? "",
          ),
        );
      case "next-quote":
        return focusQuote(evidence.current, 1);
      case "previous-quote":
        return focusQuote(evidence.current, -1);
      case "undo":
        return deciding ? stepBack(review.undo(), "Taken back") : undefined;
      case "redo":
        return deciding ? stepBack(review.redo(), "Done again") : undefined;
      case "recent":
        return setDialog("recent");
      case "apply":
        return canApply || mode === "edit" ? openApply() : announce("Nothing is decided that could be applied.");
      case "accept":
        return accept();
      case "reject":
        return ifAllowed(choices?.reject, () => setMode("reject"));
      case "edit":
        return mode === "edit" ? focusEditor() : ifAllowed(choices?.edit, () => setMode("edit"));
      case "later":
        return ifAllowed(choices?.later, () => give({ verdict: "later" }));
      case "clear":
        return ifAllowed(choices?.clear, () => give({ verdict: "clear" }));
      case "view":
        return shown.next();
      case "whole":
        return announce(shown.toggleWhole() ? "The whole memory is shown." : "Unchanged lines are folded.");
      case "since":
        if (!since.baseline) return announce("Nothing is new: it reads as it did when you last looked.");
        announce(since.open ? "The whole difference." : `What is new ${since.baseline.words}.`);
        return since.toggle();
      case "evidence":
        return evidence.current?.focus();
      case "rebase":
        return upToDate.run();
      case "help":
        return setDialog("keys");
      case "filter":
        return focusFilter(() => setDialog("queue"));
      case "group":
      case "drop":
      case "pick":
      case "pick-next":
      case "pick-previous":
        return ifAllowed(choices?.later, () => {});
      default:
        action satisfies never;
    }
  };
  useReviewKeys(act, (action) => mode === "idle" || action === "apply" || (mode === "edit" && action === "edit"));
  usePaletteActions(COMMANDS.flatMap(({ id }) => (id === "palette" ? [] : [{ command: id, run: () => act(id) }])));
  const { news, dismissNews } = useLive(
    proposal,
    { personId: me.personId, sending: review.unsaved.count > 0, answered: review.stamp },
    replace,
    live,
  );

  // What is applied is what the server knows: a decision that has not arrived would be left out.
  const applySaved: ReviewDeskProps["apply"] = async (input) =>
    (await review.settle())
      ? apply(input)
      : { ok: false, message: "Some decisions are not saved yet. Apply once they are; they are sent by themselves." };

  const applied = (result: ApplyResult) => {
    replace(result.proposal);
    const title = result.version === null ? "Closed without a new version" : `Version ${result.version} is live`;
    // Heard as it is shown: said twice, it would be heard twice.
    toast({ title, tone: "dawn", description: result.rest ? staysOpen(result.rest.changes.length) : undefined });
  };

  /** Gives decisions up that the server has not; written words are asked about first. */
  const discard = (sendings: readonly Sending[]) => {
    const run = () => {
      review.discard(sendings);
      announce(`Discarded: ${count(sendings.length, "decision")}.`);
    };
    const [first] = sendings;
    const written = sendings.some((s) => s.decisions.some((d) => d.content !== undefined || d.comment !== undefined));
    if (!first || (sendings.length === 1 && !written)) return run();
    setDiscarding({
      what: sendings.length === 1 ? sendingWords(first, proposal.changes) : `Your ${count(sendings.length, "decision")}`,
      run,
    });
    setDialog("discard");
  };

  const queue = (
    <>
      <QueueFilterBar changes={ordered} filter={filter} onFilter={setFilter} />
      <div className="min-h-0 grow lg:overflow-y-auto">
        <Queue
          changes={narrowed}
          selectedId={selectedId}
          onSelect={show}
          picks={together.picks}
          groups={deciding ? together.groups : []}
          openGroupId={together.group?.id}
          onGroup={(id) => {
            setDialog(undefined);
            setGroupId(id);
          }}
        />
      </div>
    </>
  );

  if (!change || !choices)
    return (
      <>
        <DeskHeader proposal={proposal} mayDecide={false} onApply={() => {}} onRejectAll={() => {}} />
        <DeskNotices proposal={proposal} refused={null} />
        <div className="px-6 max-md:px-4">
          <EmptyState title="No change is left in this proposal">
            {proposal.moved_to
              ? "What nobody had decided went on to the proposal above, with its decisions and comments."
              : "What it proposed is part of other proposals by now, or was set aside."}
          </EmptyState>
        </div>
      </>
    );

  return (
    <div className="flex flex-col max-lg:min-h-[calc(100dvh-var(--bar))] lg:h-dvh">
      <DeskHeader
        proposal={proposal}
        mayDecide={mayDecide}
        onApply={openApply}
        onRejectAll={() => setDialog("reject-all")}
        onQueue={() => setDialog("queue")}
      />
      <LiveNotice news={news} onShow={select} onDismiss={dismissNews} />
      <RebaseBanner
        proposal={proposal}
        mayDecide={mayDecide}
        pending={upToDate.pending}
        said={upToDate.said}
        onRebase={upToDate.run}
        onShow={select}
        onDismiss={upToDate.dismiss}
      />
      <UnsavedNotice
        {...review.unsaved}
        stuck={review.unsaved.stuck && sendingWords(review.unsaved.stuck, proposal.changes)}
        onDiscard={() => review.unsaved.stuck && discard([review.unsaved.stuck])}
      />
      <DeskNotices
        proposal={proposal}
        refused={
          review.refused.length > 0 ? (
            <RefusedNotice proposal={proposal} refused={review.refused} onShow={select} onRetry={review.retry} onDiscard={discard} />
          ) : null
        }
      />
      <div
        data-panes
        style={paneStyle(panes)}
        className="grid min-h-0 grow lg:grid-cols-[min(var(--pane-queue),32vw)_1px_minmax(0,1fr)] print:block"
      >
        <div className="flex min-h-0 flex-col max-lg:hidden" data-print="hide">
          {queue}
        </div>
        <PaneSeparator pane="queue" className="max-lg:hidden" />
        {together.group ? (
          <GroupCard
            key={together.group.id}
            group={together.group}
            onAccept={together.take}
            onDrop={together.drop}
            onShow={select}
            onClose={() => select(selectedId)}
          />
        ) : null}
        <div
          hidden={together.group !== undefined}
          ref={shown.pane}
          key={change.id}
          className="min-h-0 overflow-y-auto xl:grid xl:grid-cols-[minmax(0,1fr)_1px_min(var(--pane-evidence),42vw)] xl:overflow-hidden"
        >
          <div className="min-h-0 xl:overflow-y-auto">
            <ChangePane
              change={change}
              proposal={proposal}
              view={shown.view}
              notes={shown.notes}
              whole={shown.whole}
              since={since}
              onSelect={select}
              headingRef={heading}
              editor={
                mode === "edit" ? (
                  <ChangeEditor
                    path={change.path}
                    before={change.before}
                    proposed={textOf(change) ?? ""}
                    draft={draft}
                    onDraft={(text) => keep(change.id, text)}
                    check={(text) => check(change.id, text)}
                    onSave={(content) => give({ verdict: "edit", content })}
                    onLeave={() => {
                      setMode("idle");
                      heading.current?.focus();
                    }}
                  />
                ) : change.conflict && change.state === "conflict" ? (
                  <RebaseConflict
                    key={`${change.id}:${change.conflict.version}`}
                    change={{ ...change, conflict: change.conflict }}
                    mayDecide={mayDecide && proposal.status === "open"}
                    draft={draft}
                    onDraft={(text) => keep(change.id, text)}
                    onSave={(content) => {
                      keep(change.id, undefined);
                      give({ verdict: "edit", content });
                    }}
                  />
                ) : undefined
              }
              viewSwitch={
                <div className="mb-3 flex justify-end" data-print="hide">
                  <SegmentedControl
                    label="View of the change"
                    value={shown.view}
                    onChange={shown.choose}
                    options={shown.views.map((v) => ({ value: v, label: VIEW_WORDS[v] }))}
                  />
                </div>
              }
            />
          </div>
          <PaneSeparator pane="evidence" className="max-xl:hidden" />
          <EvidencePane ref={evidence} change={change} quotes={shown.quotes} storeId={proposal.store_id} onShowWords={shown.showWords} />
        </div>
      </div>
      {proposal.status === "open" && mayDecide && mode !== "edit" && !together.group ? (
        <DecisionBar
          choices={choices}
          mode={mode}
          risk={riskSentence(change)}
          position={`Change ${ordered.indexOf(change) + 1} of ${ordered.length}`}
          onAccept={(comment) => (comment ? give({ verdict: "accept", comment }) : accept())}
          onConfirm={() => give({ verdict: "accept" })}
          onReject={(reason_code, comment) =>
            give({ verdict: "reject", ...(reason_code ? { reason_code } : {}), ...(comment ? { comment } : {}) })
          }
          onEdit={() => setMode("edit")}
          onLater={() => give({ verdict: "later" })}
          onClear={() => give({ verdict: "clear" })}
          onMode={setMode}
          onMove={move}
          onHelp={() => setDialog("keys")}
          onUndo={review.steps.done.length > 0 ? () => act("undo") : undefined}
          onRecent={() => setDialog("recent")}
        />
      ) : null}
      {deciding ? null : (
        <ReadingBar
          why={proposal.status === "open" ? whyNot : undefined}
          position={`Change ${ordered.indexOf(change) + 1} of ${ordered.length}`}
          onMove={move}
        />
      )}
      {asked ? (
        <>
          <DeskDialogs
            open={dialog}
            onOpen={setDialog}
            proposal={proposal}
            queue={queue}
            apply={applySaved}
            onApplied={applied}
            rejectAll={rejectAll}
            onRejected={replace}
            discarding={discarding}
            untaken={review.refused.reduce((n, r) => n + r.decisions.length, 0)}
          />
          <RecentDecisions
            open={dialog === "recent"}
            onOpenChange={(next) => setDialog(next ? "recent" : undefined)}
            changes={proposal.changes}
            steps={review.steps}
            onUndo={(id) => deciding && review.undo(id) && announce("Taken back.")}
            onShow={select}
          />
        </>
      ) : null}
    </div>
  );
}

function startAt(ordered: readonly { id: string; state: string }[], wanted: string | undefined): string | undefined {
  return (ordered.find((c) => c.id === wanted) ?? ordered.find((c) => c.state === "undecided") ?? ordered[0])?.id;
}

const staysOpen = (n: number) => `${count(n, "change")} ${n === 1 ? "stays" : "stay"} open.`;
